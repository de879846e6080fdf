import { GAMMA } from '../rollups/log-histogram.js';
import type { Sums } from '../rollups/sums.js';

/** A stretch of latency; all of one histogram are equally wide on a logarithmic axis. */
export interface LatencyBand {
  /** Exclusive, but 0 belongs to the first band. */
  readonly fromUs: number;
  /** Inclusive. */
  readonly toUs: number;
}

/** How buckets of histograms fall into bands. */
export interface Banding {
  /** Lowest first and without holes: each begins where the one before ends. */
  readonly bands: readonly LatencyBand[];
  /** The samples of a histogram in each of them. */
  countsOf(histogram: Sums): readonly number[];
}

/** As few neighbouring buckets to a band as make at most `bandCount` bands out of all these histograms. */
export function banding(histograms: readonly Sums[], bandCount: number): Banding {
  const buckets = histograms.flatMap((histogram) => [...histogram.keys()].map(bucketNumber));
  if (buckets.length === 0) return { bands: [], countsOf: () => [] };
  const lowest = buckets.reduce((least, bucket) => Math.min(least, bucket));
  const highest = buckets.reduce((most, bucket) => Math.max(most, bucket));
  let width = 1;
  while (Math.floor(highest / width) - Math.floor(lowest / width) + 1 > bandCount) width += 1;
  const first = Math.floor(lowest / width);
  const count = Math.floor(highest / width) - first + 1;
  const edgeUs = (index: number) => (first + index === 0 ? 0 : GAMMA ** ((first + index) * width - 1));
  return {
    bands: Array.from({ length: count }, (_, index) => ({ fromUs: edgeUs(index), toUs: edgeUs(index + 1) })),
    countsOf(histogram) {
      const counts = Array.from({ length: count }, () => 0);
      for (const [bucket, samples] of histogram) {
        const band = Math.floor(bucketNumber(bucket) / width) - first;
        counts[band] = (counts[band] ?? 0) + samples;
      }
      return counts;
    },
  };
}

/** What took no measurable time counts as up to 1 µs: bucket 0. */
function bucketNumber(bucket: string | number): number {
  return Math.max(0, Number(bucket));
}
