import { expect, it } from 'vitest';
import { createExecutor } from '../../src/index.js';
import { createManualClock, gatedTool, settle } from '../../src/testing/index.js';
import type { Tool } from '../../src/types.js';
import { callsOf } from '../call.js';

function hedgedTool(honoursSignal = true) {
  return gatedTool('search', { effects: 'read', honoursSignal, hedge: { afterMs: 100 } });
}

it('starts a second attempt when the first is slow; the faster one counts and the other is aborted', async () => {
  const clock = createManualClock();
  const tool = hedgedTool();
  const executor = createExecutor({ tools: [tool], clock });
  const running = executor.execute(callsOf('search'));
  await clock.advance(99);
  expect(tool.startCount).toBe(1);
  await clock.advance(1);
  expect(tool.contexts.map(({ attempt }) => attempt)).toEqual([1, 2]);
  await clock.advance(20);
  tool.open(1, 'fast');
  const { results, record, stats } = await running;
  expect(results[0]).toMatchObject({ status: 'ok', output: 'fast' });
  expect(tool.contexts[0]?.signal.aborted).toBe(true);
  expect(record.calls[0]?.attempts).toMatchObject([
    { attempt: 1, startUs: 0, endUs: 120_000, outcome: 'cancelled', errorCode: 'HEDGE_LOST', abandoned: false },
    { attempt: 2, startUs: 100_000, endUs: 120_000, outcome: 'ok', hedge: true },
  ]);
  expect(record.totals).toMatchObject({ retryCount: 0, hedgeCount: 1, wastedUs: 120_000 });
  expect(stats.retryCount).toBe(0);
  expect(clock.pendingTimers).toBe(0);
});

it('goes on with the other when one fails, and fails when both have', async () => {
  const clock = createManualClock();
  const tool = hedgedTool();
  const executor = createExecutor({ tools: [tool], clock });
  const running = executor.execute(callsOf('search', 'search'));
  await clock.advance(100);
  expect(tool.startCount).toBe(4);
  tool.fail(0, new Error('first'));
  tool.fail(3, new Error('hedge'));
  await settle();
  tool.open(2, 'hedge');
  tool.fail(1, new Error('first too'));
  const { results } = await running;
  expect(results).toMatchObject([
    { status: 'ok', output: 'hedge' },
    { status: 'error', error: { cause: new Error('first too') } },
  ]);
});

it('takes no slot that somebody waits for, and never more than there are', async () => {
  const clock = createManualClock();
  const tool = hedgedTool();
  const executor = createExecutor({ tools: [tool], maxConcurrency: 3, clock });
  const running = executor.execute(callsOf('search', 'search'));
  await clock.advance(100);
  expect(tool.inFlight).toBe(3);
  for (const run of [0, 1, 2]) tool.open(run);
  await running;
  const full = executor.execute(callsOf('search', 'search', 'search', 'search'));
  await clock.advance(500);
  expect([tool.startCount, tool.maxInFlight]).toEqual([6, 3]);
  tool.open(3);
  await settle();
  expect(tool.startCount).toBe(7);
  for (const run of [4, 5, 6]) tool.open(run);
  await full;
});

it('is ended with its call by abort, and a loser that ignores its signal is abandoned', async () => {
  const clock = createManualClock();
  const tool = hedgedTool(false);
  const executor = createExecutor({ tools: [tool], maxConcurrency: 2, clock });
  const abort = new AbortController();
  const running = executor.execute(callsOf('search'), { signal: abort.signal });
  await clock.advance(100);
  abort.abort();
  const { results, record } = await running;
  expect(results[0]?.status).toBe('cancelled');
  expect(record.calls[0]?.attempts).toMatchObject([
    { outcome: 'cancelled', abandoned: true },
    { outcome: 'cancelled', abandoned: true },
  ]);
  const next = executor.execute(callsOf('search', 'search'));
  await settle();
  expect(tool.startCount).toBe(4);
  for (const run of [2, 3]) tool.open(run);
  await next;
  expect(clock.pendingTimers).toBe(0);
});

it('learns after how long from runs before', async () => {
  const clock = createManualClock();
  let runMs = 0;
  const tool = { name: 'search', effects: 'read', hedge: {}, execute: () => clock.sleep(runMs) } as const;
  const executor = createExecutor({ tools: [tool], clock });
  for (let run = 1; run <= 20; run++) {
    runMs = run;
    await clock.runUntil(executor.execute(callsOf('search')));
  }
  runMs = 1_000;
  const { record } = await clock.runUntil(executor.execute(callsOf('search')));
  // The 19th of 20.
  expect(record.calls[0]?.attempts[1]).toMatchObject({ startUs: 19_000, hedge: true });
});

it('counts as the same try for retries', async () => {
  const clock = createManualClock();
  const tool = gatedTool('search', {
    effects: 'read',
    hedge: { afterMs: 100 },
    retry: { maxRetries: 1, initialDelayMs: 10 },
  });
  const executor = createExecutor({ tools: [tool], clock, random: () => 1 });
  const running = executor.execute(callsOf('search'));
  await clock.advance(100);
  for (const run of [0, 1]) tool.fail(run, new Error('no luck'));
  await clock.advance(10);
  expect(tool.startCount).toBe(3);
  tool.open(2, 'at last');
  expect((await running).results[0]).toMatchObject({ output: 'at last' });
});

it('goes on alone when an attempt asks for calls of its own, whichever of the two', async () => {
  for (const nesting of [1, 2]) {
    const clock = createManualClock();
    const inner = gatedTool('inner');
    const probe = gatedTool('probe');
    const outer: Tool = {
      name: 'outer',
      effects: 'read',
      uses: ['browser'],
      hedge: { afterMs: 10 },
      async execute(_args, { attempt, signal }) {
        await clock.sleep(attempt === nesting ? 20 : 40, signal);
        await executor.execute([{ id: `n${attempt}`, name: 'inner', args: {} }]);
        return attempt;
      },
    };
    const user: Tool = { name: 'user', uses: ['browser'], execute: (args, context) => probe.execute!(args, context) };
    const pools = { browser: { create: () => 1, max: 2 } };
    const executor = createExecutor({ tools: [inner, outer, user], pools, maxConcurrency: 3, clock });
    const running = executor.execute(callsOf('outer'));
    await clock.advance(60);
    expect(inner.startCount).toBe(1);
    inner.open();
    const { results, record } = await running;
    expect(results[0]).toMatchObject({ status: 'ok', output: nesting });
    expect(record.calls[0]?.attempts.map(({ errorCode }) => errorCode)).toEqual(
      nesting === 1 ? [null, 'HEDGE_LOST'] : ['HEDGE_LOST', null],
    );
    // All slots and places are back.
    const after = executor.execute(callsOf('user', 'user', 'user'));
    await settle();
    expect(probe.startCount).toBe(2);
    for (const run of [0, 1]) probe.open(run);
    await settle();
    probe.open(2);
    expect((await after).success).toBe(true);
    await executor.close();
  }
});
