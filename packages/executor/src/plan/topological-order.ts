import { type Edge, NO_EDGES } from './edge.js';

/** Calls in an order that keeps all edges, and those that no order can hold. */
export interface TopologicalOrder {
  /** Call order, but for predecessors pulled ahead. */
  readonly order: readonly number[];
  /** Groups of calls that each wait for all others of their group; of one call where it waits for itself. */
  readonly cycles: readonly (readonly number[])[];
}

/**
 * Visits calls in call order, each after its predecessors; linear in calls and edges, on a stack of its own, so that a
 * chain may be as long as it likes.
 *
 * @see Tarjan (1972), "Depth-first search and linear graph algorithms": along edges to predecessors, the components come
 *   out predecessors first.
 */
export function topologicalOrder(predecessors: readonly (readonly Edge[])[]): TopologicalOrder {
  const order: number[] = [];
  const cycles: number[][] = [];
  /** By call: its place among the first visits, counted from 1; 0 before. */
  const numbers = new Int32Array(predecessors.length);
  /** By call: the lowest number it is known to lead to among open calls; `COMPLETE` once it is not open itself. */
  const lows = new Int32Array(predecessors.length);
  /** By call: how many of its edges were followed. */
  const followed = new Int32Array(predecessors.length);
  const path: number[] = [];
  /** Visited calls whose component is not complete. */
  const open: number[] = [];
  let visitCount = 0;

  const visit = (call: number) => {
    visitCount += 1;
    numbers[call] = visitCount;
    lows[call] = visitCount;
    path.push(call);
    open.push(call);
  };
  const lower = (call: number, to: number) => {
    lows[call] = Math.min(lows[call] ?? 0, lows[to] ?? 0);
  };
  const complete = (call: number, edges: readonly Edge[]) => {
    if (open.at(-1) === call && !edges.some(({ from }) => from === call)) {
      open.pop();
      lows[call] = COMPLETE;
      order.push(call);
      return;
    }
    const members = open.splice(open.lastIndexOf(call));
    for (const member of members) lows[member] = COMPLETE;
    cycles.push(members.sort((a, b) => a - b));
  };

  for (let root = 0; root < predecessors.length; root++) {
    if (numbers[root] === 0) visit(root);
    for (let call = path.at(-1); call !== undefined; call = path.at(-1)) {
      const edges = predecessors[call] ?? NO_EDGES;
      const edge = edges[followed[call] ?? 0];
      if (edge !== undefined) {
        followed[call] = (followed[call] ?? 0) + 1;
        if (numbers[edge.from] === 0) visit(edge.from);
        else lower(call, edge.from);
        continue;
      }
      path.pop();
      if (lows[call] === numbers[call]) complete(call, edges);
      const behind = path.at(-1);
      if (behind !== undefined) lower(behind, call);
    }
  }
  return { order, cycles };
}

/** Above all numbers, so that it lowers nothing. */
const COMPLETE = 2 ** 31 - 1;
