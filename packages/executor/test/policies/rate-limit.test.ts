import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createExecutor } from '../../src/index.js';
import { createManualClock, gatedTool, settle } from '../../src/testing/index.js';
import { callsOf } from '../call.js';

it('lets so many attempts start in an interval; the others wait without a slot', async () => {
  const clock = createManualClock();
  const tool = gatedTool('api', { rateLimit: { maxStarts: 2, intervalMs: 1_000 } });
  const free = gatedTool('free');
  const executor = createExecutor({ tools: [tool, free], maxConcurrency: 3, clock });
  const running = executor.execute(callsOf('api', 'api', 'api', 'free'));
  await settle();
  expect([tool.startCount, free.startCount]).toEqual([2, 1]);
  for (const run of [0, 1]) tool.open(run);
  free.open();
  await clock.advance(999);
  expect(tool.startCount).toBe(2);
  await clock.advance(1);
  expect(tool.startCount).toBe(3);
  tool.open(2);
  const { record, stats } = await running;
  expect(record.calls[2]?.waits).toEqual([{ cause: 'rate-limit', startUs: 0, endUs: 1_000_000 }]);
  expect(stats.waitMs['rate-limit']).toBe(1_000);
  expect(clock.pendingTimers).toBe(0);
});

it('goes on though time passes while it is asked, and its timer is early', async () => {
  for (let earlyUs = 0; earlyUs < 30; earlyUs++) {
    const clock = createManualClock();
    let readCount = 0;
    const restless = {
      ...clock,
      now: () => clock.now() + readCount++ / 1000,
      setTimer: (delayMs: number, callback: () => void) => clock.setTimer(delayMs - earlyUs / 1000, callback),
    };
    const tool = { name: 'api', rateLimit: { maxStarts: 1, intervalMs: 1 }, execute: () => 1 };
    const executor = createExecutor({ tools: [tool], clock: restless });
    const { success } = await clock.runUntil(executor.execute(callsOf('api', 'api', 'api')));
    expect(success).toBe(true);
  }
});

it('waits as long as the tool asks, whoever was refused', async () => {
  const clock = createManualClock();
  const tool = gatedTool('api', { rateLimit: { maxStarts: 100, intervalMs: 1 } });
  const executor = createExecutor({ tools: [tool], maxConcurrency: 1, clock });
  const running = executor.execute(callsOf('api', 'api'));
  await settle();
  tool.fail(0, Object.assign(new Error('slow down'), { status: 429, headers: new Headers({ 'retry-after': '2' }) }));
  await clock.advance(1_999);
  expect(tool.startCount).toBe(1);
  await clock.advance(1);
  tool.open(1);
  expect((await running).results[1]?.status).toBe('ok');
});

it('counts retries, and keeps no timer once nobody waits', async () => {
  const clock = createManualClock();
  const tool = gatedTool('api', {
    effects: 'read',
    rateLimit: { maxStarts: 1, intervalMs: 1_000 },
    retry: { maxRetries: 1, initialDelayMs: 0 },
  });
  const executor = createExecutor({ tools: [tool], clock });
  const abort = new AbortController();
  const running = executor.execute(callsOf('api'), { signal: abort.signal });
  await settle();
  tool.fail(0, new Error('no luck'));
  await clock.advance(500);
  expect(tool.startCount).toBe(1);
  abort.abort();
  expect((await running).results[0]?.status).toBe('cancelled');
  expect(clock.pendingTimers).toBe(0);
});

it('never lets more start in any interval, and none later than it could, whatever comes when', async () => {
  const arrivals = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(
      arrivals,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 200 }),
      async (gapsMs, maxStarts, intervalMs) => {
        const clock = createManualClock();
        const starts: number[] = [];
        const tool = { name: 'api', rateLimit: { maxStarts, intervalMs }, execute: () => starts.push(clock.now()) };
        const executor = createExecutor({ tools: [tool], maxConcurrency: Number.POSITIVE_INFINITY, clock });
        const batch = executor.open();
        const expected: number[] = [];
        for (const [index, gapMs] of gapsMs.entries()) {
          await clock.advance(gapMs);
          batch.add({ id: `c${index}`, name: 'api', args: {} });
          const allowedMs = (expected[index - maxStarts] ?? Number.NEGATIVE_INFINITY) + intervalMs;
          expected.push(Math.max(clock.now(), allowedMs));
        }
        batch.seal();
        await clock.runUntil(batch.result);
        expect(starts).toEqual(expected);
      },
    ),
    { numRuns: 100 },
  );
});

it('counts the starts and pauses of before when configure gives another', async () => {
  const clock = createManualClock();
  const tool = gatedTool('api', { rateLimit: { maxStarts: 2, intervalMs: 100 } });
  const executor = createExecutor({ tools: [tool], clock });
  const rate = (maxStarts: number) =>
    executor.configure({ toolOptions: { api: { rateLimit: { maxStarts, intervalMs: 100 } } } });
  const running = executor.execute(callsOf('api', 'api', 'api', 'api', 'api'));
  await settle();
  expect(tool.startCount).toBe(2);
  rate(2);
  expect(tool.startCount).toBe(2);
  rate(3);
  expect(tool.startCount).toBe(3);
  rate(1);
  await clock.advance(99);
  expect(tool.startCount).toBe(3);
  await clock.advance(1);
  expect(tool.startCount).toBe(4);
  tool.fail(0, { retryAfterMs: 500 });
  await settle();
  rate(9);
  await clock.advance(499);
  expect(tool.startCount).toBe(4);
  await clock.advance(1);
  expect(tool.startCount).toBe(5);
  for (const run of [1, 2, 3, 4]) tool.open(run);
  await running;
  expect(clock.pendingTimers).toBe(0);
});
