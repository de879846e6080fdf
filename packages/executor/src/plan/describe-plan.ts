import type { ExecutorError } from '../errors.js';
import { criticalPathOf } from './critical-path.js';
import type { EdgeReason } from './edge.js';
import { levelsOf } from './levels.js';
import type { BatchPlan } from './plan-batch.js';
import type { PlanWarning } from './plan-warnings.js';

/** What would happen with a batch: what waits for what, and why. Plain data; calls are named by their ids. */
export interface Plan {
  /**
   * All calls by topological level, in call order: the first hold those that nothing must end before. A call starts when
   * its own predecessors have ended, not when the level before has.
   */
  readonly levels: readonly (readonly string[])[];
  /**
   * `from` must end before `to` starts; one edge per pair. Calls that conflict may be joined by a path of edges rather
   * than by one of their own. In call order of `to`; none within a cycle.
   */
  readonly edges: readonly { readonly from: string; readonly to: string; readonly reason: EdgeReason }[];
  /** Calls that nothing must end before, in call order. */
  readonly independent: readonly string[];
  /** The rest, in call order, calls on cycles among them. */
  readonly dependent: readonly string[];
  /**
   * The chain of dependent calls with the greatest summed run time, first to last, and that sum in ms, under the durations
   * given.
   */
  readonly criticalPath: { readonly callIds: readonly string[]; readonly durationMs: number };
  /** Calls that would end without running, in call order. Those that need one of them would be skipped. */
  readonly problems: readonly { readonly callId: string; readonly error: ExecutorError }[];
  /**
   * Calls that would overlap although their tools may write and do not say what: one for each group of them. Limits are not
   * looked at, as they may change; with `parallel: false` there are none.
   */
  readonly warnings: readonly PlanWarning[];
}

/**
 * A plan for people to read and tests to check.
 *
 * @param callIds - By position in the batch.
 * @param durationsMs - Run time of each call in ms, by position; at least 0.
 * @param errors - Of calls that would end without running for other reasons than a cycle, by position.
 */
export function describePlan({
  callIds,
  plan: { predecessors, order, cycles },
  durationsMs,
  errors = new Map(),
  warnings = [],
}: {
  readonly callIds: readonly string[];
  readonly plan: BatchPlan;
  readonly durationsMs: readonly number[];
  readonly errors?: ReadonlyMap<number, ExecutorError> | undefined;
  readonly warnings?: readonly PlanWarning[] | undefined;
}): Plan {
  const idOf = (call: number) => callIds[call] ?? '';
  const isDependent = (_id: string, call: number) => cycles.has(call) || (predecessors[call] ?? []).length > 0;
  const path = criticalPathOf(predecessors, order, durationsMs);
  return {
    levels: groupByLevel(callIds, levelsOf(predecessors, order)),
    edges: predecessors.flatMap((edges, to) =>
      edges.map(({ from, reason }) => ({ from: idOf(from), to: idOf(to), reason })),
    ),
    independent: callIds.filter((id, call) => !isDependent(id, call)),
    dependent: callIds.filter(isDependent),
    criticalPath: { callIds: path.calls.map(idOf), durationMs: path.duration },
    problems: callIds.flatMap((callId, call) => {
      const error = cycles.get(call) ?? errors.get(call);
      return error === undefined ? [] : [{ callId, error }];
    }),
    warnings,
  };
}

function groupByLevel(callIds: readonly string[], levels: readonly number[]): string[][] {
  const groups: string[][] = [];
  callIds.forEach((callId, call) => {
    const level = levels[call] ?? 0;
    while (groups.length <= level) groups.push([]);
    groups[level]?.push(callId);
  });
  return groups;
}
