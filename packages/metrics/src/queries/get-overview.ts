import { BATCH_CELL } from '../rollups/batch-cell.js';
import { createCell } from '../rollups/cell.js';
import type { ReadStore } from '../store/store.js';
import { checkRange } from './check-range.js';
import { percentileUs } from './percentile.js';
import { ratio } from './ratio.js';
import { readBatchCells, readToolCells } from './read-cells.js';
import { timeoutCount } from './timeout-count.js';
import type { Overview, TimeRange } from './types.js';

/** @throws {MetricsError} `INVALID_RANGE` */
export async function getOverview(store: ReadStore, range: TimeRange): Promise<Overview> {
  checkRange(range);
  const [sums, timeouts] = await Promise.all([sumsIn(store, range), timeoutsIn(store, range)]);
  const { numbers, maps } = sums;
  const failedCount = numbers.call_count - numbers.ok_count;
  const makespanOf = (share: number) => percentileUs(maps.makespan_histogram, numbers.makespan_max_us, share);
  return {
    batchCount: numbers.batch_count,
    callCount: numbers.call_count,
    failedCount,
    errorCount: numbers.error_count - timeouts,
    timeoutCount: timeouts,
    cancelledCount: numbers.cancelled_count,
    skippedCount: numbers.skipped_count,
    failureRatio: ratio(failedCount, numbers.call_count),
    sequentialUs: numbers.sequential_us,
    makespanUs: numbers.makespan_us,
    idealMakespanUs: numbers.ideal_makespan_us,
    speedup: ratio(numbers.sequential_us, numbers.makespan_us),
    idealSpeedup: ratio(numbers.sequential_us, numbers.ideal_makespan_us),
    efficiency: ratio(numbers.ideal_makespan_us, numbers.makespan_us),
    makespanP50Us: makespanOf(0.5),
    makespanP95Us: makespanOf(0.95),
  };
}

async function sumsIn(store: ReadStore, range: TimeRange) {
  const slots = await readBatchCells(store, range, {
    slotMs: null,
    columns: [
      'batch_count',
      'call_count',
      'ok_count',
      'error_count',
      'cancelled_count',
      'skipped_count',
      'sequential_us',
      'makespan_us',
      'ideal_makespan_us',
      'makespan_max_us',
      'makespan_histogram',
    ],
  });
  return slots.get(0) ?? createCell(BATCH_CELL);
}

/** The one failure that a status does not tell. */
async function timeoutsIn(store: ReadStore, range: TimeRange): Promise<number> {
  const tools = await readToolCells(store, range, { slotMs: null, columns: ['failures'] });
  return tools.reduce((sum, { slots }) => sum + timeoutCount(slots.get(0)), 0);
}
