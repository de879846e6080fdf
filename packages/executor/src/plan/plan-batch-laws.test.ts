import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arbitraryPlanCalls } from '../../test/plan-calls.js';
import { criticalPathOf, remainingPaths } from './critical-path.js';
import { describePlan } from './describe-plan.js';
import { levelsOf } from './levels.js';
import { planBatch } from './plan-batch.js';
import type { PlanCall } from './plan-call.js';

const pointing = arbitraryPlanCalls({ forward: true });
const law = (check: (calls: readonly PlanCall[]) => void, calls = pointing) =>
  fc.assert(
    fc.property(calls, (drawn) => {
      check(drawn);
    }),
    { numRuns: 1_000 },
  );

/** What the plan must come to, pair by pair: the reasons why `from` must end before `to`, or the other way, strongest first. */
function reasonsFor(calls: readonly PlanCall[], from: number, to: number): string[] {
  const [a, b] = [calls[from]!, calls[to]!];
  const reasons: string[] = [];
  if (b.references.includes(from)) reasons.push('reference');
  if (b.dependsOn.includes(from) || b.toolDependsOn.includes(a.toolName)) reasons.push('depends-on');
  if (from !== to && touchesSame(a, b)) reasons.push('conflict');
  if (from !== to && (a.exclusive || b.exclusive)) reasons.push('exclusive');
  return reasons;
}

function touchesSame({ resources: a }: PlanCall, { resources: b }: PlanCall): boolean {
  if (a === 'unknown') return b.length > 0;
  if (b === 'unknown') return a.length > 0;
  return a.some((x) => b.some((y) => x.key === y.key && (x.access === 'write' || y.access === 'write')));
}

const isNeeded = (reason: string | undefined) => reason === 'reference' || reason === 'depends-on';

/** By position: all calls that a path leads to from there. Warshall's way. */
function reachable(count: number, hasEdge: (from: number, to: number) => boolean): boolean[][] {
  const all = [...Array(count).keys()];
  const reaches = all.map((from) => all.map((to) => hasEdge(from, to)));
  for (const via of all)
    for (const from of all) for (const to of all) reaches[from]![to] ||= reaches[from]![via]! && reaches[via]![to]!;
  return reaches;
}

it('gives an error to exactly the calls that need themselves, and an order to all others', () => {
  law((calls) => {
    const { order, cycles } = planBatch(calls);
    const needs = reachable(calls.length, (from, to) => isNeeded(reasonsFor(calls, from, to)[0]));
    const onCycle = calls.flatMap((_, call) => (needs[call]![call] ? [call] : []));
    expect([...cycles.keys()].sort((a, b) => a - b)).toEqual(onCycle);
    expect([...order, ...onCycle].sort((a, b) => a - b)).toEqual([...calls.keys()]);
  });
});

it('keeps every edge in its order, and call order where no call needs a later one', () => {
  law((calls) => {
    const { order, predecessors } = planBatch(calls);
    for (const [place, to] of order.entries()) {
      for (const { from } of predecessors[to]!) expect(order.indexOf(from)).toBeLessThan(place);
    }
  });
  law((calls) => expect(planBatch(calls).order).toEqual([...calls.keys()]), arbitraryPlanCalls({ forward: false }));
});

it('joins all calls that must not overlap by a path, and needed ones by an edge', () => {
  law((calls) => {
    const { order, predecessors } = planBatch(calls);
    const hasEdge = (from: number, to: number) => predecessors[to]!.some((edge) => edge.from === from);
    const reaches = reachable(calls.length, hasEdge);
    for (const to of order) {
      for (const from of calls.keys()) {
        const [reason] = reasonsFor(calls, from, to);
        if (isNeeded(reason)) expect(hasEdge(from, to)).toBe(true);
        else if (reason !== undefined && order.includes(from))
          expect(reaches[from]![to] || reaches[to]![from]).toBe(true);
      }
    }
  });
});

it('has one edge per pair, for the strongest reason there is, and none without', () => {
  law((calls) => {
    const { predecessors, cycles } = planBatch(calls);
    for (const [to, edges] of predecessors.entries()) {
      expect(new Set(edges.map(({ from }) => from)).size).toBe(edges.length);
      for (const { from, reason } of edges) expect(reason).toBe(reasonsFor(calls, from, to)[0]);
      if (cycles.has(to)) expect(edges).toEqual([]);
    }
  });
});

it('adds at most two edges per resource touched and two per call to those that are needed', () => {
  law((calls) => {
    const edges = planBatch(calls).predecessors.flat();
    const touches = calls.reduce((sum, { resources }) => sum + (resources === 'unknown' ? 1 : resources.length), 0);
    expect(edges.filter(({ reason }) => reason === 'conflict').length).toBeLessThanOrEqual(2 * touches);
    expect(edges.filter(({ reason }) => reason === 'exclusive').length).toBeLessThanOrEqual(2 * calls.length);
  });
});

it('finds the levels and the longest paths that following every path finds', () => {
  law((calls) => {
    const { order, predecessors } = planBatch(calls);
    const durations = calls.map((_, call) => (call * 7) % 5);
    const levelOf = (call: number): number => Math.max(0, ...predecessors[call]!.map(({ from }) => 1 + levelOf(from)));
    const pathFrom = (call: number): number =>
      durations[call]! +
      Math.max(0, ...order.map((to) => (predecessors[to]!.some(({ from }) => from === call) ? pathFrom(to) : 0)));
    expect(levelsOf(predecessors, order)).toEqual(calls.map((_, call) => levelOf(call)));
    const paths = remainingPaths(predecessors, order, durations);
    for (const call of order) expect(paths[call]).toBe(pathFrom(call));

    const critical = criticalPathOf(predecessors, order, durations);
    expect(critical.duration).toBe(Math.max(0, ...order.map(pathFrom)));
    expect(critical.calls.reduce((sum, call) => sum + durations[call]!, 0)).toBe(critical.duration);
    for (const [step, call] of critical.calls.slice(1).entries()) {
      expect(predecessors[call]!.map(({ from }) => from)).toContain(critical.calls[step]);
    }
  });
});

it('tells every call once as independent or dependent, once in a level, and each error', () => {
  law((calls) => {
    const plan = planBatch(calls);
    const callIds = calls.map(({ callId }) => callId);
    const told = describePlan({ callIds, plan, durationsMs: calls.map(() => 1) });
    expect([...told.independent, ...told.dependent].sort()).toEqual(callIds.toSorted());
    expect(told.levels.flat().sort()).toEqual(callIds.toSorted());
    expect(told.levels.every((level) => level.length > 0)).toBe(true);
    expect(told.levels[0] ?? []).toEqual(expect.arrayContaining([...told.independent]));
    expect(told.problems.map(({ callId }) => callId)).toEqual(callIds.filter((_, call) => plan.cycles.has(call)));
  });
});
