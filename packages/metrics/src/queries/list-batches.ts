import { join, type ReadStore, raw, type Sql, sql } from '../store/store.js';
import { type BatchFilter, batchConditions } from './batch-filter.js';
import { BATCH_ROW_COLUMNS, BATCH_ROW_TABLES, type BatchRowColumns, batchRow } from './batch-row.js';
import { checkCursor, checkLimit, checkRange, isByMakespan } from './check-range.js';
import { countBatches } from './count-batches.js';
import { pathOf, type ToolPathPart } from './path-time.js';
import { readRecords } from './read-records.js';
import type { BatchCursor, BatchRow, TimeRange } from './types.js';

/** One row of the batch list, with its realised critical path. */
export interface BatchListRow extends BatchRow {
  /**
   * Where the makespan went, in time order and without gaps from 0 to `makespanUs`, in µs since the batch was submitted:
   * `kind` is `run`, `arrival` (before the call was there) or a wait's cause.
   */
  readonly path: readonly ToolPathPart[];
}

/** What a page of batches is asked for. */
export interface BatchListOptions {
  /** 1 to 500. */
  readonly limit: number;
  /** `next` of the page before, with the same range, filter and sort. */
  readonly after?: BatchCursor | undefined;
  readonly filter?: BatchFilter | undefined;
  /** `slowest`: greatest makespan first; `fastest`: the same list from its end. @defaultValue 'newest' */
  readonly sort?: BatchSort | undefined;
}

export type BatchSort = 'newest' | 'oldest' | 'slowest' | 'fastest';

/** One page. It may hold fewer rows than `limit`, or none, and still have a next one: then `next` goes on looking. */
export interface BatchPage {
  readonly rows: readonly BatchListRow[];
  /** Batches of the range; null with a filter, where nobody counts. */
  readonly totalCount: number | null;
  /** Where the next page begins; null when there are no more. */
  readonly next: BatchCursor | null;
  /** Batches looked at for this page: all between `after` and `next`. */
  readonly scannedCount: number;
}

/** With a filter, a page looks at no more batches than this, so that its time is bounded. */
const SCANNED_AT_MOST = 20_000;

/** @throws {MetricsError} `INVALID_RANGE` */
export async function listBatches(
  store: ReadStore,
  range: TimeRange,
  { limit, after, filter = {}, sort = 'newest' }: BatchListOptions,
): Promise<BatchPage> {
  checkRange(range);
  checkLimit(limit);
  if (after !== undefined) checkCursor(after, sort);
  const conditions = await batchConditions(store, filter);
  if (conditions === null) return { rows: [], totalCount: null, next: null, scannedCount: 0 };
  const isFiltered = conditions.length > 0;
  const count = isFiltered && !isByMakespan(sort) ? null : await countBatches(store, range);
  const order = orderOf(sort, count);
  /** From the cursor on, up to another. */
  const part = (end: BatchCursor | null) =>
    join([order.inRange(between(range, sort, after, end)), isAfter(after, sort), isUpTo(end, sort)], ' AND ');
  const end = isFiltered ? await cursorAt(store, part(null), order.by, sort) : null;
  const all = join([part(end), ...conditions], ' AND ');
  // One more than asked for, to know whether there is another page.
  const found = await store.query<BatchRowColumns>(sql`
    SELECT ${BATCH_ROW_COLUMNS} FROM ${BATCH_ROW_TABLES} WHERE ${all} ORDER BY ${order.by} LIMIT ${limit + 1}`);
  const rows = await withPaths(store, found.slice(0, limit).map(batchRow));
  const last = rows.at(-1);
  const next = found.length > limit && last !== undefined ? cursorOf(last, sort) : end;
  return {
    rows,
    totalCount: isFiltered ? null : count,
    next,
    scannedCount: isFiltered ? await countWhere(store, part(next)) : rows.length,
  };
}

interface Order {
  readonly by: Sql;
  inRange(range: TimeRange): Sql;
}

/**
 * The slowest or fastest of many are found along the index of makespans, those of few by sorting them; a sign keeps a database from
 * the other way, which may take a hundred times as long.
 */
function orderOf(sort: BatchSort, count: number | null): Order {
  if (!isByMakespan(sort)) return { by: ORDERS[sort], inRange: (range) => inRange(range, raw('batch.started_at_ms')) };
  if (count !== null && count <= SCANNED_AT_MOST)
    return { by: ORDERS_OF_FEW[sort], inRange: (range) => inRange(range, raw('batch.started_at_ms')) };
  return { by: ORDERS[sort], inRange: (range) => inRange(range, raw('batch.started_at_ms + 0')) };
}

