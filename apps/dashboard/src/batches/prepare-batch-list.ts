import type { BatchListRow, BatchPage, BatchSort } from '@parallel-tools/metrics/queries';
import { cutMiddle, displayName } from '@/lib/display-name';
import { formatCount, formatCounted, formatDateTime, formatDuration, formatRatio } from '@/lib/format';
import {
  numberColumn,
  type StripPart,
  type TableColumn,
  type TableModel,
  textCell,
  wordColumn,
} from '@/table/table-model';
import { CAUSES } from '@/ui/causes';

/** Batches on one page. */
export const BATCH_PAGE_SIZE = 50;

const MAX_ID_LENGTH = 17;

// The list comes ordered from the database, whole; its heads cannot order what is on the other pages.
const unsorted = (column: TableColumn): TableColumn => ({ ...column, isSortable: false });

/** What is known of each batch, in the list and in its exports. */
export const BATCH_COLUMNS: readonly TableColumn[] = [
  wordColumn('startedAt', 'Started'),
  wordColumn('batchId', 'Batch', 'tablet'),
  wordColumn('outcome', 'Outcome'),
  wordColumn('agent', 'Agent', 'wide'),
  wordColumn('sessionId', 'Session', 'wide'),
  numberColumn('calls', 'Calls', 'tablet'),
  numberColumn('failedCalls', 'Failed', 'tablet'),
  numberColumn('retries', 'Retries', 'wide'),
  numberColumn('makespanUs', 'Makespan'),
  numberColumn('speedup', 'Speedup'),
  wordColumn('path', 'Where the makespan went', 'desk'),
].map(unsorted);

const ORDERS = {
  newest: { column: 'startedAt', isDescending: true },
  oldest: { column: 'startedAt', isDescending: false },
  slowest: { column: 'makespanUs', isDescending: true },
  fastest: { column: 'makespanUs', isDescending: false },
} as const satisfies Record<BatchSort, unknown>;

/** A page of batches as a table; each leads to its own page. */
export function prepareBatchList(
  rows: readonly BatchListRow[],
  sort: BatchSort,
  batchUrl: (batchId: string, index: number) => string,
): TableModel {
  return {
    id: 'batches',
    caption: 'Batches with their outcome, calls, makespan, speedup and where the makespan went',
    columns: BATCH_COLUMNS,
    sort: ORDERS[sort],
    rows: rows.map((row, index) => ({
      key: row.batchId,
      cells: [
        textCell(formatDateTime(row.startedAtMs), new Date(row.startedAtMs).toISOString(), {
          view: { kind: 'link', url: batchUrl(row.batchId, index), isMono: false },
        }),
        textCell(cutMiddle(row.batchId, MAX_ID_LENGTH), row.batchId, {
          view: { kind: 'link', url: batchUrl(row.batchId, index), isMono: true },
        }),
        textCell(row.outcome, row.outcome, { view: { kind: 'status', status: row.outcome } }),
        labelCell(row.labels.agent),
        labelCell(row.labels.sessionId),
        textCell(formatCount(row.callCount), row.callCount),
        textCell(formatCount(row.failedCount), row.failedCount, { isStrong: row.failedCount > 0 }),
        textCell(formatCount(row.retryCount), row.retryCount),
        textCell(formatDuration(row.makespanUs), row.makespanUs),
        textCell(formatRatio(row.speedup), row.speedup),
        textCell(pathText(row), pathText(row), { view: { kind: 'strip', parts: pathParts(row) } }),
      ],
    })),
  };
}

function labelCell(label: string | undefined) {
  return label === undefined ? textCell('—', null) : textCell(cutMiddle(displayName(label), 24), label);
}

/** The realised critical path on the batch's own time, whole. */
export function pathParts({ path, makespanUs }: Pick<BatchListRow, 'path' | 'makespanUs'>): readonly StripPart[] {
  return path
    .filter(({ startUs, endUs }) => endUs > startUs)
    .map(({ kind, startUs, endUs }) => ({ cause: kind, share: (endUs - startUs) / Math.max(1, makespanUs) }));
}

/** "running 3.24 s, rate limit 2.64 s": the same in words, greatest first. */
export function pathText({ path }: Pick<BatchListRow, 'path'>): string {
  const sums = new Map<string, number>();
  for (const { kind, startUs, endUs } of path) {
    const { label } = CAUSES[kind];
    sums.set(label, (sums.get(label) ?? 0) + endUs - startUs);
  }
  return [...sums]
    .filter(([, us]) => us > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([label, us]) => `${label} ${formatDuration(us)}`)
    .join(', ');
}

/** Which rows of how many: "51–100 of 1,284", or without a count where nobody counted. */
export function rowsShown(page: Pick<BatchPage, 'rows' | 'totalCount' | 'next'>, firstRow: number): string {
  const { rows, totalCount, next } = page;
  if (rows.length === 0) return totalCount === null ? 'none found' : `0 of ${formatCount(totalCount)}`;
  const last = firstRow + rows.length - 1;
  const numbers = `${formatCount(firstRow)}–${formatCount(last)}`;
  if (totalCount !== null) return `${numbers} of ${formatCount(totalCount)}`;
  return next === null ? `${numbers} of ${formatCount(last)}` : `${numbers} of more`;
}

/**
 * Number of the first row of a page, from the URL: keyset paging does not know it. Nonsense there counts as the smallest
 * it can be.
 */
export function firstRowNumber(
  asked: number | null,
  isFirstPage: boolean,
  totalCount: number | null,
  rowCount: number,
) {
  if (isFirstPage) return 1;
  const most = totalCount === null ? Number.MAX_SAFE_INTEGER : totalCount - rowCount + 1;
  return Math.max(2, Math.min(asked ?? 2, most));
}

/** What a file of the whole list holds: "all 6,503 batches", "the first 50,000 of 10,000,000 batches". */
export function exportHolds(totalCount: number | null, atMost: number): string {
  if (totalCount === null) return `all that match, ${formatCount(atMost)} at most`;
  if (totalCount > atMost) return `the first ${formatCount(atMost)} of ${formatCount(totalCount)} batches`;
  return `all ${formatCounted(totalCount, 'batch', 'batches')}`;
}
