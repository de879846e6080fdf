import { type ReadStore, sql } from '../store/store.js';
import { readRecords, type StoredRecord } from './read-records.js';
import type { TimeRange } from './types.js';

/** Read at once: bounds the memory of whoever walks over many. */
const RECORDS_AT_ONCE = 500;

/** The records of a range, oldest first, some at a time. */
export async function* recordsIn(
  store: ReadStore,
  { fromMs, toMs }: TimeRange,
): AsyncGenerator<readonly StoredRecord[]> {
  // One bound alone: of two SQLite would take the range's to its index, and each page would read all before it.
  let isAfter = sql`started_at_ms >= ${BigInt(fromMs)}`;
  for (;;) {
    const page = await store.query<{ readonly id: string; readonly started_at_ms: bigint }>(sql`
      SELECT id, started_at_ms FROM batch
      WHERE ${isAfter} AND started_at_ms < ${BigInt(toMs)}
      ORDER BY started_at_ms, id LIMIT ${RECORDS_AT_ONCE}`);
    const last = page.at(-1);
    if (last === undefined) return;
    yield await readRecords(
      store,
      page.map(({ id }) => id),
    );
    isAfter = sql`(started_at_ms, id) > (${BigInt(last.started_at_ms)}, ${last.id})`;
  }
}
