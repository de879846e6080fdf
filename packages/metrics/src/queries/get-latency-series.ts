import type { WaitCause } from '@parallel-tools/executor';
import { createCell } from '../rollups/cell.js';
import { TOOL_CELL, type ToolCell } from '../rollups/tool-cell.js';
import type { ReadStore } from '../store/store.js';
import { bucketStarts } from './check-range.js';
import { percentileUs } from './percentile.js';
import { readToolSlots } from './read-cells.js';
import type { TimeRange } from './types.js';

/** One bucket of a tool's latency chart; percentiles within 2 %, null in a bucket without samples. */
export interface LatencyBucket {
  readonly startMs: number;
  readonly callCount: number;
  readonly failedCount: number;
  /** Of the run times of attempts; cancelled ones do not count, they were cut short. */
  readonly runP50Us: number | null;
  readonly runP95Us: number | null;
  readonly runP99Us: number | null;
  /** Of the queue waits of calls that were attempted. */
  readonly waitP50Us: number | null;
  readonly waitP95Us: number | null;
  /** Σ waits of all its calls by cause, in µs, greatest first; without causes of nothing. */
  readonly waits: readonly { readonly cause: WaitCause; readonly us: number }[];
}

/** @throws {MetricsError} `INVALID_RANGE` */
export async function getLatencySeries(
  store: ReadStore,
  toolName: string,
  range: TimeRange,
  bucketMs: number,
): Promise<readonly LatencyBucket[]> {
  const starts = bucketStarts(range, bucketMs);
  const slots = await readToolSlots(store, toolName, range, {
    slotMs: bucketMs,
    columns: ['call_count', 'ok_count', 'run_max_us', 'queue_wait_max_us', 'run_histogram', 'wait_histogram', 'waits'],
  });
  return starts.map((startMs) => latencyBucket(startMs, slots.get(startMs) ?? createCell(TOOL_CELL)));
}

function latencyBucket(startMs: number, { numbers, maps }: ToolCell): LatencyBucket {
  const runOf = (share: number) => percentileUs(maps.run_histogram, numbers.run_max_us, share);
  const waitOf = (share: number) => percentileUs(maps.wait_histogram, numbers.queue_wait_max_us, share);
  return {
    startMs,
    callCount: numbers.call_count,
    failedCount: numbers.call_count - numbers.ok_count,
    runP50Us: runOf(0.5),
    runP95Us: runOf(0.95),
    runP99Us: runOf(0.99),
    waitP50Us: waitOf(0.5),
    waitP95Us: waitOf(0.95),
    waits: [...maps.waits]
      .map(([cause, us]) => ({ cause: cause as WaitCause, us }))
      .toSorted((a, b) => b.us - a.us || (a.cause < b.cause ? -1 : 1)),
  };
}
