import { describe, expect, it } from 'vitest';
import { createExecutor, type ToolCall } from '../src/index.js';
import { createManualClock, gatedTool, settle } from '../src/testing/index.js';
import { callsOf } from './call.js';

/** A tool whose runs take 10 ms, and when each began. */
const timed = () => {
  const clock = createManualClock();
  const startsMs: Record<string, number> = {};
  const tool = {
    name: 'work',
    execute: async (_args: object, { callId }: { callId: string }) => {
      startsMs[callId] = clock.now();
      await clock.sleep(10);
    },
  };
  return { clock, startsMs, tool };
};

it('begins a chunk when all calls of the one before have ended', async () => {
  const tool = gatedTool('work');
  const executor = createExecutor({ tools: [tool] });
  const running = executor.execute(callsOf('work', 'work', 'work', 'work', 'work'), { chunkSize: 2 });
  await settle();
  expect(tool.startCount).toBe(2);
  tool.open(1);
  await settle();
  expect(tool.startCount).toBe(2);
  tool.open(0);
  await settle();
  expect(tool.startCount).toBe(4);
  tool.fail(2, new Error('out of paper'));
  tool.open(3);
  await settle();
  expect(tool.startCount).toBe(5);
  tool.open(4);
  const { results, record } = await running;
  expect(results.map(({ status }) => status)).toEqual(['ok', 'ok', 'error', 'ok', 'ok']);
  expect(record.calls.map(({ chunk }) => chunk)).toEqual([0, 0, 1, 1, 2]);
  expect(tool.maxInFlight).toBe(2);
});

it.each([
  [1, [0, 10, 20, 30]],
  [2, [0, 0, 10, 10]],
  [3, [0, 0, 0, 10]],
  [4, [0, 0, 0, 0]],
  [Number.POSITIVE_INFINITY, [0, 0, 0, 0]],
])('runs four calls in chunks of %s', async (chunkSize, expectedMs) => {
  const { clock, startsMs, tool } = timed();
  const executor = createExecutor({ tools: [tool], clock });
  const { record } = await clock.runUntil(executor.execute(callsOf('work', 'work', 'work', 'work'), { chunkSize }));
  expect(Object.values(startsMs)).toEqual(expectedMs);
  expect(record.calls.map(({ availableUs }) => availableUs / 1000)).toEqual(expectedMs);
});

it('pulls calls that others need ahead of them, so that no chunk waits for a later one', async () => {
  const { clock, startsMs, tool } = timed();
  const executor = createExecutor({ tools: [tool], clock });
  const calls: ToolCall[] = callsOf('work', 'work', 'work', 'work');
  calls[0] = { ...calls[0]!, dependsOn: ['c4'] };
  const { success } = await clock.runUntil(executor.execute(calls, { chunkSize: 2 }));
  expect(success).toBe(true);
  // The chunks are c4 with c1, which waits for it, and c2 with c3.
  expect(startsMs).toEqual({ c4: 0, c1: 10, c2: 20, c3: 20 });
});

it('leaves a forward reference and a circle what they are without chunks: results', async () => {
  const executor = createExecutor({ tools: [gatedTool('work')], references: true });
  const refer = (id: string, to: string) => ({ id, name: 'work', args: { from: `\${calls.${to}}` } });
  const { results } = await executor.execute([refer('c1', '2'), refer('c2', '1'), refer('c3', '4'), refer('c4', '9')], {
    chunkSize: 1,
  });
  expect(results.map((result) => result.status === 'error' && result.error.code)).toEqual([
    'PLAN_CYCLE',
    'PLAN_CYCLE',
    'INVALID_REFERENCE',
    'INVALID_REFERENCE',
  ]);
});

it('fills chunks with calls that can run', async () => {
  const { clock, startsMs, tool } = timed();
  const executor = createExecutor({ tools: [tool], clock });
  const running = executor.execute(callsOf('work', 'nowhere', 'work', 'work'), { chunkSize: 2 });
  await clock.runUntil(running);
  expect(startsMs).toEqual({ c1: 0, c3: 0, c4: 10 });
});

