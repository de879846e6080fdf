import type { BatchRecord } from '@parallel-tools/executor';
import { type ReadStore, sql } from '../store/store.js';
import { checkLimit, checkRange } from './check-range.js';
import { countBatches } from './count-batches.js';
import { readRecords, type StoredRecord } from './read-records.js';
import type { TimeRange } from './types.js';

/** The newest batches of a range as they were recorded, newest first: what `simulate` and `suggest` read. */
export interface RecordList {
  readonly records: readonly BatchRecord[];
  /** Batches of the range, so that it can be said of how many these are. */
  readonly totalCount: number;
}

/** @throws {MetricsError} `INVALID_RANGE` */
export async function listRecords(store: ReadStore, range: TimeRange, limit: number): Promise<RecordList> {
  checkRange(range);
  checkLimit(limit);
  const [ids, totalCount] = await Promise.all([
    store.query<{ readonly id: string }>(sql`
      SELECT id FROM batch WHERE started_at_ms >= ${BigInt(range.fromMs)} AND started_at_ms < ${BigInt(range.toMs)}
      ORDER BY started_at_ms DESC, id DESC LIMIT ${limit}`),
    countBatches(store, range),
  ]);
  const records = await readRecords(
    store,
    ids.map(({ id }) => id),
  );
  return { records: records.map(plainRecord), totalCount };
}

/** Without what is ours alone. */
export function plainRecord(record: StoredRecord): BatchRecord {
  return { ...record, calls: record.calls.map(({ toolId: _, color: __, ...call }) => call) };
}
