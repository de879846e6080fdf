import type { ReadStore } from '../store/store.js';
import { checkLimit, checkRange } from './check-range.js';
import { readToolCells } from './read-cells.js';
import type { TimeRange } from './types.js';

/** @throws {MetricsError} `INVALID_RANGE` */
export async function getDurations(
  store: ReadStore,
  range: TimeRange,
  limit: number,
): Promise<Readonly<Record<string, number>>> {
  checkRange(range);
  checkLimit(limit);
  const columns = ['ok_attempt_count', 'ok_run_us'] as const;
  const tools = (await readToolCells(store, range, { slotMs: null, columns }))
    .flatMap(({ tool, slots }) => [...slots.values()].map(({ numbers }) => ({ ...tool, ...numbers })))
    .filter(({ ok_attempt_count }) => ok_attempt_count > 0)
    .toSorted((a, b) => b.ok_attempt_count - a.ok_attempt_count || a.toolId - b.toolId)
    .slice(0, limit);
  // Not by assignment: a tool may be called `__proto__`.
  return Object.fromEntries(
    tools.map(({ toolName, ok_run_us, ok_attempt_count }) => [toolName, ok_run_us / ok_attempt_count / 1000]),
  );
}
