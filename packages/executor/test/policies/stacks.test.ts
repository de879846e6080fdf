import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EFFORT, randomRuns } from '../effort.js';
import { LAWS_OF_POLICIES, violationsOf } from '../laws/laws.js';
import { runLive } from '../laws/live-run.js';
import { surrounded } from '../laws/policies.js';
import { workloads } from '../laws/workload.js';
import { timedWorld } from '../laws/world.js';

it('one result per call and nothing left, whatever policies surround whatever tools do', async () => {
  await fc.assert(
    fc.asyncProperty(surrounded(workloads('any', EFFORT.mostCalls)), async (workload) => {
      const observed = await runLive(workload, timedWorld());
      expect(violationsOf(observed, true, LAWS_OF_POLICIES)).toEqual([]);
    }),
    randomRuns('stacks of policies', EFFORT.stacks),
  );
}, 3_600_000);
