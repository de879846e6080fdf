import type { BatchPlan } from './plan-batch.js';

/**
 * The chosen calls that may run at the same time as another chosen one: no path leads from either to the other. Those of a
 * group overlap, directly or by way of others of the group; a call is in one group at most.
 *
 * Linear in calls and edges. The chosen calls are numbered in plan order; `next` of one is the first that it leads to. It
 * overlaps all that lie between. And a call that overlaps one before it lies between some call and its `next`: of those
 * before it that do not lead to it take the last; it leads to none in between, as all of these lead to the call. The same
 * holds backwards, with `previous`.
 *
 * @param chosen - By position: whether a call is asked about. Those on cycles, which never run, are left out.
 * @returns Groups of at least two positions, in plan order.
 */
export function unorderedGroups({ predecessors, order }: BatchPlan, chosen: (call: number) => boolean): number[][] {
  const calls = order.filter(chosen);
  const numbers = new Map(calls.map((call, number) => [call, number]));
  const { next, previous } = neighbours(predecessors, order, numbers);
  const groups: number[][] = [];
  const earliest = suffixMin(calls.map((call) => previous[call] ?? -1));
  let latest = -1;
  for (const [number, call] of calls.entries()) {
    const isJoined = number > 0 && (latest > number || (earliest[number] ?? number) < number - 1);
    if (isJoined) groups.at(-1)?.push(call);
    else groups.push([call]);
    latest = Math.max(latest, next[call] ?? calls.length);
  }
  return groups.filter(({ length }) => length > 1);
}

/** By position: the number of the first chosen call behind it, `Infinity` for none, and of the last before it, -1 for none. */
function neighbours(
  predecessors: BatchPlan['predecessors'],
  order: BatchPlan['order'],
  numbers: ReadonlyMap<number, number>,
): { readonly next: readonly number[]; readonly previous: readonly number[] } {
  const next = new Array<number>(predecessors.length).fill(Number.POSITIVE_INFINITY);
  const previous = new Array<number>(predecessors.length).fill(-1);
  for (const call of order) {
    for (const { from } of predecessors[call] ?? []) {
      previous[call] = Math.max(previous[call] ?? -1, numbers.get(from) ?? previous[from] ?? -1);
    }
  }
  for (const call of order.toReversed()) {
    for (const { from } of predecessors[call] ?? []) {
      next[from] = Math.min(next[from] ?? Number.POSITIVE_INFINITY, numbers.get(call) ?? next[call] ?? 0);
    }
  }
  return { next, previous };
}

/** Of each place: the least value from there on. */
function suffixMin(values: readonly number[]): number[] {
  const least = [...values];
  for (let index = least.length - 2; index >= 0; index--) {
    least[index] = Math.min(least[index] ?? 0, least[index + 1] ?? 0);
  }
  return least;
}
