import type { BatchCell } from '../rollups/batch-cell.js';
import type { ReadStore } from '../store/store.js';
import { bucketStarts } from './check-range.js';
import { ratio } from './ratio.js';
import { readBatchCells } from './read-cells.js';
import type { SpeedupBucket, TimeRange } from './types.js';

/** @throws {MetricsError} `INVALID_RANGE` */
export async function getSpeedupSeries(
  store: ReadStore,
  range: TimeRange,
  bucketMs: number,
): Promise<readonly SpeedupBucket[]> {
  const starts = bucketStarts(range, bucketMs);
  const slots = await readBatchCells(store, range, {
    slotMs: bucketMs,
    columns: ['batch_count', 'call_count', 'sequential_us', 'makespan_us', 'ideal_makespan_us'],
  });
  return starts.map((startMs) => speedupBucket(startMs, slots.get(startMs)));
}

function speedupBucket(startMs: number, cell: BatchCell | undefined): SpeedupBucket {
  if (cell === undefined)
    return { startMs, batchCount: 0, callCount: 0, speedup: null, idealSpeedup: null, efficiency: null };
  const { batch_count, call_count, sequential_us, makespan_us, ideal_makespan_us } = cell.numbers;
  return {
    startMs,
    batchCount: batch_count,
    callCount: call_count,
    speedup: ratio(sequential_us, makespan_us),
    idealSpeedup: ratio(sequential_us, ideal_makespan_us),
    efficiency: ratio(ideal_makespan_us, makespan_us),
  };
}
