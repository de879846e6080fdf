import type { Edge } from './edge.js';

const MOST_NAMES = 10;

/**
 * A way round among calls (or tools) that all wait for each other, in the order of "must end before", without the return
 * to its beginning. Of several it is the one found first; it need not pass through all members.
 *
 * @param members - A component of the graph; a single one has an edge from itself.
 * @returns Positions.
 */
export function cycleAmong(members: readonly number[], predecessors: readonly (readonly Edge[])[]): readonly number[] {
  const component = new Set(members);
  const way = new Set<number>();
  let current = members[0] ?? 0;
  while (!way.has(current)) {
    way.add(current);
    // Every member has a predecessor in its component, so going back ends only where it has been.
    current = predecessors[current]?.find(({ from }) => component.has(from))?.from ?? current;
  }
  const back = [...way];
  return [current, ...back.slice(back.indexOf(current) + 1).reverse()];
}

/**
 * A cycle for people; of a long one the first ten names.
 *
 * @param first - The position on it to begin with.
 * @example
 * showCycle(['a', 'b'], 1); // => 'b → a → b'
 */
export function showCycle(names: readonly string[], first = 0): string {
  const shown: (string | undefined)[] = [];
  while (shown.length < Math.min(names.length, MOST_NAMES)) shown.push(names[(first + shown.length) % names.length]);
  const left = names.length - shown.length;
  return [...shown, ...(left > 0 ? [`… (${left} more)`] : []), shown[0]].join(' → ');
}
