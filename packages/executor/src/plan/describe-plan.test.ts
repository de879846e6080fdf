import { expect, it } from 'vitest';
import { planCall, write } from '../../test/plan-calls.js';
import { ExecutorError } from '../errors.js';
import { describePlan } from './describe-plan.js';
import { planBatch } from './plan-batch.js';

const calls = [
  planCall('a'),
  planCall('b', { references: [0] }),
  planCall('c', { resources: [write('x')] }),
  planCall('d', { resources: [write('x')], dependsOn: [1] }),
  planCall('e'),
];
const callIds = calls.map(({ callId }) => callId);

it('tells levels, edges with their reasons, what is independent, and the critical path in ms', () => {
  expect(describePlan({ callIds, plan: planBatch(calls), durationsMs: [10, 20, 29, 5, 1] })).toEqual({
    levels: [['a', 'c', 'e'], ['b'], ['d']],
    edges: [
      { from: 'a', to: 'b', reason: 'reference' },
      { from: 'b', to: 'd', reason: 'depends-on' },
      { from: 'c', to: 'd', reason: 'conflict' },
    ],
    independent: ['a', 'c', 'e'],
    dependent: ['b', 'd'],
    criticalPath: { callIds: ['a', 'b', 'd'], durationMs: 35 },
    problems: [],
    warnings: [],
  });
});

it('tells an empty batch', () => {
  expect(describePlan({ callIds: [], plan: planBatch([]), durationsMs: [] })).toEqual({
    levels: [],
    edges: [],
    independent: [],
    dependent: [],
    criticalPath: { callIds: [], durationMs: 0 },
    problems: [],
    warnings: [],
  });
});

it('lists calls that would end without running, on cycles or for other reasons, in call order', () => {
  const plan = planBatch([planCall('a'), planCall('b', { references: [1] }), planCall('c', { references: [1] })]);
  const unknownTool = new ExecutorError('UNKNOWN_TOOL', 'no such tool');
  const told = describePlan({
    callIds: ['a', 'b', 'c'],
    plan,
    durationsMs: [3, 100, 4],
    errors: new Map([[0, unknownTool]]),
  });
  expect(told.problems).toEqual([
    { callId: 'a', error: unknownTool },
    { callId: 'b', error: expect.objectContaining({ code: 'PLAN_CYCLE' }) },
  ]);
  expect(told).toMatchObject({
    levels: [['a', 'b'], ['c']],
    edges: [{ from: 'b', to: 'c' }],
    independent: ['a'],
    dependent: ['b', 'c'],
    criticalPath: { callIds: ['c'], durationMs: 4 },
  });
});
