import type { ReadStore } from '../store/store.js';
import { checkRange } from './check-range.js';
import { pathTimes } from './path-time.js';
import { readBatchCells } from './read-cells.js';
import type { PathTime, TimeRange } from './types.js';

/** Where the makespans of all batches of a range went. */
export interface AttributionSum {
  readonly batchCount: number;
  /** Σ makespan of the batches; exactly the sum of `parts`. */
  readonly makespanUs: number;
  /** Time on the realised critical paths by kind, greatest first; without kinds of nothing. */
  readonly parts: readonly PathTime[];
}

/** @throws {MetricsError} `INVALID_RANGE` */
export async function getAttribution(store: ReadStore, range: TimeRange): Promise<AttributionSum> {
  checkRange(range);
  const columns = ['batch_count', 'makespan_us', 'attribution'] as const;
  const cell = (await readBatchCells(store, range, { slotMs: null, columns })).get(0);
  return {
    batchCount: cell?.numbers.batch_count ?? 0,
    makespanUs: cell?.numbers.makespan_us ?? 0,
    parts: pathTimes(cell?.maps.attribution ?? new Map()),
  };
}
