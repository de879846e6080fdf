import { bucketValueUs } from '../rollups/log-histogram.js';
import type { Sums } from '../rollups/sums.js';

/**
 * The sample of rank ⌈share · n⌉, in µs, within 2 %: of the last one exactly.
 *
 * @param histogram - Counts by bucket.
 * @param maxUs - The greatest sample.
 * @param share - In (0, 1]: 0.95 for the 95th percentile.
 * @returns Null without samples.
 */
export function percentileUs(histogram: Sums, maxUs: number, share: number): number | null {
  const total = [...histogram.values()].reduce((sum, count) => sum + count, 0);
  const rank = Math.ceil(share * total);
  if (rank === total) return total === 0 ? null : maxUs;
  let seen = 0;
  for (const [bucket, count] of [...histogram].toSorted(([a], [b]) => Number(a) - Number(b))) {
    seen += count;
    if (rank <= seen) return Math.min(bucketValueUs(Number(bucket)), maxUs);
  }
  return null;
}
