import type { ToolCell } from '../rollups/tool-cell.js';
import type { ReadStore } from '../store/store.js';
import { bucketStarts } from './check-range.js';
import type { FailureFilter } from './get-failure-groups.js';
import { readToolCells } from './read-cells.js';
import { timeoutCount } from './timeout-count.js';
import { findTool } from './tool-ref.js';
import type { FailureBucket, TimeRange } from './types.js';

/** @throws {MetricsError} `INVALID_RANGE` */
export async function getFailureSeries(
  store: ReadStore,
  range: TimeRange,
  bucketMs: number,
  { toolName }: FailureFilter = {},
): Promise<readonly FailureBucket[]> {
  const starts = bucketStarts(range, bucketMs);
  const only = toolName === undefined ? undefined : await findTool(store, toolName);
  const columns = ['call_count', 'error_count', 'cancelled_count', 'skipped_count', 'failures'] as const;
  const tools = only === null ? [] : await readToolCells(store, range, { slotMs: bucketMs, columns }, only);
  return starts.map((startMs) => {
    const cells = tools.flatMap(({ slots }) => slots.get(startMs) ?? []);
    const total = (name: keyof ToolCell['numbers']) => cells.reduce((sum, { numbers }) => sum + numbers[name], 0);
    const timeout = cells.reduce((sum, cell) => sum + timeoutCount(cell), 0);
    return {
      startMs,
      callCount: total('call_count'),
      error: total('error_count') - timeout,
      timeout,
      cancelled: total('cancelled_count'),
      skipped: total('skipped_count'),
    };
  });
}
