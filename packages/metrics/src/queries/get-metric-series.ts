import { type ReadStore, sql } from '../store/store.js';
import { bucketStarts } from './check-range.js';
import type { TimeRange } from './types.js';

/** One bucket of a custom metric; null without values. */
export interface MetricBucket {
  readonly startMs: number;
  readonly count: number;
  readonly sum: number;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** A custom metric over time. */
export interface MetricSeries {
  readonly buckets: readonly MetricBucket[];
  /** False: the range holds more than 100,000 values, of which the newest are shown. */
  readonly isComplete: boolean;
}

interface Row {
  readonly slot: bigint;
  readonly count: bigint;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

const VALUES_AT_MOST = 100_000;

/** @throws {MetricsError} `INVALID_RANGE` */
export async function getMetricSeries(
  store: ReadStore,
  name: string,
  range: TimeRange,
  bucketMs: number,
): Promise<MetricSeries> {
  const starts = bucketStarts(range, bucketMs);
  const rows = await store.query<Row>(sql`
    SELECT at_ms / ${BigInt(bucketMs)} AS slot, COUNT(*) AS count, SUM(value) AS sum, MIN(value) AS min, MAX(value) AS max
    FROM (
      SELECT at_ms, value FROM metric
      WHERE name = ${name} AND at_ms >= ${BigInt(range.fromMs)} AND at_ms < ${BigInt(range.toMs)}
      ORDER BY at_ms DESC LIMIT ${VALUES_AT_MOST + 1}
    ) AS newest GROUP BY 1`);
  const byStart = new Map(rows.map((row) => [Number(row.slot) * bucketMs, row]));
  return {
    buckets: starts.map((startMs) => metricBucket(startMs, byStart.get(startMs))),
    isComplete: rows.reduce((total, { count }) => total + Number(count), 0) <= VALUES_AT_MOST,
  };
}

function metricBucket(startMs: number, row: Row | undefined): MetricBucket {
  if (row === undefined) return { startMs, count: 0, sum: 0, mean: null, min: null, max: null };
  const [count, sum] = [Number(row.count), Number(row.sum)];
  return { startMs, count, sum, mean: sum / count, min: Number(row.min), max: Number(row.max) };
}
