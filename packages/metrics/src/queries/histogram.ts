import { raw, type Sql, sql } from '../store/store.js';

/** A bucket of a logarithmic histogram as a query gives it. */
export interface HistogramBucket {
  readonly bucket: bigint;
  readonly count: bigint;
}

/** Relative error of every percentile. */
const ACCURACY = 0.02;
const GAMMA = (1 + ACCURACY) / (1 - ACCURACY);
const LN_GAMMA = Math.log(GAMMA);
/** Holds what took no measurable time. */
const ZERO_BUCKET = -1;

/**
 * The bucket of a duration: bucket k holds γᵏ⁻¹ < x ≤ γᵏ µs, so that one value stands for all in it within 2 %.
 *
 * @param column - A constant of ours, never a value.
 * @see Masson, Rim, Lee (2019), "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees".
 */
export function bucketOf(column: string): Sql {
  return sql`CASE WHEN ${raw(column)} <= 0 THEN ${ZERO_BUCKET} ELSE CAST(ceil(ln(${raw(column)}) / ${LN_GAMMA}) AS INTEGER) END`;
}

/**
 * The sample of rank ⌈share · n⌉, in µs, within 2 %.
 *
 * @param buckets - In any order; buckets of several histograms merge by standing in one list.
 * @param share - In (0, 1]: 0.95 for the 95th percentile.
 * @returns Null without samples.
 */
export function percentileUs(buckets: readonly HistogramBucket[], share: number): number | null {
  const sorted = buckets.map(({ bucket, count }) => ({ bucket: Number(bucket), count: Number(count) }));
  sorted.sort((a, b) => a.bucket - b.bucket);
  const rank = Math.ceil(share * sorted.reduce((sum, { count }) => sum + count, 0));
  let seen = 0;
  for (const { bucket, count } of sorted) {
    seen += count;
    if (seen >= rank) return bucketValueUs(bucket);
  }
  return null;
}

function bucketValueUs(bucket: number): number {
  return bucket === ZERO_BUCKET ? 0 : (2 * GAMMA ** bucket) / (GAMMA + 1);
}
