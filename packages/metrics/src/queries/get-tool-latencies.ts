import type { ToolCell } from '../rollups/tool-cell.js';
import type { ReadStore } from '../store/store.js';
import { checkLimit, checkRange } from './check-range.js';
import { percentileUs } from './percentile.js';
import { readToolCells, type ToolSlots } from './read-cells.js';
import type { TimeRange, ToolLatency, ToolSort } from './types.js';

/**
 * The tools of the range. Run times are those of attempts, but not of cancelled ones, which were cut short; waits are from
 * ready to the first attempt, of calls that were attempted.
 *
 * @throws {MetricsError} `INVALID_RANGE`
 */
export async function getToolLatencies(
  store: ReadStore,
  range: TimeRange,
  limit: number,
  sort: ToolSort = { by: 'callCount' },
): Promise<{ readonly rows: readonly ToolLatency[]; readonly totalCount: number }> {
  checkRange(range);
  checkLimit(limit);
  const tools = await readToolCells(store, range, { slotMs: null, columns: COLUMNS });
  const rows = tools.flatMap((tool) => toolLatency(tool, range));
  return { rows: sortedTools(rows, sort).slice(0, limit), totalCount: rows.length };
}

const COLUMNS = [
  'call_count',
  'ok_count',
  'timeout_count',
  'retry_count',
  'cache_hit_count',
  'saturated_us',
  'critical_run_us',
  'run_max_us',
  'queue_wait_max_us',
  'run_histogram',
  'wait_histogram',
  'critical_waits',
] as const;

function toolLatency({ tool, slots }: ToolSlots, range: TimeRange): readonly ToolLatency[] {
  const cell = slots.get(0);
  if (cell === undefined) return [];
  const { numbers, maps } = cell;
  const runOf = (share: number) => percentileUs(maps.run_histogram, numbers.run_max_us, share);
  return [
    {
      ...tool,
      callCount: numbers.call_count,
      failedCount: numbers.call_count - numbers.ok_count,
      timeoutCount: numbers.timeout_count,
      retryCount: numbers.retry_count,
      runP50Us: runOf(0.5),
      runP95Us: runOf(0.95),
      runP99Us: runOf(0.99),
      waitP95Us: percentileUs(maps.wait_histogram, numbers.queue_wait_max_us, 0.95),
      cacheHitCount: numbers.cache_hit_count,
      saturation: numbers.saturated_us / 1000 / (range.toMs - range.fromMs),
      criticalUs: criticalUs(cell),
    },
  ];
}

function criticalUs({ numbers, maps }: ToolCell): number {
  return [...maps.critical_waits.values()].reduce((sum, us) => sum + us, numbers.critical_run_us);
}

/** Of equal ones the tool that was seen first. */
function sortedTools(rows: readonly ToolLatency[], { by, descending = true }: ToolSort): readonly ToolLatency[] {
  const sign = descending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [one[by], other[by]];
    if (a === b) return one.toolId - other.toolId;
    if (a === null) return 1;
    if (b === null) return -1;
    return a < b ? -sign : sign;
  });
}
