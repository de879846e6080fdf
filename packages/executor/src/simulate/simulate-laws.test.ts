import fc from 'fast-check';
import { expect, it } from 'vitest';
import { calmScenarios, runLive, stormyScenarios } from '../../test/arbitrary-runs.js';
import { simulate } from './simulate.js';

// Live runs on a manual clock take some 30 ms each.
const RUNS = { numRuns: Number(process.env.RUNS ?? 150) };
const RUNS_MS = 60_000 + 1_000 * RUNS.numRuns;

it(
  'reproduces a run exactly in which much happens at one moment',
  async () => {
    await fc.assert(
      fc.asyncProperty(calmScenarios, async (scenario) => {
        const record = await runLive(scenario);
        expect(simulate(record).record).toEqual(record);
      }),
      RUNS,
    );
  },
  RUNS_MS,
);

it(
  'reproduces a run exactly in which calls are held, discarded, aborted, time out and fail fast',
  async () => {
    await fc.assert(
      fc.asyncProperty(stormyScenarios, async (scenario) => {
        const record = await runLive(scenario);
        expect(simulate(record).record).toEqual(record);
      }),
      RUNS,
    );
  },
  RUNS_MS,
);

const otherLimit = fc.integer({ min: 1, max: 5 });

it(
  'predicts a run under other limits exactly, attempt by attempt',
  async () => {
    await fc.assert(
      fc.asyncProperty(calmScenarios, otherLimit, otherLimit, async (scenario, maxConcurrency, toolLimit) => {
        // What a wrong call would have kept apart, had it not been wrong, the record does not say.
        const calls = scenario.calls.map((call) => ({ ...call, hasBadArgs: false }));
        const recorded = { ...scenario, calls, batchLimit: null };
        const record = await runLive(recorded);
        const called = record.calls.some(({ toolName }) => toolName === 'tool 0');
        const predicted = simulate(record, {
          maxConcurrency,
          tools: called ? [{ toolName: 'tool 0', maxConcurrency: toolLimit }] : [],
        });
        const [, second = null] = scenario.toolLimits;
        const live = await runLive(recorded, { maxConcurrency, toolLimits: [toolLimit, second], parallel: true });
        expect(predicted.makespanUs).toBe(live.totals.makespanUs);
        expect(predicted.record.calls).toEqual(live.calls);
      }),
      RUNS,
    );
  },
  RUNS_MS,
);
