import { ExecutorError } from '../errors.js';
import { cycleAmong, showCycle } from './cycle.js';
import type { Edge } from './edge.js';
import { topologicalOrder } from './topological-order.js';

interface ToolDependencies {
  readonly name: string;
  readonly dependsOn?: readonly string[] | undefined;
}

/**
 * Checks what the tools of an executor declare about each other.
 *
 * @param tools - With names that are unique.
 * @throws {ExecutorError} `INVALID_OPTION` for a dependency that is no tool; `PLAN_CYCLE` for tools that wait for each
 *   other, or for a tool that waits for itself: the message prints the cycle, `a → b → a`, in the order of "must end before".
 */
export function checkToolDependencies(tools: readonly ToolDependencies[]): void {
  const positions = new Map(tools.map(({ name }, index) => [name, index]));
  const predecessors = tools.map((tool) => (tool.dependsOn ?? []).map((name) => edgeFrom(name, tool, positions)));
  const [members] = topologicalOrder(predecessors).cycles;
  if (members === undefined) return;
  const names = cycleAmong(members, predecessors).map((index) => tools[index]?.name ?? '');
  throw new ExecutorError('PLAN_CYCLE', `dependsOn of the tools goes round in a circle: ${showCycle(names)}`, {
    toolName: names[0],
  });
}

function edgeFrom(dependency: string, tool: ToolDependencies, positions: ReadonlyMap<string, number>): Edge {
  const from = positions.get(dependency);
  if (from !== undefined) return { from, reason: 'depends-on' };
  throw new ExecutorError(
    'INVALID_OPTION',
    `tool "${tool.name}": dependsOn must name tools of this executor, got "${dependency}"`,
    { toolName: tool.name },
  );
}
