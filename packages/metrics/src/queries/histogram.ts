import { raw, type Sql, sql } from '../store/store.js';

/** A bucket of a logarithmic histogram as a query gives it. */
export interface HistogramBucket {
  readonly bucket: bigint;
  readonly count: bigint;
  /** Smallest sample in it, in µs. */
  readonly min_us: bigint;
  /** Largest sample in it, in µs. */
  readonly max_us: bigint;
}

/** Relative error of every percentile. */
const ACCURACY = 0.02;
const GAMMA = (1 + ACCURACY) / (1 - ACCURACY);
const LN_GAMMA = Math.log(GAMMA);
/** Holds what took no measurable time. */
const ZERO_BUCKET = -1;

/**
 * The columns of a bucket, for a query that ends in `GROUP BY bucket`. Bucket k holds γᵏ⁻¹ < x ≤ γᵏ µs, so that one value
 * stands for all in it within 2 %.
 *
 * @param column - A constant of ours, never a value.
 * @see Masson, Rim, Lee (2019), "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees".
 */
export function bucketColumns(column: string): Sql {
  const us = raw(column);
  return sql`
    CASE WHEN ${us} <= 0 THEN ${ZERO_BUCKET} ELSE CAST(ceil(ln(${us}) / ${LN_GAMMA}) AS INTEGER) END AS bucket,
    COUNT(*) AS count, MIN(${us}) AS min_us, MAX(${us}) AS max_us`;
}

/**
 * The sample of rank ⌈share · n⌉, in µs, within 2 %. The first and the last sample of a bucket are known exactly, so few
 * samples give one that was observed, and many never one outside of what was.
 *
 * @param buckets - Each once, in any order.
 * @param share - In (0, 1]: 0.95 for the 95th percentile.
 * @returns Null without samples.
 */
export function percentileUs(buckets: readonly HistogramBucket[], share: number): number | null {
  const sorted = buckets.map(toSpan).toSorted((a, b) => a.bucket - b.bucket);
  const rank = Math.ceil(share * sorted.reduce((sum, { count }) => sum + count, 0));
  let before = 0;
  for (const span of sorted) {
    if (rank <= before + span.count) return valueUs(span, rank - before);
    before += span.count;
  }
  return null;
}

interface Span {
  readonly bucket: number;
  readonly count: number;
  readonly minUs: number;
  readonly maxUs: number;
}

function toSpan({ bucket, count, min_us, max_us }: HistogramBucket): Span {
  return { bucket: Number(bucket), count: Number(count), minUs: Number(min_us), maxUs: Number(max_us) };
}

/** @param rank - Within the bucket, from 1. */
function valueUs({ bucket, count, minUs, maxUs }: Span, rank: number): number {
  if (rank === count) return maxUs;
  if (rank === 1) return minUs;
  return Math.min(Math.max((2 * GAMMA ** bucket) / (GAMMA + 1), minUs), maxUs);
}
