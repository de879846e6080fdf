import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { createExecutor, type ToolContext } from '../src/index.js';
import { createManualClock, gatedTool, settle } from '../src/testing/index.js';
import { callsOf } from './call.js';

describe('a timeout', () => {
  it('settles the result at the deadline though the tool ignores its signal, frees the slot, and is counted', async () => {
    const clock = createManualClock();
    const [hang, next] = [gatedTool('hang', { timeoutMs: 500 }), gatedTool('next')];
    const executor = createExecutor({ tools: [hang, next], maxConcurrency: 1, clock });
    const running = executor.execute(callsOf('hang', 'next'));
    await clock.advance(499);
    expect(next.startCount).toBe(0);
    await clock.advance(1);
    expect(next.startCount).toBe(1);
    expect(hang.contexts[0]!.signal.aborted).toBe(true);
    next.open();
    const { results, record } = await running;
    const message = 'Tool "hang" (call c1) gave no result within 500 ms; raise timeoutMs or honour the signal';
    expect(results[0]).toMatchObject({ status: 'error', error: { code: 'TOOL_TIMEOUT', timeoutMs: 500, message } });
    expect(record.calls[0]!.attempts).toMatchObject([
      { outcome: 'timeout', abandoned: true, startUs: 0, endUs: 500_000 },
    ]);
    expect(record.totals).toMatchObject({ timeoutCount: 1, abandonedCount: 1, wastedUs: 500_000 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('drops what the tool does after it', async () => {
    const clock = createManualClock();
    const [late, laterThrow] = [gatedTool('late'), gatedTool('laterThrow')];
    const executor = createExecutor({ tools: [late, laterThrow], timeoutMs: 100, clock });
    const running = executor.execute(callsOf('late', 'laterThrow'));
    await clock.advance(100);
    late.open();
    laterThrow.fail(0, new Error('too late'));
    await settle();
    expect((await running).results).toMatchObject([
      { status: 'error' },
      { status: 'error', error: { code: 'TOOL_TIMEOUT' } },
    ]);
  });

  it('does not call a tool abandoned that ends when its signal aborts', async () => {
    const clock = createManualClock();
    const executor = createExecutor({ tools: [gatedTool('polite', { honoursSignal: true, timeoutMs: 100 })], clock });
    const { record } = await clock.runUntil(executor.execute(callsOf('polite')));
    expect(record.calls[0]!.attempts).toMatchObject([{ outcome: 'timeout', abandoned: false }]);
  });

  it('is the call’s own before the tool’s, the tool’s before the batch’s, the batch’s before the executor’s', async () => {
    const clock = createManualClock();
    const tools = [gatedTool('own', { timeoutMs: 200 }), gatedTool('plain')];
    const executor = createExecutor({ tools, timeoutMs: 400, clock });
    const endsAt = async (call: object, options: object = {}) => {
      const batch = executor.execute([{ id: 'c1', name: 'plain', args: {}, ...call }], options);
      return (await clock.runUntil(batch)).record.totals.makespanUs / 1000;
    };
    expect(await endsAt({})).toBe(400);
    expect(await endsAt({}, { timeoutMs: 300 })).toBe(300);
    expect(await endsAt({ name: 'own' }, { timeoutMs: 300 })).toBe(200);
    expect(await endsAt({ name: 'own', timeoutMs: 100 }, { timeoutMs: 300 })).toBe(100);
  });
});

describe('abort', () => {
  it('ends what runs and what waits at once, with one result each', async () => {
    const tool = gatedTool('search');
    const controller = new AbortController();
    const executor = createExecutor({ tools: [tool], maxConcurrency: 1 });
    const running = executor.execute(callsOf('search', 'search'), { signal: controller.signal });
    await settle();
    controller.abort(new Error('the user left'));
    const { results, record } = await running;
    expect(results).toMatchObject([
      { status: 'cancelled', error: { code: 'ABORTED', attempts: 1 } },
      { status: 'cancelled', error: { code: 'ABORTED', attempts: 0, cause: { message: 'the user left' } } },
    ]);
    expect(tool.startCount).toBe(1);
    expect(tool.contexts[0]!.signal.reason).toMatchObject({ message: 'the user left' });
    expect(record).toMatchObject({
      outcome: 'cancelled',
      calls: [{ attempts: [{ outcome: 'cancelled' }] }, { startUs: null }],
    });
  });

  it('starts nothing when it came before the batch', async () => {
    const tool = gatedTool('search');
    const { results } = await createExecutor({ tools: [tool] }).execute(callsOf('search', 'search'), {
      signal: AbortSignal.abort(),
    });
    expect(results.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
    expect(tool.startCount).toBe(0);
  });

  it('leaves a result alone that was there before', async () => {
    const tool = gatedTool('search');
    const controller = new AbortController();
    const running = createExecutor({ tools: [tool] }).execute(callsOf('search', 'search'), {
      signal: controller.signal,
    });
    await settle();
    tool.open(0);
    await settle();
    controller.abort();
    expect((await running).results).toMatchObject([{ status: 'ok' }, { status: 'cancelled' }]);
  });

  it('ends the check of arguments too', async () => {
    const controller = new AbortController();
    const never = new Promise<never>(() => {});
    const input = { '~standard': { version: 1 as const, vendor: 'test', validate: () => never } };
    const executor = createExecutor({ tools: [{ name: 'slow', input, execute: () => 1 }] });
    const running = executor.execute(callsOf('slow'), { signal: controller.signal });
    await settle();
    controller.abort();
    expect((await running).results).toMatchObject([{ status: 'cancelled', error: { code: 'ABORTED' } }]);
  });

  it('by a tool of the batch itself cancels its siblings before they start', async () => {
    const controller = new AbortController();
    const sibling = gatedTool('sibling');
    const tools = [{ name: 'quit', execute: () => controller.abort() }, sibling];
    const { results } = await createExecutor({ tools }).execute(callsOf('quit', 'sibling'), {
      signal: controller.signal,
    });
    expect(results.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
    expect(sibling.startCount).toBe(0);
  });

  describe('between the end of an attempt and its retry', () => {
    const flaky = (execute: (args: object, context: ToolContext) => unknown) => {
      const run = vi.fn(execute);
      const tool = {
        name: 'flaky',
        effects: 'read' as const,
        timeoutMs: 100,
        retry: { maxRetries: 3, initialDelayMs: 10 },
        execute: run,
      };
      return { run, tool };
    };
    const cancelledAfterOne = [{ status: 'cancelled', error: { code: 'ABORTED', attempts: 1 } }];

    it('begins no new attempt, when the tool aborts the batch on its timeout', async () => {
      const clock = createManualClock();
      const controller = new AbortController();
      const { run, tool } = flaky((_args, { signal }) => {
        signal.addEventListener('abort', () => controller.abort());
        return new Promise(() => {});
      });
      const running = createExecutor({ tools: [tool], clock }).execute(callsOf('flaky'), { signal: controller.signal });
      expect((await clock.runUntil(running)).results).toMatchObject(cancelledAfterOne);
      expect(run).toHaveBeenCalledTimes(1);
      expect(clock.pendingTimers).toBe(0);
    });

    it('begins no new attempt, when a listener aborts the batch', async () => {
      const clock = createManualClock();
      const controller = new AbortController();
      const { run, tool } = flaky(() => Promise.reject(new Error('out of paper')));
      const executor = createExecutor({ tools: [tool], clock });
      executor.subscribe(({ type }) => type === 'attempt-end' && controller.abort());
      const running = executor.execute(callsOf('flaky'), { signal: controller.signal });
      expect((await clock.runUntil(running)).results).toMatchObject(cancelledAfterOne);
      expect(run).toHaveBeenCalledTimes(1);
      expect(clock.pendingTimers).toBe(0);
    });

    it('begins no new attempt, when the batch fails fast for a timeout at the same moment', async () => {
      const clock = createManualClock();
      const { run, tool } = flaky(() => new Promise(() => {}));
      const tools = [gatedTool('hang', { timeoutMs: 100 }), tool];
      const running = createExecutor({ tools, clock, onError: 'fail-fast' }).execute(callsOf('hang', 'flaky'));
      expect((await clock.runUntil(running)).results).toMatchObject([
        { status: 'error', error: { code: 'TOOL_TIMEOUT' } },
        { status: 'cancelled', error: { code: 'FAIL_FAST', attempts: 1 } },
      ]);
      expect(run).toHaveBeenCalledTimes(1);
    });
  });

  it('leaves no listener on the signal and prints no warning, for 1,000 parallel calls and 100 batches', async () => {
    const warn = vi.spyOn(process, 'emitWarning');
    const { signal } = new AbortController();
    const tool = gatedTool('search', { honoursSignal: true });
    const executor = createExecutor({ tools: [tool], maxConcurrency: Number.POSITIVE_INFINITY });
    const calls = callsOf(...Array.from({ length: 10 }, () => 'search'));
    const batches = Array.from({ length: 100 }, () => executor.execute(calls, { signal }));
    await settle();
    expect(tool.inFlight).toBe(1000);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    for (let run = 0; run < 1000; run++) tool.open(run);
    await Promise.all(batches);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('fail-fast', () => {
  it('starts no call after the first failure, aborts what runs, and still has every result', async () => {
    const tool = gatedTool('search');
    const executor = createExecutor({ tools: [tool], maxConcurrency: 2, onError: 'fail-fast' });
    const running = executor.execute(callsOf('search', 'search', 'search'));
    await settle();
    tool.fail(1, new Error('out of paper'));
    const { results, record } = await running;
    expect(results).toMatchObject([
      {
        status: 'cancelled',
        error: { code: 'FAIL_FAST', attempts: 1, message: expect.stringContaining('call c2 failed') },
      },
      { status: 'error' },
      { status: 'cancelled', error: { code: 'FAIL_FAST', attempts: 0 } },
    ]);
    expect(tool.startCount).toBe(2);
    expect(record.onError).toBe('fail-fast');
  });

  it('fails fast for invalid arguments as well', async () => {
    const tool = gatedTool('search');
    const calls = [{ id: 'c1', name: 'search', args: 1 }, ...callsOf('', 'search').slice(1)];
    const { results } = await createExecutor({ tools: [tool] }).execute(calls, { onError: 'fail-fast' });
    expect(results.map(({ status }) => status)).toEqual(['error', 'cancelled']);
    expect(tool.startCount).toBe(0);
  });
});

it('hands control flow back as cancelled, with its cause and without a retry', async () => {
  class Interrupt extends Error {}
  const tool = {
    name: 'ask',
    effects: 'read' as const,
    retry: { maxRetries: 3 },
    execute: () => Promise.reject(new Interrupt('wait')),
  };
  const { results, record } = await createExecutor({ tools: [tool] }).execute(callsOf('ask'), {
    isControlFlow: (thrown) => thrown instanceof Interrupt,
    onError: 'fail-fast',
  });
  expect(results).toMatchObject([
    { status: 'cancelled', error: { code: 'CONTROL_FLOW', cause: expect.any(Interrupt), attempts: 1 } },
  ]);
  expect(record.calls[0]!.attempts).toMatchObject([{ outcome: 'cancelled' }]);
});
