import { expect, it } from 'vitest';
import { createExecutor } from '../src/index.js';
import { createManualClock } from '../src/testing/index.js';
import { callsOf } from './call.js';

/** Runs `slow` and `quick` first, so that their run times could be learned, and then both with one slot. */
async function run(trackStats: boolean | undefined) {
  const clock = createManualClock();
  const tools = [
    { name: 'quick', execute: () => clock.sleep(1) },
    { name: 'slow', execute: () => clock.sleep(50) },
  ];
  const executor = createExecutor({ tools, clock, ...(trackStats === undefined ? {} : { trackStats }) });
  const first = await clock.runUntil(executor.execute(callsOf('quick', 'slow', 'nowhere')));
  const { record } = await clock.runUntil(executor.execute(callsOf('quick', 'slow'), { maxConcurrency: 1 }));
  return { stats: executor.stats(), first, startsMs: record.calls.map(({ startUs }) => (startUs ?? 0) / 1000) };
}

it('keeps totals and learns run times unless it is told not to', async () => {
  const { stats, startsMs } = await run(undefined);
  expect(stats).toMatchObject({ isTracked: true, batchCount: 2, callCount: 5, okCount: 4, tools: [{}, {}] });
  expect(startsMs).toEqual([50, 0]);
});

it('with trackStats: false keeps none, learns none, and says so', async () => {
  const { stats, startsMs } = await run(false);
  expect(stats).toEqual({
    isTracked: false,
    batchCount: 0,
    callCount: 0,
    okCount: 0,
    successRatio: null,
    speedup: null,
    tools: [],
  });
  expect(startsMs).toEqual([0, 1]);
});

it('gives the same results, record and statistics of a batch', async () => {
  const [tracked, untracked] = [await run(true), await run(false)];
  expect(untracked.first.results).toEqual(tracked.first.results);
  expect(untracked.first.stats).toEqual(tracked.first.stats);
  expect(untracked.first.record).toEqual({
    ...tracked.first.record,
    batchId: untracked.first.batchId,
  });
});

it('must be true or false', () => {
  expect(() => createExecutor({ tools: [], trackStats: 0 as never })).toThrow(
    'trackStats must be true or false, got 0',
  );
});