it('keeps a call in its chunk whose arguments turn out to be wrong only later', async () => {
  const { clock, startsMs, tool } = timed();
  const validate = async () => ({ issues: [{ message: 'not this' }] });
  const input = { '~standard': { version: 1 as const, vendor: 'test', validate } };
  const checked = { name: 'checked', input, execute: () => 'never' };
  const executor = createExecutor({ tools: [tool, checked], clock });
  const running = executor.execute(callsOf('work', 'checked', 'work'), { chunkSize: 1 });
  const { results } = await clock.runUntil(running);
  expect(results).toMatchObject([{ status: 'ok' }, { error: { code: 'INVALID_ARGUMENTS' } }, { status: 'ok' }]);
  expect(startsMs).toEqual({ c1: 0, c3: 10 });
});

it('keeps priorities within a chunk', async () => {
  const { clock, startsMs, tool } = timed();
  const executor = createExecutor({ tools: [tool], clock, maxConcurrency: 1 });
  const calls = callsOf('work', 'work', 'work', 'work').map((call, index) => ({ ...call, priority: index }));
  await clock.runUntil(executor.execute(calls, { chunkSize: 2 }));
  expect(startsMs).toEqual({ c2: 0, c1: 10, c4: 20, c3: 30 });
});

describe('ends early', () => {
  it('when it is aborted: no later chunk begins', async () => {
    const tool = gatedTool('work');
    const controller = new AbortController();
    const executor = createExecutor({ tools: [tool] });
    const running = executor.execute(callsOf('work', 'work', 'work'), { chunkSize: 1, signal: controller.signal });
    await settle();
    controller.abort();
    const { results } = await running;
    expect(results.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(tool.startCount).toBe(1);
  });

  it('and a call whose chunk never began was never available', async () => {
    const clock = createManualClock();
    const broken = {
      name: 'broken',
      effects: 'read' as const,
      retry: { maxRetries: 1 },
      execute: () => Promise.reject(),
    };
    const executor = createExecutor({ tools: [broken], clock, random: () => 1 });
    const calls = callsOf('broken', 'broken');
    const { record } = await clock.runUntil(executor.execute(calls, { chunkSize: 1, deadlineMs: 50 }));
    expect(record.calls).toMatchObject([
      { endUs: 50_000, attempts: [{ outcome: 'error' }] },
      { endUs: 50_000, availableUs: 0, attempts: [] },
    ]);
  });

  it('when it fails fast', async () => {
    const tool = gatedTool('work');
    const executor = createExecutor({ tools: [tool], onError: 'fail-fast' });
    const running = executor.execute(callsOf('work', 'work', 'work'), { chunkSize: 1 });
    await settle();
    tool.fail(0, new Error('out of paper'));
    const { results } = await running;
    expect(results.map(({ status }) => status)).toEqual(['error', 'cancelled', 'cancelled']);
    expect(tool.startCount).toBe(1);
  });
});

it('runs what is repeated in chunks as well, without what was taken over', async () => {
  const { clock, startsMs, tool } = timed();
  const executor = createExecutor({ tools: [tool], clock });
  const calls = callsOf('work', 'work', 'work', 'work', 'work');
  const first = await clock.runUntil(executor.execute(calls, { chunkSize: 3, deadlineMs: 15 }));
  expect(first.results.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'cancelled', 'cancelled']);
  await clock.runUntil(executor.retryFailed(first, { chunkSize: 2 }));
  expect(startsMs).toEqual({ c1: 0, c2: 0, c3: 0, c4: 15, c5: 15 });
});

it.each([0, -1, 1.5, Number.NaN, '2'])('refuses %s', async (chunkSize) => {
  const executor = createExecutor({ tools: [] });
  const options = { chunkSize: chunkSize as number };
  await expect(executor.execute([], options)).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    message: expect.stringContaining('chunkSize must be a positive integer or Infinity, got'),
  });
  expect(() => executor.open(options as object)).toThrow('chunkSize must not be given to an open batch');
});
