import { type ReadStore, type Sql, sql } from '../store/store.js';
import { BATCH_ROW_COLUMNS, BATCH_ROW_TABLES, type BatchRowColumns, batchRow } from './batch-row.js';
import { checkCursor, checkLimit, checkRange } from './check-range.js';
import type { BatchCursor, BatchPage, TimeRange } from './types.js';

/** @throws {MetricsError} `INVALID_RANGE` */
export async function listBatches(
  store: ReadStore,
  range: TimeRange,
  { limit, after }: { readonly limit: number; readonly after?: BatchCursor },
): Promise<BatchPage> {
  checkRange(range);
  checkLimit(limit);
  if (after !== undefined) checkCursor(after);
  const [[total], found] = await Promise.all([
    store.query<{ readonly count: bigint }>(countIn(range)),
    // One more than asked for, to know whether there is another page.
    store.query<BatchRowColumns>(pageOf(range, limit + 1, after)),
  ]);
  const rows = found.slice(0, limit).map(batchRow);
  const last = rows.at(-1);
  return {
    rows,
    totalCount: Number(total?.count ?? 0),
    next: found.length > limit && last !== undefined ? { startedAtMs: last.startedAtMs, batchId: last.batchId } : null,
  };
}

function countIn({ fromMs, toMs }: TimeRange): Sql {
  return sql`
    SELECT COUNT(*) AS count FROM batch
    WHERE started_at_ms >= ${BigInt(fromMs)} AND started_at_ms < ${BigInt(toMs)}`;
}

function pageOf({ fromMs, toMs }: TimeRange, limit: number, after: BatchCursor | undefined): Sql {
  const isAfter =
    after === undefined
      ? sql`1 = 1`
      : sql`(batch.started_at_ms, batch.id) < (${BigInt(after.startedAtMs)}, ${after.batchId})`;
  return sql`
    SELECT ${BATCH_ROW_COLUMNS} FROM ${BATCH_ROW_TABLES}
    WHERE batch.started_at_ms >= ${BigInt(fromMs)} AND batch.started_at_ms < ${BigInt(toMs)} AND ${isAfter}
    ORDER BY batch.started_at_ms DESC, batch.id DESC LIMIT ${limit}`;
}
