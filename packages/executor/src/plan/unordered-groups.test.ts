import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arbitraryPlanCalls, planCall } from '../../test/plan-calls.js';
import { RUNS } from '../../test/runs.js';
import { type BatchPlan, planBatch } from './plan-batch.js';
import type { PlanCall } from './plan-call.js';
import { unorderedGroups } from './unordered-groups.js';

const all = () => true;
const groupsOf = (...calls: readonly PlanCall[]) => unorderedGroups(planBatch(calls), all);

it('finds one group among calls that nothing orders', () => {
  expect(groupsOf(planCall('a'), planCall('b'), planCall('c'))).toEqual([[0, 1, 2]]);
});

it('finds none in a chain, however it is joined, and none in a batch of less than two', () => {
  expect(groupsOf(planCall('a'), planCall('b', { dependsOn: [0] }), planCall('c', { references: [1] }))).toEqual([]);
  expect(groupsOf()).toEqual([]);
  expect(groupsOf(planCall('a'))).toEqual([]);
});

it('tells groups apart that a call in between keeps in order', () => {
  const calls = [
    planCall('a'),
    planCall('b'),
    planCall('between', { dependsOn: [0, 1] }),
    planCall('c', { dependsOn: [2] }),
    planCall('d', { dependsOn: [2] }),
  ];
  expect(groupsOf(...calls)).toEqual([
    [0, 1],
    [3, 4],
  ]);
});

it('sees paths by way of calls that were not asked about', () => {
  const calls = [planCall('a'), planCall('b', { dependsOn: [0] }), planCall('c', { dependsOn: [1] }), planCall('d')];
  const plan = planBatch(calls);
  expect(unorderedGroups(plan, (call) => call !== 1 && call !== 3)).toEqual([]);
  expect(unorderedGroups(plan, (call) => call !== 1)).toEqual([[0, 2, 3]]);
});

it('leaves calls on cycles out', () => {
  expect(groupsOf(planCall('a', { references: [1] }), planCall('b', { references: [0] }), planCall('c'))).toEqual([]);
});

/** Calls that a call is reached from, by following all edges. */
function reachedFrom({ predecessors, order }: BatchPlan): Set<number>[] {
  const before: Set<number>[] = predecessors.map(() => new Set());
  for (const call of order) {
    for (const { from } of predecessors[call]!) {
      before[call]!.add(from);
      for (const earlier of before[from]!) before[call]!.add(earlier);
    }
  }
  return before;
}

it('finds exactly the calls that overlap with another, and groups only what hangs together', () => {
  const chosenOnes = fc.array(fc.boolean(), { minLength: 10, maxLength: 10 });
  const forward = fc.boolean().chain((forward) => arbitraryPlanCalls({ forward }));
  fc.assert(
    fc.property(forward, chosenOnes, (calls, chosen) => {
      const plan = planBatch(calls);
      const before = reachedFrom(plan);
      const overlap = (a: number, b: number) => a !== b && !before[a]!.has(b) && !before[b]!.has(a);
      const asked = plan.order.filter((call) => chosen[call]);
      const groups = unorderedGroups(plan, (call) => chosen[call] === true);
      const expected = asked.filter((call) => asked.some((other) => overlap(call, other)));
      expect(groups.flat()).toEqual(expected);
      for (const group of groups) {
        const joined = new Set(group.slice(0, 1));
        for (const call of joined) for (const other of group) if (overlap(call, other)) joined.add(other);
        expect(joined.size).toBe(group.length);
        expect(group.length).toBeGreaterThan(1);
      }
    }),
    RUNS,
  );
});

it('has room for 100,000 calls, in one chain and side by side', () => {
  const chain = Array.from({ length: 100_000 }, (_, index) =>
    planCall(`c${index}`, { dependsOn: index === 0 ? [] : [index - 1] }),
  );
  expect(groupsOf(...chain)).toEqual([]);
  const plan = planBatch(chain.map(({ callId }) => planCall(callId)));
  expect(unorderedGroups(plan, all).map(({ length }) => length)).toEqual([100_000]);
});
