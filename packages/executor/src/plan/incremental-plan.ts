import { ConflictOrder } from './conflict-order.js';
import type { Edge } from './edge.js';
import { neededEdges } from './needed-edges.js';
import type { PlanCall } from './plan-call.js';

/**
 * The plan of a batch that is still growing: what `planBatch` gives where no call needs a later one. A call can only name
 * earlier calls, and a tool's `dependsOn` holds for the calls of that tool which came before, so there are no cycles.
 */
export class IncrementalPlan {
  readonly #callsOfTool = new Map<string, number[]>();
  readonly #lastTo: number[] = [];
  readonly #conflicts = new ConflictOrder();

  /**
   * Adds the next call.
   *
   * @returns Edges into it, with the meaning of `BatchPlan.predecessors`; edges into earlier calls stay as they are.
   */
  add(call: PlanCall): readonly Edge[] {
    const to = this.#lastTo.push(-1) - 1;
    const edges = neededEdges(to, call, this.#callsOfTool, this.#lastTo);
    const sameTool = this.#callsOfTool.get(call.toolName);
    if (sameTool === undefined) this.#callsOfTool.set(call.toolName, [to]);
    else sameTool.push(to);
    return call.neverRuns === true ? edges : this.#conflicts.take(to, call, edges);
  }
}
