import type { ToolCell } from '../rollups/tool-cell.js';
import type { ReadStore } from '../store/store.js';
import { bucketStarts, checkLimit } from './check-range.js';
import { percentileUs } from './percentile.js';
import { readToolCells } from './read-cells.js';
import type { TimeRange, ToolRef } from './types.js';

/** One point of a small trend line; counts are real zeros, percentiles null without samples. */
export interface ToolTrendBucket {
  readonly startMs: number;
  readonly callCount: number;
  readonly failedCount: number;
  readonly runP95Us: number | null;
}

/** One tool over time. */
export interface ToolTrend extends ToolRef {
  /** One for each bucket of the range, as in every series. */
  readonly buckets: readonly ToolTrendBucket[];
}

/** Of the tools called most, as many as `limit`, most calls first. @throws {MetricsError} `INVALID_RANGE` */
export async function getToolTrends(
  store: ReadStore,
  range: TimeRange,
  bucketMs: number,
  limit: number,
): Promise<readonly ToolTrend[]> {
  const starts = bucketStarts(range, bucketMs);
  checkLimit(limit);
  const tools = await readToolCells(store, range, {
    slotMs: bucketMs,
    columns: ['call_count', 'ok_count', 'run_max_us', 'run_histogram'],
  });
  return tools
    .map(({ tool, slots }) => ({
      ...tool,
      buckets: starts.map((startMs) => trendBucket(startMs, slots.get(startMs))),
    }))
    .toSorted((a, b) => callsOf(b) - callsOf(a) || a.toolId - b.toolId)
    .slice(0, limit);
}

function trendBucket(startMs: number, cell: ToolCell | undefined): ToolTrendBucket {
  if (cell === undefined) return { startMs, callCount: 0, failedCount: 0, runP95Us: null };
  const { numbers, maps } = cell;
  return {
    startMs,
    callCount: numbers.call_count,
    failedCount: numbers.call_count - numbers.ok_count,
    runP95Us: percentileUs(maps.run_histogram, numbers.run_max_us, 0.95),
  };
}

function callsOf({ buckets }: ToolTrend): number {
  return buckets.reduce((sum, { callCount }) => sum + callCount, 0);
}
