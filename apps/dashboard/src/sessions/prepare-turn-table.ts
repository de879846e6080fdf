import type { SessionTurn } from '@parallel-tools/metrics/queries';
import { pathParts, pathText } from '@/batches/prepare-batch-list';
import { formatCount, formatDateTime, formatDuration, formatRatio } from '@/lib/format';
import { numberColumn, type TableModel, textCell, wordColumn } from '@/table/table-model';

/** The turns of a session in their order; each leads to its batch. */
export function prepareTurnTable(turns: readonly SessionTurn[], batchUrl: (batchId: string) => string): TableModel {
  const longestUs = turns.reduce((most, { makespanUs }) => Math.max(most, makespanUs), 1);
  return {
    id: 'turns',
    caption: 'Turns of the session',
    columns: [
      wordColumn('turn', 'Turn'),
      wordColumn('batchId', 'Batch', 'wide'),
      wordColumn('startedAt', 'Started, UTC', 'desk'),
      wordColumn('outcome', 'Status'),
      numberColumn('calls', 'Calls', 'tablet'),
      numberColumn('failedCalls', 'Failed', 'tablet'),
      numberColumn('gapUs', 'Gap before'),
      numberColumn('makespanUs', 'Makespan'),
      numberColumn('speedup', 'Speedup', 'tablet'),
      wordColumn('joins', 'Could join', 'desk'),
      wordColumn('path', `Critical path, longest ${formatDuration(longestUs)}`, 'tablet'),
    ],
    sort: { column: 'turn', isDescending: false },
    rows: turns.map((turn, index) => {
      const gapUs = turn.gapMs === null ? null : Math.round(turn.gapMs * 1000);
      const path = pathText(turn);
      return {
        key: turn.batchId,
        cells: [
          textCell(String(index + 1), index + 1, {
            view: { kind: 'link', url: batchUrl(turn.batchId), isMono: true },
          }),
          textCell(turn.batchId, turn.batchId, { view: { kind: 'code' } }),
          textCell(formatDateTime(turn.startedAtMs), new Date(turn.startedAtMs).toISOString()),
          textCell(turn.outcome, turn.outcome, { view: { kind: 'status', status: turn.outcome } }),
          textCell(formatCount(turn.callCount), turn.callCount),
          textCell(formatCount(turn.failedCount), turn.failedCount, {
            isStrong: turn.failedCount > 0,
            isMuted: turn.failedCount === 0,
          }),
          textCell(formatDuration(gapUs), gapUs),
          textCell(formatDuration(turn.makespanUs), turn.makespanUs),
          textCell(formatRatio(turn.speedup), turn.speedup),
          turn.missed === 'yes' ? textCell(`turn ${index}`, index) : textCell('', null),
          textCell(path, path, {
            view: { kind: 'strip', parts: pathParts({ path: turn.path, makespanUs: longestUs }) },
          }),
        ],
      };
    }),
  };
}
