import type { SessionPage, SessionRow } from '@parallel-tools/metrics/queries';
import { cutMiddle, displayName } from '@/lib/display-name';
import {
  formatCount,
  formatCounted,
  formatDateTime,
  formatDuration,
  formatRatio,
  formatWholePercent,
  UNDEFINED_VALUE,
} from '@/lib/format';
import { numberColumn, type TableColumn, type TableModel, textCell, wordColumn } from '@/table/table-model';

/** What is known of each session, in the list and in its exports. */
export const SESSION_COLUMNS: readonly TableColumn[] = [
  wordColumn('sessionId', 'Session'),
  wordColumn('agent', 'Agent', 'desk'),
  wordColumn('firstTurnAt', 'First turn, UTC', 'wide'),
  wordColumn('lastTurnAt', 'Last turn, UTC', 'desk'),
  numberColumn('turns', 'Turns'),
  numberColumn('joinableTurns', 'Could be joined', 'desk'),
  numberColumn('calls', 'Calls', 'tablet'),
  numberColumn('failedCalls', 'Failed', 'desk'),
  numberColumn('wholeUs', 'Whole'),
  numberColumn('inToolsUs', 'In tools'),
  numberColumn('speedup', 'Speedup', 'tablet'),
  numberColumn('toolRatio', 'Share in tools', 'desk'),
];

interface SessionTableOptions {
  readonly sessionUrl: (sessionId: string) => string;
  /** All of the list: its heads can order it. They cannot order what is on other pages. */
  readonly isWhole: boolean;
}

/** Agent runs, the one whose last turn is newest first; each leads to its turns. */
export function prepareSessionTable(
  rows: SessionPage['rows'],
  { sessionUrl, isWhole }: SessionTableOptions,
): TableModel {
  return {
    id: 'sessions',
    caption: 'Sessions with their turns, calls, length and time in tools',
    columns: isWhole ? SESSION_COLUMNS : SESSION_COLUMNS.map((column) => ({ ...column, isSortable: false })),
    sort: { column: 'lastTurnAt', isDescending: true },
    rows: rows.map((row) => ({ key: row.sessionId, cells: sessionCells(row, sessionUrl(row.sessionId)) })),
  };
}

function sessionCells(row: SessionRow, url: string) {
  const spanUs = spanOf(row);
  const toolUs = Math.min(spanUs, row.makespanUs);
  const toolRatio = spanUs === 0 ? null : toolUs / spanUs;
  const speedup = row.makespanUs === 0 ? null : row.sequentialUs / row.makespanUs;
  return [
    textCell(cutMiddle(displayName(row.sessionId)), row.sessionId, { view: { kind: 'link', url, isMono: true } }),
    row.agent === null
      ? textCell(UNDEFINED_VALUE, null)
      : textCell(cutMiddle(displayName(row.agent), 24), row.agent, { view: { kind: 'code' } }),
    textCell(formatDateTime(row.firstStartedAtMs), new Date(row.firstStartedAtMs).toISOString()),
    textCell(formatDateTime(row.lastStartedAtMs), new Date(row.lastStartedAtMs).toISOString()),
    textCell(formatCount(row.batchCount), row.batchCount),
    textCell(formatCount(row.missedCount), row.missedCount, { isMuted: row.missedCount === 0 }),
    textCell(formatCount(row.callCount), row.callCount),
    textCell(formatCount(row.failedCount), row.failedCount, {
      isStrong: row.failedCount > 0,
      isMuted: row.failedCount === 0,
    }),
    textCell(formatDuration(spanUs), spanUs),
    textCell(formatDuration(row.makespanUs), row.makespanUs),
    textCell(formatRatio(speedup), speedup),
    textCell(formatWholePercent(toolUs, spanUs), toolRatio, { view: { kind: 'bar', share: toolRatio ?? 0 } }),
  ];
}

/** "Agents waited for tools 38 % of the time in these 12 sessions." */
export function sessionsSentence(rows: readonly SessionRow[]): string {
  const spanUs = rows.reduce((sum, row) => sum + spanOf(row), 0);
  const toolUs = rows.reduce((sum, row) => sum + Math.min(spanOf(row), row.makespanUs), 0);
  const whose = rows.length === 1 ? 'this session' : `these ${formatCounted(rows.length, 'session')}`;
  return `Agents waited for tools ${formatWholePercent(toolUs, spanUs)} of the time in ${whose}: ${formatDuration(toolUs)} of ${formatDuration(spanUs)}.`;
}

// The end is whole ms, a makespan µs: a session of one turn must not be shorter than it.
function spanOf({ firstStartedAtMs, endedAtMs, batchCount, makespanUs }: SessionRow): number {
  return batchCount === 1 ? makespanUs : (endedAtMs - firstStartedAtMs) * 1000;
}
