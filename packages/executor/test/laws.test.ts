import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EFFORT, randomRuns } from './effort.js';
import { isBoundByGraham } from './laws/batch-laws.js';
import { violationsOf } from './laws/laws.js';
import { runLive } from './laws/live-run.js';
import { workloads } from './laws/workload.js';
import { timedWorld } from './laws/world.js';

const { graphs, mostCalls } = EFFORT;

const anyWorkload = fc.oneof(
  { weight: 5, arbitrary: workloads('any', mostCalls) },
  { weight: 3, arbitrary: workloads('steady', mostCalls) },
  { weight: 2, arbitrary: workloads('plain', mostCalls) },
);

it('keeps every law, whatever the tools do and whoever ends what', async () => {
  let boundByGraham = 0;
  const runs = randomRuns('graphs', graphs);
  await fc.assert(
    fc.asyncProperty(anyWorkload, async (workload) => {
      const observed = await runLive(workload, timedWorld());
      expect(violationsOf(observed, true)).toEqual([]);
      if (isBoundByGraham({ observed })) boundByGraham += 1;
    }),
    runs,
  );
  expect(boundByGraham).toBeGreaterThan(graphs / 10);
}, 3_600_000);
