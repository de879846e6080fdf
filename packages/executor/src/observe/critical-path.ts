import type { CallRecord, EdgeRecord } from '../types.js';

interface Node {
  readonly runUs: number;
  readonly successors: Node[];
  /** Predecessors whose end is not known yet. */
  waitsFor: number;
  /** Latest end among the predecessors known so far: when it would start if slots were free for all. */
  startUs: number;
}

/**
 * The greatest summed run time of a chain of dependent calls: the floor under any makespan.
 *
 * @param runsUs - Run time of each call, in the order of `calls`; 0 for a call that never ran.
 * @param edges - A directed acyclic graph over the `seq` of the calls; an edge whose call is not there counts for nothing.
 * @returns Integer µs for integer run times; 0 without calls. Linear in calls and edges.
 * @see Kelley and Walker (1959), "Critical-path planning and scheduling"; the order is Kahn's (1962), "Topological
 * sorting of large networks".
 * @example
 * criticalPathUs([{ seq: 1 }, { seq: 2 }, { seq: 3 }], [10, 20, 25], [{ from: 1, to: 2 }]); // => 30
 */
export function criticalPathUs(
  calls: readonly Pick<CallRecord, 'seq'>[],
  runsUs: readonly number[],
  edges: readonly Pick<EdgeRecord, 'from' | 'to'>[],
): number {
  if (edges.length === 0) return runsUs.reduce((most, runUs) => Math.max(most, runUs), 0);
  const nodes = linkNodes(calls, runsUs, edges);
  let longestUs = 0;
  const ready = nodes.filter((node) => node.waitsFor === 0);
  // Grows while it is walked: every node comes after all of its predecessors.
  for (const { startUs, runUs, successors } of ready) {
    const endUs = startUs + runUs;
    longestUs = Math.max(longestUs, endUs);
    for (const successor of successors) {
      successor.startUs = Math.max(successor.startUs, endUs);
      successor.waitsFor -= 1;
      if (successor.waitsFor === 0) ready.push(successor);
    }
  }
  return longestUs;
}

function linkNodes(
  calls: readonly Pick<CallRecord, 'seq'>[],
  runsUs: readonly number[],
  edges: readonly Pick<EdgeRecord, 'from' | 'to'>[],
): Node[] {
  const nodes: Node[] = [];
  const bySeq = new Map<number, Node>();
  for (const [index, { seq }] of calls.entries()) {
    const node: Node = { runUs: runsUs[index] ?? 0, successors: [], waitsFor: 0, startUs: 0 };
    nodes.push(node);
    bySeq.set(seq, node);
  }
  for (const edge of edges) {
    const from = bySeq.get(edge.from);
    const to = bySeq.get(edge.to);
    if (from === undefined || to === undefined) continue;
    from.successors.push(to);
    to.waitsFor += 1;
  }
  return nodes;
}
