import { BUCKET_SECONDS } from '../rollups/rollup-delta.js';
import type { TimeRange } from './types.js';

/** A stretch of time, and where its sums come from: buckets of a rollup, or, where `bucketMs` is null, the rows themselves. */
export interface Piece extends TimeRange {
  readonly bucketMs: number | null;
}

const LENGTHS_MS: readonly number[] = BUCKET_SECONDS.map((seconds) => seconds * 1000).toSorted((a, b) => b - a);

/**
 * A range as few and long buckets, and the rows of what is left at its ends, less than a minute each.
 *
 * @param slotMs - No bucket may reach over a multiple of it; null where that does not matter.
 * @returns In time order, without gaps.
 * @example
 * coverRange({ fromMs: 59_000, toMs: 3 * 60_000 }, null); // => the rows of 1 s, two minutes
 */
export function coverRange(range: TimeRange, slotMs: number | null): readonly Piece[] {
  const lengths = LENGTHS_MS.filter((lengthMs) => slotMs === null || slotMs % lengthMs === 0);
  return coverWith(range, lengths);
}

function coverWith({ fromMs, toMs }: TimeRange, lengths: readonly number[]): readonly Piece[] {
  if (fromMs >= toMs) return [];
  const [bucketMs, ...shorter] = lengths;
  if (bucketMs === undefined) return [{ fromMs, toMs, bucketMs: null }];
  const firstMs = Math.ceil(fromMs / bucketMs) * bucketMs;
  const lastMs = Math.floor(toMs / bucketMs) * bucketMs;
  if (firstMs >= lastMs) return coverWith({ fromMs, toMs }, shorter);
  return [
    ...coverWith({ fromMs, toMs: firstMs }, shorter),
    { fromMs: firstMs, toMs: lastMs, bucketMs },
    ...coverWith({ fromMs: lastMs, toMs }, shorter),
  ];
}
