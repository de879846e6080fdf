import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EFFORT, randomRuns } from './effort.js';
import { violationsOf } from './laws/laws.js';
import { runLive } from './laws/live-run.js';
import { workloads } from './laws/workload.js';
import { type AfterStep, scheduledWorld } from './laws/world.js';

const MOST_CALLS = 15;

const afterStep: fc.Arbitrary<AfterStep> = fc.oneof(
  fc.constantFrom<AfterStep>('microtasks', 'microtasks', 'settled'),
  fc.integer({ min: 1, max: 30 }),
);

it('keeps every law in whatever order runs end, batches begin and grow, and calls are released, discarded or aborted', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      workloads('any', MOST_CALLS),
      fc.array(afterStep, { minLength: 1, maxLength: 40 }),
      async (scheduler, workload, afterSteps) => {
        const observed = await runLive(workload, scheduledWorld(scheduler, afterSteps));
        expect(violationsOf(observed, false)).toEqual([]);
      },
    ),
    randomRuns('interleavings', EFFORT.interleavings),
  );
}, 3_600_000);
