/**
 * Positions of calls, each after all calls of the tools that its tool depends on; otherwise in the order given.
 *
 * @param toolNames - The tool of each call.
 * @param dependenciesOf - Names of the tools that a tool depends on; without a circle.
 * @example
 * dependencyOrder(['write', 'login'], (name) => (name === 'write' ? ['login'] : [])); // => [1, 0]
 */
export function dependencyOrder(
  toolNames: readonly string[],
  dependenciesOf: (toolName: string) => readonly string[],
): number[] {
  const placedTools = new Set<string>();
  const order = new Set<number>();
  const placeAll = (toolName: string) => {
    if (placedTools.has(toolName)) return;
    placedTools.add(toolName);
    placeNeeded(toolName);
    for (const [position, name] of toolNames.entries()) if (name === toolName) order.add(position);
  };
  const placeNeeded = (toolName: string) => {
    for (const dependency of dependenciesOf(toolName)) placeAll(dependency);
  };
  for (const [position, toolName] of toolNames.entries()) {
    placeNeeded(toolName);
    order.add(position);
  }
  return [...order];
}
