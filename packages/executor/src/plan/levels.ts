import type { BatchPlan } from './plan-batch.js';

/**
 * Topological level of each call: 0 where nothing must end before it, else 1 + the highest level among those that must.
 * A call on a cycle, which waits for nothing as its error is its result, has level 0.
 *
 * @returns By position in the batch.
 */
export function levelsOf(predecessors: BatchPlan['predecessors'], order: BatchPlan['order']): number[] {
  const levels = new Array<number>(predecessors.length).fill(0);
  for (const call of order) {
    let level = 0;
    for (const { from } of predecessors[call] ?? []) level = Math.max(level, 1 + (levels[from] ?? 0));
    levels[call] = level;
  }
  return levels;
}
