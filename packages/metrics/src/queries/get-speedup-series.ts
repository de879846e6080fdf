import { type ReadStore, sql } from '../store/store.js';
import { bucketStarts } from './check-range.js';
import { ratio } from './ratio.js';
import type { SpeedupBucket, TimeRange } from './types.js';

interface Row {
  readonly slot: bigint;
  readonly batch_count: bigint;
  readonly sequential_us: bigint;
  readonly makespan_us: bigint;
  readonly ideal_us: bigint;
}

/** @throws {MetricsError} `INVALID_RANGE` */
export async function getSpeedupSeries(
  store: ReadStore,
  range: TimeRange,
  bucketMs: number,
): Promise<readonly SpeedupBucket[]> {
  const starts = bucketStarts(range, bucketMs);
  const rows = await store.query<Row>(sql`
    SELECT
      started_at_ms / ${BigInt(bucketMs)} AS slot,
      COUNT(*) AS batch_count,
      SUM(sequential_us) AS sequential_us,
      SUM(makespan_us) AS makespan_us,
      SUM(ideal_makespan_us) AS ideal_us
    FROM batch WHERE started_at_ms >= ${BigInt(range.fromMs)} AND started_at_ms < ${BigInt(range.toMs)}
    GROUP BY slot ORDER BY slot`);
  const byStart = new Map(rows.map((row) => [Number(row.slot) * bucketMs, row]));
  return starts.map((startMs) => speedupBucket(startMs, byStart.get(startMs)));
}

function speedupBucket(startMs: number, row: Row | undefined): SpeedupBucket {
  if (row === undefined) return { startMs, batchCount: 0, speedup: null, idealSpeedup: null };
  const sequentialUs = Number(row.sequential_us);
  return {
    startMs,
    batchCount: Number(row.batch_count),
    speedup: ratio(sequentialUs, Number(row.makespan_us)),
    idealSpeedup: ratio(sequentialUs, Number(row.ideal_us)),
  };
}
