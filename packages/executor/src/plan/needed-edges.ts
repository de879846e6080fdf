import { type Edge, NO_EDGES } from './edge.js';
import type { PlanCall } from './plan-call.js';

/**
 * Edges into a call from those whose success it needs, one per pair, a reference before a declared dependency; in call
 * order. A call that needs itself has an edge from itself.
 *
 * @param callsOfTool - Positions of the calls of each tool, ascending; tools without calls may be missing.
 * @param lastTo - By call, the last one that an edge from it leads to; written here. One list serves all calls of a batch,
 *   so that a repeated pair costs no set.
 */
export function neededEdges(
  to: number,
  call: PlanCall,
  callsOfTool: ReadonlyMap<string, readonly number[]>,
  lastTo: number[],
): Edge[] {
  const { references, dependsOn, toolDependsOn } = call;
  if (references.length === 0 && dependsOn.length === 0 && toolDependsOn.length === 0) return NO_EDGES;
  const edges: Edge[] = [];
  const add = (from: number, reason: Edge['reason']) => {
    if (lastTo[from] === to) return;
    lastTo[from] = to;
    edges.push({ from, reason });
  };
  for (const from of references) add(from, 'reference');
  for (const from of dependsOn) add(from, 'depends-on');
  for (const tool of toolDependsOn) for (const from of callsOfTool.get(tool) ?? []) add(from, 'depends-on');
  return edges.length === 0 ? NO_EDGES : edges.sort((a, b) => a.from - b.from);
}
