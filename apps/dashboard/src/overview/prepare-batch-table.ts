import type { BatchCursor, BatchPage, BatchRow } from '@parallel-tools/metrics/queries';
import { cutMiddle } from '@/lib/display-name';
import { formatCount, formatDateTime, formatDuration, formatRatio } from '@/lib/format';

/** Batches on one page. */
export const BATCH_PAGE_SIZE = 50;

const MAX_ID_LENGTH = 17;

/** One row of the table of batches, as text. */
export interface BatchTableRow {
  readonly batchId: string;
  readonly shortId: string;
  readonly startedAt: string;
  readonly outcome: BatchRow['outcome'];
  readonly agent: string | null;
  readonly calls: string;
  readonly failed: string;
  readonly hasFailed: boolean;
  readonly makespan: string;
  readonly speedup: string;
  readonly slowest: { readonly toolId: number; readonly toolName: string; readonly run: string } | null;
}

export interface BatchTable {
  readonly rows: readonly BatchTableRow[];
  /** "51–100 of 1,284". */
  readonly shown: string;
  readonly next: { readonly after: BatchCursor; readonly row: number } | null;
  readonly isFirstPage: boolean;
}

/**
 * A page of batches, newest first.
 *
 * @param firstRow - Number of its first batch, from the URL; nonsense there counts as the smallest it can be.
 */
export function prepareBatchTable(page: BatchPage, firstRow: number | null, isFirstPage: boolean): BatchTable {
  const first = isFirstPage ? 1 : Math.max(2, Math.min(firstRow ?? 2, page.totalCount - page.rows.length + 1));
  const last = first + page.rows.length - 1;
  return {
    rows: page.rows.map(prepareRow),
    shown:
      page.rows.length === 0
        ? `0 of ${formatCount(page.totalCount)}`
        : `${formatCount(first)}–${formatCount(last)} of ${formatCount(page.totalCount)}`,
    next: page.next === null ? null : { after: page.next, row: last + 1 },
    isFirstPage,
  };
}

function prepareRow(row: BatchRow): BatchTableRow {
  return {
    batchId: row.batchId,
    shortId: cutMiddle(row.batchId, MAX_ID_LENGTH),
    startedAt: formatDateTime(row.startedAtMs),
    outcome: row.outcome,
    agent: row.labels.agent ?? null,
    calls: formatCount(row.callCount),
    failed: formatCount(row.failedCount),
    hasFailed: row.failedCount > 0,
    makespan: formatDuration(row.makespanUs),
    speedup: formatRatio(row.speedup),
    slowest: row.slowest && {
      toolId: row.slowest.toolId,
      toolName: row.slowest.toolName,
      run: formatDuration(row.slowest.runUs),
    },
  };
}
