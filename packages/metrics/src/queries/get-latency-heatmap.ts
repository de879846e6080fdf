import type { Sums } from '../rollups/sums.js';
import type { ReadStore } from '../store/store.js';
import { bucketStarts, checkCount } from './check-range.js';
import { banding, type LatencyBand } from './latency-bands.js';
import { readToolSlots } from './read-cells.js';
import type { TimeRange } from './types.js';

/** Run times of a tool's attempts by time and latency; cancelled attempts do not count, they were cut short. */
export interface LatencyHeatmap {
  /** Starts of the time buckets, epoch ms, as of every series. */
  readonly startsMs: readonly number[];
  /** Lowest first; those of the histogram of the same tool, range and band count. */
  readonly bands: readonly LatencyBand[];
  /** `counts[time][band]`; a time without samples holds zeros. */
  readonly counts: readonly (readonly number[])[];
  /** Greatest of `counts`; 0 without samples. */
  readonly maxCount: number;
}

/** @throws {MetricsError} `INVALID_RANGE` */
export async function getLatencyHeatmap(
  store: ReadStore,
  toolName: string,
  range: TimeRange,
  bucketMs: number,
  bandCount = 40,
): Promise<LatencyHeatmap> {
  const startsMs = bucketStarts(range, bucketMs);
  checkCount('bandCount', bandCount, 200);
  const slots = await readToolSlots(store, toolName, range, { slotMs: bucketMs, columns: ['run_histogram'] });
  const histograms = startsMs.map((startMs): Sums => slots.get(startMs)?.maps.run_histogram ?? new Map());
  const { bands, countsOf } = banding(histograms, bandCount);
  const counts = histograms.map(countsOf);
  return { startsMs, bands, counts, maxCount: counts.flat().reduce((most, count) => Math.max(most, count), 0) };
}
