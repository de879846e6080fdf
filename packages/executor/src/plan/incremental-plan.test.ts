import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arbitraryPlanCalls, planCall } from '../../test/plan-calls.js';
import { IncrementalPlan } from './incremental-plan.js';
import { planBatch } from './plan-batch.js';

it('comes to the plan of the whole batch where no call needs a later one', () => {
  fc.assert(
    fc.property(arbitraryPlanCalls({ forward: false }), (calls) => {
      const plan = new IncrementalPlan();
      expect(calls.map((call) => plan.add(call))).toEqual(planBatch(calls).predecessors);
    }),
    { numRuns: 1_000 },
  );
});

it('waits for calls of a tool that came before, not for later ones', () => {
  const plan = new IncrementalPlan();
  const search = { toolName: 'search', toolDependsOn: ['login'] };
  const login = { toolName: 'login' };
  const calls = [planCall('l1', login), planCall('s1', search), planCall('l2', login), planCall('s2', search)];
  expect(calls.map((call) => plan.add(call).map(({ from }) => from))).toEqual([[], [0], [], [0, 2]]);
});
