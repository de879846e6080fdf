import { type ReadStore, type Sql, sql } from '../store/store.js';
import { checkRange } from './check-range.js';
import { bucketColumns, type HistogramBucket, percentileUs } from './histogram.js';
import { ratio } from './ratio.js';
import type { Overview, TimeRange } from './types.js';

interface SumRow {
  readonly batch_count: bigint;
  readonly call_count: bigint;
  readonly ok_count: bigint;
  readonly sequential_us: bigint;
  readonly makespan_us: bigint;
  readonly ideal_us: bigint;
}

/** @throws {MetricsError} `INVALID_RANGE` */
export async function getOverview(store: ReadStore, range: TimeRange): Promise<Overview> {
  checkRange(range);
  const [[sums], makespans] = await Promise.all([
    store.query<SumRow>(sumsIn(range)),
    store.query<HistogramBucket>(makespansIn(range)),
  ]);
  const callCount = Number(sums?.call_count ?? 0);
  const sequentialUs = Number(sums?.sequential_us ?? 0);
  const makespanUs = Number(sums?.makespan_us ?? 0);
  const idealMakespanUs = Number(sums?.ideal_us ?? 0);
  return {
    batchCount: Number(sums?.batch_count ?? 0),
    callCount,
    failedCount: callCount - Number(sums?.ok_count ?? 0),
    sequentialUs,
    makespanUs,
    idealMakespanUs,
    speedup: ratio(sequentialUs, makespanUs),
    idealSpeedup: ratio(sequentialUs, idealMakespanUs),
    makespanP95Us: percentileUs(makespans, 0.95),
  };
}

function sumsIn({ fromMs, toMs }: TimeRange): Sql {
  return sql`
    SELECT
      COUNT(*) AS batch_count,
      COALESCE(SUM(call_count), 0) AS call_count,
      COALESCE(SUM(ok_count), 0) AS ok_count,
      COALESCE(SUM(sequential_us), 0) AS sequential_us,
      COALESCE(SUM(makespan_us), 0) AS makespan_us,
      COALESCE(SUM(ideal_makespan_us), 0) AS ideal_us
    FROM batch WHERE started_at_ms >= ${BigInt(fromMs)} AND started_at_ms < ${BigInt(toMs)}`;
}

function makespansIn({ fromMs, toMs }: TimeRange): Sql {
  return sql`
    SELECT ${bucketColumns('makespan_us')}
    FROM batch WHERE started_at_ms >= ${BigInt(fromMs)} AND started_at_ms < ${BigInt(toMs)}
    GROUP BY bucket`;
}