export async function withPaths(store: ReadStore, rows: readonly BatchRow[]): Promise<readonly BatchListRow[]> {
  const records = await readRecords(
    store,
    rows.map(({ batchId }) => batchId),
  );
  const byId = new Map(records.map((record) => [record.batchId, record]));
  return rows.map((row) => {
    const record = byId.get(row.batchId);
    return { ...row, path: record === undefined ? [] : pathOf(record) };
  });
}

const ORDERS = Object.freeze({
  newest: raw('batch.started_at_ms DESC, batch.id DESC'),
  oldest: raw('batch.started_at_ms, batch.id'),
  slowest: raw('batch.makespan_us DESC, batch.started_at_ms DESC, batch.id DESC'),
  fastest: raw('batch.makespan_us, batch.started_at_ms, batch.id'),
});

const ORDERS_OF_FEW = Object.freeze({
  slowest: raw('batch.makespan_us + 0 DESC, batch.started_at_ms DESC, batch.id DESC'),
  fastest: raw('batch.makespan_us + 0, batch.started_at_ms, batch.id'),
});

function inRange({ fromMs, toMs }: TimeRange, startedAtMs: Sql): Sql {
  return sql`${startedAtMs} >= ${BigInt(fromMs)} AND ${startedAtMs} < ${BigInt(toMs)}`;
}

/**
 * The part of a range between two cursors. Of two bounds of a column SQLite takes one to its index: it must not be that of the range, or
 * every page reads all of it.
 */
function between(
  { fromMs, toMs }: TimeRange,
  sort: BatchSort,
  after: BatchCursor | undefined,
  end: BatchCursor | null,
): TimeRange {
  if (isByMakespan(sort)) return { fromMs, toMs };
  const [newest, oldest] = sort === 'newest' ? [after, end] : [end, after];
  return {
    fromMs: Math.max(fromMs, oldest?.startedAtMs ?? fromMs),
    toMs: Math.min(toMs, (newest?.startedAtMs ?? toMs) + 1),
  };
}

function isAfter(after: BatchCursor | undefined, sort: BatchSort): Sql {
  if (after === undefined) return raw('1 = 1');
  const { startedAtMs, batchId, makespanUs = 0 } = after;
  const place = sql`${BigInt(startedAtMs)}, ${batchId}`;
  if (sort === 'newest') return sql`(batch.started_at_ms, batch.id) < (${place})`;
  if (sort === 'oldest') return sql`(batch.started_at_ms, batch.id) > (${place})`;
  const makespan = sql`(batch.makespan_us, batch.started_at_ms, batch.id)`;
  if (sort === 'fastest') return sql`${makespan} > (${BigInt(makespanUs)}, ${place})`;
  return sql`${makespan} < (${BigInt(makespanUs)}, ${place})`;
}

function isUpTo(end: BatchCursor | null, sort: BatchSort): Sql {
  if (end === null) return raw('1 = 1');
  const { startedAtMs, batchId, makespanUs = 0 } = end;
  const place = sql`${BigInt(startedAtMs)}, ${batchId}`;
  if (sort === 'newest') return sql`(batch.started_at_ms, batch.id) >= (${place})`;
  if (sort === 'oldest') return sql`(batch.started_at_ms, batch.id) <= (${place})`;
  const makespan = sql`(batch.makespan_us, batch.started_at_ms, batch.id)`;
  if (sort === 'fastest') return sql`${makespan} <= (${BigInt(makespanUs)}, ${place})`;
  return sql`${makespan} >= (${BigInt(makespanUs)}, ${place})`;
}

async function countWhere(store: ReadStore, condition: Sql): Promise<number> {
  const [row] = await store.query<{ readonly count: bigint }>(
    sql`SELECT COUNT(*) AS count FROM batch WHERE ${condition}`,
  );
  return Number(row?.count ?? 0);
}

/** The last batch that a page with a filter looks at. @returns Null where there are fewer. */
async function cursorAt(store: ReadStore, part: Sql, order: Sql, sort: BatchSort): Promise<BatchCursor | null> {
  const [row] = await store.query<{
    readonly id: string;
    readonly started_at_ms: bigint;
    readonly makespan_us: bigint;
  }>(sql`
    SELECT batch.id, batch.started_at_ms, batch.makespan_us FROM batch
    WHERE ${part} ORDER BY ${order} LIMIT 1 OFFSET ${SCANNED_AT_MOST - 1}`);
  if (row === undefined) return null;
  const { id, started_at_ms, makespan_us } = row;
  return cursorOf({ batchId: id, startedAtMs: Number(started_at_ms), makespanUs: Number(makespan_us) }, sort);
}

function cursorOf(
  { startedAtMs, batchId, makespanUs }: Pick<BatchRow, keyof BatchCursor>,
  sort: BatchSort,
): BatchCursor {
  return isByMakespan(sort) ? { startedAtMs, batchId, makespanUs } : { startedAtMs, batchId };
}
