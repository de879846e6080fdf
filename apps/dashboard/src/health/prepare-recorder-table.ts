import type { RecorderHealth } from '@parallel-tools/metrics/queries';
import { cutEnd, cutMiddle, displayName } from '@/lib/display-name';
import { formatAgo, formatBytes, formatCount, formatDateTime, formatDuration, UNDEFINED_VALUE } from '@/lib/format';
import { numberColumn, type TableModel, textCell, wordColumn } from '@/table/table-model';

const MAX_ERROR_LENGTH = 60;

/** Every recorder that has written here, the one that wrote last first. */
export function prepareRecorderTable(rows: readonly RecorderHealth[], nowMs: number): TableModel {
  return {
    id: 'recorders',
    caption: 'Recorders: when they wrote last, what waited, and what they dropped',
    columns: [
      wordColumn('recorderId', 'Recorder'),
      wordColumn('startedAt', 'Started, UTC', 'wide'),
      numberColumn('lastWriteAtMs', 'Last write'),
      wordColumn('state', 'State', 'tablet'),
      numberColumn('storedBatches', 'Stored', 'desk'),
      numberColumn('queuedBatches', 'Queued', 'desk'),
      numberColumn('queuedBytes', 'Queued bytes', 'wide'),
      numberColumn('lagMs', 'Lag', 'desk'),
      numberColumn('repeatedWrites', 'Repeated writes', 'wide'),
      numberColumn('droppedBatches', 'Dropped'),
      wordColumn('dropReasons', 'Why dropped', 'desk'),
      wordColumn('lastError', 'Last error', 'desk'),
    ],
    sort: { column: 'lastWriteAtMs', isDescending: true },
    rows: rows.map((row) => {
      const error = lastErrorOf(row);
      const shownError = error === null ? null : cutEnd(displayName(error), MAX_ERROR_LENGTH);
      return {
        key: row.recorderId,
        cells: [
          textCell(cutMiddle(displayName(row.recorderId)), row.recorderId, {
            view: { kind: 'code' },
            phoneNote: shownError,
          }),
          textCell(formatDateTime(row.startedAtMs), new Date(row.startedAtMs).toISOString()),
          textCell(formatAgo(nowMs - row.lastWriteMs), row.lastWriteMs),
          textCell(row.closedAtMs === null ? 'open' : 'closed'),
          countCell(row.storedCount),
          countCell(row.queuedCount),
          textCell(formatBytes(row.queuedBytes), row.queuedBytes, { isMuted: row.queuedBytes === 0 }),
          textCell(formatDuration(row.lagMs === null ? null : Math.round(row.lagMs * 1000)), row.lagMs),
          countCell(row.retryCount),
          textCell(formatCount(row.droppedCount), row.droppedCount, {
            isStrong: row.droppedCount > 0,
            isMuted: row.droppedCount === 0,
          }),
          wordCell(row.dropped.map(({ code, count }) => `${code} ${formatCount(count)}`).join(', ')),
          error === null ? wordCell('') : textCell(shownError ?? '', error),
        ],
      };
    }),
  };
}

/** Null stands for what a recorder of before did not say. */
function countCell(count: number | null) {
  return textCell(count === null ? UNDEFINED_VALUE : formatCount(count), count, { isMuted: count === 0 });
}

function wordCell(text: string) {
  return text === '' ? textCell(UNDEFINED_VALUE, null, { isMuted: true }) : textCell(text);
}

function lastErrorOf({ lastError }: RecorderHealth): string | null {
  return lastError === null ? null : [lastError.code, lastError.message].filter(Boolean).join(': ');
}
