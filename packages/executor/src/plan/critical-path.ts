import type { BatchPlan } from './plan-batch.js';

/**
 * Longest path from each call to the end of the batch, its own duration included: what holds up most if it starts late.
 *
 * @param durations - By position in the batch, at least 0, in any unit.
 * @returns By position, in that unit; for calls on cycles, which never run, that of the calls behind them.
 */
export function remainingPaths(
  predecessors: BatchPlan['predecessors'],
  order: BatchPlan['order'],
  durations: readonly number[],
): number[] {
  const paths = new Array<number>(predecessors.length).fill(0);
  for (let index = order.length - 1; index >= 0; index--) {
    const call = order[index] ?? 0;
    // By now it holds the longest path of those behind the call.
    const path = (paths[call] ?? 0) + (durations[call] ?? 0);
    paths[call] = path;
    for (const { from } of predecessors[call] ?? []) paths[from] = Math.max(paths[from] ?? 0, path);
  }
  return paths;
}

/** The chain of dependent calls with the greatest summed duration. */
export interface CriticalPath {
  /** Positions in the batch, first to last; none for a batch in which nothing can run. */
  readonly calls: readonly number[];
  /** In the unit of the durations. */
  readonly duration: number;
}

/**
 * Critical path of a plan: the floor under its makespan. Of several equal ones, that which an earlier call of `order` ends.
 *
 * @param durations - By position in the batch, at least 0, in any unit.
 */
export function criticalPathOf(
  predecessors: BatchPlan['predecessors'],
  order: BatchPlan['order'],
  durations: readonly number[],
): CriticalPath {
  /** By position: when each call ends if nothing but its predecessors holds it back, and which of them ends last. */
  const ends = new Array<number>(predecessors.length).fill(-1);
  const lasts = new Array<number>(predecessors.length).fill(-1);
  let final = -1;
  let duration = 0;
  for (const call of order) {
    let last = -1;
    let start = 0;
    for (const { from } of predecessors[call] ?? []) {
      const end = ends[from] ?? -1;
      if (end < start || (end === start && last !== -1)) continue;
      last = from;
      start = end;
    }
    const end = start + (durations[call] ?? 0);
    ends[call] = end;
    lasts[call] = last;
    if (end <= duration && final !== -1) continue;
    final = call;
    duration = end;
  }
  const calls: number[] = [];
  for (let call = final; call !== -1; call = lasts[call] ?? -1) calls.push(call);
  return { calls: calls.reverse(), duration };
}
