import type { Sums } from '../rollups/sums.js';
import type { ReadStore } from '../store/store.js';
import { checkCount, checkRange } from './check-range.js';
import { banding, type LatencyBand } from './latency-bands.js';
import { percentileUs } from './percentile.js';
import { readToolSlots } from './read-cells.js';
import type { TimeRange } from './types.js';

/** How the run times of a tool's attempts are spread; cancelled attempts do not count, they were cut short. */
export interface LatencyHistogram {
  /** Lowest first, without holes, equally wide on a logarithmic axis; those of the heatmap of the same tool, range and band count. */
  readonly bands: readonly (LatencyBand & { readonly count: number })[];
  /** Σ `count`. */
  readonly sampleCount: number;
  /** Within 2 %; null without samples. */
  readonly p50Us: number | null;
  readonly p95Us: number | null;
  readonly p99Us: number | null;
}

/** @throws {MetricsError} `INVALID_RANGE` */
export async function getLatencyHistogram(
  store: ReadStore,
  toolName: string,
  range: TimeRange,
  bandCount = 40,
): Promise<LatencyHistogram> {
  checkRange(range);
  checkCount('bandCount', bandCount, 200);
  const columns = ['run_max_us', 'run_histogram'] as const;
  const cell = (await readToolSlots(store, toolName, range, { slotMs: null, columns })).get(0);
  const histogram: Sums = cell?.maps.run_histogram ?? new Map();
  const maxUs = cell?.numbers.run_max_us ?? 0;
  const { bands, countsOf } = banding([histogram], bandCount);
  const counts = countsOf(histogram);
  return {
    bands: bands.map((band, index) => ({ ...band, count: counts[index] ?? 0 })),
    sampleCount: counts.reduce((sum, count) => sum + count, 0),
    p50Us: percentileUs(histogram, maxUs, 0.5),
    p95Us: percentileUs(histogram, maxUs, 0.95),
    p99Us: percentileUs(histogram, maxUs, 0.99),
  };
}
