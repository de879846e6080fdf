import { describe, expect, it } from 'vitest';
import { planCall, read, write } from '../../test/plan-calls.js';
import { criticalPathOf, remainingPaths } from './critical-path.js';
import { cycleAmong } from './cycle.js';
import { levelsOf } from './levels.js';
import { planBatch } from './plan-batch.js';
import type { PlanCall } from './plan-call.js';
import { topologicalOrder } from './topological-order.js';

const LARGE = 100_000;

const batchOf = (length: number, fields: (index: number) => Partial<PlanCall>) =>
  Array.from({ length }, (_, index) => planCall(`c${index}`, fields(index)));

const countEdges = (calls: readonly PlanCall[]) =>
  planBatch(calls).predecessors.reduce((sum, edges) => sum + edges.length, 0);

describe('edges per call, however many calls there are', () => {
  it.each<[string, number, (index: number) => Partial<PlanCall>]>([
    ['calls that have nothing to do with each other', 0, () => ({})],
    ['a resource of each call', 0, (index) => ({ resources: [write(`${index}`)] })],
    ['writes of one resource', 1, () => ({ resources: [write('x')] })],
    ['reads and writes of one resource', 2, (index) => ({ resources: [index % 2 ? read('x') : write('x')] })],
    ['writes of one resource after many reads', 2, (index) => ({ resources: [index % 99 ? read('x') : write('x')] })],
    ['three resources of ten', 6, (index) => ({ resources: [1, 3, 7].map((step) => write(`${(index * step) % 10}`)) })],
    ['unknown resources', 1, () => ({ resources: 'unknown' })],
    ['some unknown resources', 2, (index) => ({ resources: index % 50 ? [read(`${index}`)] : 'unknown' })],
    ['exclusive calls', 1, () => ({ exclusive: true })],
    ['some exclusive calls', 2, (index) => ({ exclusive: index % 50 === 0 })],
    ['a tool that all wait for', 1, (index) => (index === 7 ? { toolName: 'login' } : { toolDependsOn: ['login'] })],
  ])('%s: at most %i', (_what, most, fields) => {
    for (const length of [100, 1_000, 10_000]) {
      expect(countEdges(batchOf(length, fields)) / length).toBeLessThanOrEqual(most);
    }
  });
});

it('plans a chain of 100,000 calls, forward and backward, without running out of stack', () => {
  const backward = planBatch(batchOf(LARGE, (index) => ({ references: index === 0 ? [] : [index - 1] })));
  expect(levelsOf(backward.predecessors, backward.order).at(-1)).toBe(LARGE - 1);
  const forward = planBatch(batchOf(LARGE, (index) => ({ dependsOn: index === LARGE - 1 ? [] : [index + 1] })));
  expect(forward.order[0]).toBe(LARGE - 1);
  const durations = new Array<number>(LARGE).fill(2);
  expect(remainingPaths(forward.predecessors, forward.order, durations).at(-1)).toBe(2 * LARGE);
  expect(criticalPathOf(forward.predecessors, forward.order, durations).duration).toBe(2 * LARGE);
});

it('finds a cycle of 100,000 calls without running out of stack', () => {
  const ring = Array.from({ length: LARGE }, (_, to) => [{ from: (to + 1) % LARGE, reason: 'reference' as const }]);
  const { order, cycles } = topologicalOrder(ring);
  expect(order).toHaveLength(0);
  expect(cycles.map((members) => members.length)).toEqual([LARGE]);
  expect(cycleAmong(cycles[0]!, ring)).toHaveLength(LARGE);
});
