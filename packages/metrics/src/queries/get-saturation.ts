import type { ReadStore } from '../store/store.js';
import { bucketStarts } from './check-range.js';
import { readToolSlots } from './read-cells.js';
import type { TimeRange } from './types.js';

/** One bucket of a tool's saturation strip: batches that were submitted in it. */
export interface SaturationBucket {
  readonly startMs: number;
  /** Σ over batches of the time in which at least one call of the tool waited for a slot of the tool. */
  readonly saturatedUs: number;
  /** `saturatedUs` ÷ length of the bucket: how full its limit was; more than 1 with several batches at once. */
  readonly saturation: number;
  /** Most attempts of it that ran at once within one batch. */
  readonly maxInFlight: number;
}

/** @throws {MetricsError} `INVALID_RANGE` */
export async function getSaturation(
  store: ReadStore,
  toolName: string,
  range: TimeRange,
  bucketMs: number,
): Promise<readonly SaturationBucket[]> {
  const starts = bucketStarts(range, bucketMs);
  const columns = ['saturated_us', 'max_in_flight'] as const;
  const slots = await readToolSlots(store, toolName, range, { slotMs: bucketMs, columns });
  return starts.map((startMs) => {
    const { saturated_us: saturatedUs = 0, max_in_flight: maxInFlight = 0 } = slots.get(startMs)?.numbers ?? {};
    return { startMs, saturatedUs, saturation: saturatedUs / 1000 / bucketMs, maxInFlight };
  });
}
