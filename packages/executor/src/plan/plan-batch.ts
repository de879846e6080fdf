import { ExecutorError } from '../errors.js';
import { ConflictOrder } from './conflict-order.js';
import { cycleAmong, showCycle } from './cycle.js';
import { type Edge, NO_EDGES } from './edge.js';
import { neededEdges } from './needed-edges.js';
import type { PlanCall } from './plan-call.js';
import { topologicalOrder } from './topological-order.js';

/** What must wait for what in a batch; calls are 0-based positions in it. */
export interface BatchPlan {
  /**
   * Edges into each call, one per pair. Calls that must not overlap may be joined by a path rather than by an edge, so a
   * call that ends without running must count as ended, for those that wait for it, no sooner than all its predecessors
   * have ended. A call on a cycle waits for nothing: its error is its result.
   */
  readonly predecessors: readonly (readonly Edge[])[];
  /**
   * Call order, but for calls that others need, which are pulled ahead of them; keeps every edge. Calls on cycles are left
   * out. Running one after another in this order is the sequential mode: it needs no edges of its own.
   */
  readonly order: readonly number[];
  /** By position: the `PLAN_CYCLE` error of each call on a cycle. Calls that need one of those are not among them. */
  readonly cycles: ReadonlyMap<number, ExecutorError>;
}

/**
 * Plans a batch whose calls are all known. Linear in calls, resources and needed edges; a tool's `dependsOn` needs one
 * edge for each pair of calls of the two tools.
 */
export function planBatch(calls: readonly PlanCall[]): BatchPlan {
  const predecessors = neededEdgesOf(calls);
  const { order, cycles } = topologicalOrder(predecessors);
  const errors = new Map<number, ExecutorError>();
  for (const members of cycles) addCycleErrors(errors, members, predecessors, calls);
  for (const call of errors.keys()) predecessors[call] = NO_EDGES;
  const conflicts = new ConflictOrder(calls.length);
  for (const index of order) {
    const call = calls[index];
    if (call !== undefined && call.neverRuns !== true)
      predecessors[index] = conflicts.take(index, call, predecessors[index] ?? NO_EDGES);
  }
  return { predecessors, order, cycles: errors };
}

function neededEdgesOf(calls: readonly PlanCall[]): Edge[][] {
  const callsOfTool = callsOfNamedTools(calls);
  const lastTo = new Array<number>(calls.length).fill(-1);
  return calls.map((call, to) => neededEdges(to, call, callsOfTool, lastTo));
}

/** Of the tools that another tool depends on: most batches have none. */
function callsOfNamedTools(calls: readonly PlanCall[]): ReadonlyMap<string, readonly number[]> {
  const callsOfTool = new Map<string, number[]>();
  for (const { toolDependsOn } of calls) for (const tool of toolDependsOn) callsOfTool.set(tool, []);
  if (callsOfTool.size === 0) return callsOfTool;
  for (const [index, { toolName }] of calls.entries()) callsOfTool.get(toolName)?.push(index);
  return callsOfTool;
}

function addCycleErrors(
  errors: Map<number, ExecutorError>,
  members: readonly number[],
  predecessors: readonly (readonly Edge[])[],
  calls: readonly PlanCall[],
): void {
  const cycle = cycleAmong(members, predecessors);
  const callIds = cycle.map((index) => calls[index]?.callId ?? '');
  const steps = new Map(cycle.map((index, step) => [index, step]));
  for (const member of members) {
    const { callId, toolName } = calls[member] ?? { callId: '', toolName: '' };
    const message = `Call ${callId} of tool "${toolName}" waits for calls that wait for it: ${showCycle(callIds, steps.get(member))}; drop one of these dependencies`;
    errors.set(member, new ExecutorError('PLAN_CYCLE', message, { callId, toolName, attempts: 0 }));
  }
}
