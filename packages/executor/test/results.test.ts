import { describe, expect, it, vi } from 'vitest';
import { type BatchEvent, createExecutor, isExecutorError, type ToolContext } from '../src/index.js';
import { createManualClock, gatedTool, settle } from '../src/testing/index.js';
import { callsOf } from './call.js';

describe('one result per call, in input order', () => {
  it('keeps the order of the calls whatever ends first', async () => {
    const tool = gatedTool('search');
    const executor = createExecutor({ tools: [tool] });
    const running = executor.execute(callsOf('search', 'search', 'search'));
    await settle();
    for (const run of [2, 0, 1]) tool.open(run, `output of run ${run}`);
    const { results, success } = await running;
    expect(success).toBe(true);
    expect(results.map((result) => result.status === 'ok' && result.output)).toEqual([
      'output of run 0',
      'output of run 1',
      'output of run 2',
    ]);
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      async () => {
        throw new Error('out of paper');
      },
    ],
    [
      'throws synchronously',
      () => {
        throw new Error('out of paper');
      },
    ],
    ['throws a non-Error', () => Promise.reject('out of paper')],
    ['throws a frozen object', () => Promise.reject(Object.freeze(new Error('out of paper')))],
    [
      'returns a thenable that rejects',
      // biome-ignore lint/suspicious/noThenProperty: it is what the test is about.
      () => ({ then: (_: unknown, reject: (error: Error) => void) => reject(new Error('out of paper')) }),
    ],
    [
      'returns an object whose then getter throws',
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: it is what the test is about.
        get then() {
          throw new Error('out of paper');
        },
      }),
    ],
  ])('is an error for a tool that %s, and the others go on', async (_what, execute) => {
    const executor = createExecutor({
      tools: [
        { name: 'bad', execute },
        { name: 'good', execute: () => 1 },
      ],
    });
    const { results, record } = await executor.execute(callsOf('bad', 'good'));
    expect(results).toMatchObject([
      {
        status: 'error',
        callId: 'c1',
        error: { code: 'TOOL_FAILED', message: 'Tool "bad" (call c1) failed: out of paper', attempts: 1 },
      },
      { status: 'ok', callId: 'c2', output: 1 },
    ]);
    expect(record).toMatchObject({
      outcome: 'partial',
      calls: [{ errorMessage: 'out of paper' }, { errorMessage: null }],
    });
  });

  it.each<[string, unknown]>([
    ['a message that is a symbol', Object.assign(new Error('text'), { message: Symbol('out of paper') })],
    ['a message that is an object', Object.assign(new Error('text'), { message: { count: 1n } })],
    ['a proxy that was revoked', revokedProxy()],
  ])('is an error with a plain message for a tool that throws %s', async (_what, thrown) => {
    const tool = { name: 'bad', execute: () => Promise.reject(thrown) };
    const { results, record } = await createExecutor({ tools: [tool] }).execute(callsOf('bad'));
    expect(results).toMatchObject([{ status: 'error', error: { code: 'TOOL_FAILED' } }]);
    expect(record.calls[0]!.errorMessage).toEqual(expect.any(String));
    expect(record.calls[0]!.attempts[0]!.errorMessage).toEqual(expect.any(String));
  });

  it('keeps what was thrown as the cause, undefined too', async () => {
    const thrown = { reason: 'an object' };
    const tools = [
      { name: 'object', execute: () => Promise.reject(thrown) },
      { name: 'undefined', execute: () => Promise.reject() },
    ];
    const { results } = await createExecutor({ tools }).execute(callsOf('object', 'undefined'));
    const causes = results.map((result) => result.status === 'error' && result.error.cause);
    expect(causes).toEqual([thrown, undefined]);
    expect(results.every((result) => result.status === 'error' && isExecutorError(result.error))).toBe(true);
  });

  it('is ok with undefined for a tool that returns nothing, and takes the first of two settlements', async () => {
    const twice = () =>
      new Promise((resolve, reject) => {
        resolve(1);
        resolve(2);
        reject(new Error('late'));
      });
    const tools = [
      { name: 'nothing', execute: () => undefined },
      { name: 'twice', execute: twice },
    ];
    const { results } = await createExecutor({ tools }).execute(callsOf('nothing', 'twice'));
    expect(results).toMatchObject([
      { status: 'ok', output: undefined },
      { status: 'ok', output: 1 },
    ]);
  });

  it('is an error naming the tools there are for a tool that is not there', async () => {
    const executor = createExecutor({ tools: [gatedTool('search'), gatedTool('read')] });
    for (const name of ['serach', '__proto__', 'constructor', '']) {
      const { results } = await executor.execute(callsOf(name));
      const message = `There is no tool "${name}" (call c1); available tools: "search", "read"`;
      expect(results).toMatchObject([{ status: 'error', error: { code: 'UNKNOWN_TOOL', message } }]);
    }
    expect(executor.stats()).toMatchObject({ callCount: 4, tools: [] });
  });

  it('is an error for arguments that do not fit, without running the tool or taking a slot', async () => {
    const blocker = gatedTool('blocker');
    const input = { jsonSchema: { type: 'object', required: ['query'] } };
    const executor = createExecutor({
      tools: [blocker, { name: 'search', input, execute: () => 1 }],
      maxConcurrency: 1,
    });
    const events: string[] = [];
    executor.subscribe((event) => events.push(`${event.type} ${'callId' in event ? event.callId : ''}`));
    const running = executor.execute(callsOf('blocker', 'search'));
    await settle();
    expect(events).toContain('call-end c2');
    blocker.open();
    expect((await running).results[1]).toMatchObject({
      status: 'error',
      error: { code: 'INVALID_ARGUMENTS', attempts: 0 },
    });
  });

  it('is that of a tool that is an object of a class, and may copy its context', async () => {
    class Counter {
      readonly name = 'count';
      readonly step = 7;
      execute(_args: object, context: ToolContext): [number, boolean] {
        return [this.step, { ...context }.signal.aborted];
      }
    }
    const { results } = await createExecutor({ tools: [new Counter()] }).execute(callsOf('count'));
    expect(results).toMatchObject([{ status: 'ok', output: [7, false] }]);
  });

  it('is nothing for an empty batch', async () => {
    const { results, success, stats } = await createExecutor({ tools: [] }).execute([]);
    expect(results).toEqual([]);
    expect(success).toBe(true);
    expect(stats).toMatchObject({ callCount: 0, speedup: null, slowest: null });
  });

  it('runs a tool that is asked for by 10 MB of arguments and by prototype names', async () => {
    const tools = ['__proto__', 'constructor'].map((name) => ({
      name,
      execute: (args: object) => Object.keys(args).length,
    }));
    const calls = tools.map(({ name }, index) => ({ id: `c${index}`, name, args: { text: 'x'.repeat(10_000_000) } }));
    const { results } = await createExecutor({ tools }).execute(calls);
    expect(results).toMatchObject([{ output: 1 }, { output: 1 }]);
  });
});

describe('what a programmer got wrong', () => {
  const tools = [gatedTool('search')];

  it.each<[string, object, string]>([
    ['a limit of 0', { maxConcurrency: 0 }, 'maxConcurrency must be a positive integer or Infinity, got 0'],
    ['a limit as text', { maxConcurrency: '5' }, 'maxConcurrency must be a positive integer or Infinity, got "5"'],
    ['a negative timeout', { timeoutMs: -1 }, 'timeoutMs must be a positive number or Infinity, got -1'],
    ['an onError it does not know', { onError: 'stop' }, `onError must be 'continue' or 'fail-fast', got "stop"`],
  ])('throws for %s, naming option and value', async (_what, options, message) => {
    const error = expect.objectContaining({ code: 'INVALID_OPTION', message });
    expect(() => createExecutor({ tools, ...options })).toThrow(error);
    await expect(createExecutor({ tools }).execute(callsOf('search'), options)).rejects.toThrow(error);
  });

  it.each<[string, unknown, string]>([
    ['an empty id', [{ id: '', name: 'search', args: {} }], `a call's id must be a string that is not empty, got ""`],
    ['no id', [{ name: 'search', args: {} }], `a call's id must be a string that is not empty`],
    ['an id that is a bigint', [{ id: 1n, name: 'search', args: {} }], 'not empty, got 1'],
    ['two calls of one id', [...callsOf('search'), ...callsOf('search')], 'two calls of one batch have the id "c1"'],
    ['a name that is no string', [{ id: 'c1', args: {} }], 'call c1: name must be a string'],
    ['calls that are no array', {}, 'calls must be an array'],
    ['a call that is none', [null], 'a call must be an object'],
  ])('throws for %s before any tool runs', async (_what, calls, message) => {
    const tool = gatedTool('search');
    const executor = createExecutor({ tools: [tool] });
    await expect(executor.execute(calls as never)).rejects.toThrow(
      expect.objectContaining({ code: 'INVALID_CALL', message: expect.stringContaining(message) }),
    );
    expect(tool.startCount).toBe(0);
  });

  it('throws for two tools of one name and for tools that are no array', () => {
    expect(() => createExecutor({ tools: [gatedTool('a'), gatedTool('a')] })).toThrow('two tools have the name "a"');
    expect(() => createExecutor({ tools: 1 as never })).toThrow('tools must be an array, got 1');
  });
});

describe('retries', () => {
  const flaky = (failures: number, more: object = {}) => {
    let runs = 0;
    return {
      name: 'flaky',
      effects: 'read' as const,
      retry: { maxRetries: 2, initialDelayMs: 100 },
      execute: () => {
        runs += 1;
        if (runs <= failures) throw new Error(`failure ${runs}`);
        return `run ${runs}`;
      },
      ...more,
    };
  };

  it('runs a read tool again after its backoff, holding no slot meanwhile', async () => {
    const clock = createManualClock();
    const other = gatedTool('other');
    const executor = createExecutor({
      tools: [flaky(1), other],
      maxConcurrency: 1,
      clock,
      random: () => 1 - Number.EPSILON,
    });
    const running = executor.execute(callsOf('flaky', 'other'));
    await clock.advance(50);
    expect(other.inFlight).toBe(1);
    other.open();
    await clock.advance(50);
    const { results, record } = await running;
    expect(results[0]).toMatchObject({ status: 'ok', output: 'run 2' });
    expect(record.calls[0]!.attempts.map(({ outcome }) => outcome)).toEqual(['error', 'ok']);
    expect(record.calls[0]!.waits).toEqual([{ cause: 'backoff', startUs: 0, endUs: 100_000 }]);
    expect(record.totals).toMatchObject({ retryCount: 1, backoffUs: 100_000 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('gives up after the last retry, with the last error and the number of attempts', async () => {
    const clock = createManualClock();
    const executor = createExecutor({ tools: [flaky(9)], clock });
    const { results } = await clock.runUntil(executor.execute(callsOf('flaky')));
    expect(results).toMatchObject([
      { status: 'error', error: { attempts: 3, message: 'Tool "flaky" (call c1) failed: failure 3' } },
    ]);
  });

  it('ends a backoff at once on abort', async () => {
    const clock = createManualClock();
    const controller = new AbortController();
    const running = createExecutor({ tools: [flaky(9)], clock }).execute(callsOf('flaky'), {
      signal: controller.signal,
    });
    await settle();
    expect(clock.pendingTimers).toBe(1);
    controller.abort();
    expect((await running).results).toMatchObject([{ status: 'cancelled', error: { code: 'ABORTED', attempts: 1 } }]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not retry what says it is not retryable', async () => {
    const execute = () => Promise.reject(Object.assign(new Error('no'), { isRetryable: false }));
    const { results } = await createExecutor({ tools: [flaky(0, { execute })] }).execute(callsOf('flaky'));
    expect(results).toMatchObject([{ error: { attempts: 1 } }]);
  });
});

describe('events', () => {
  it('come in order for each call, with every call queued before the first attempt', async () => {
    const executor = createExecutor({ tools: [{ name: 'a', execute: () => 1 }], maxConcurrency: 1 });
    const events: BatchEvent[] = [];
    for await (const event of executor.stream(callsOf('a', 'a'))) events.push(event);
    expect(events.map((event) => `${event.type}${'callId' in event ? ` ${event.callId}` : ''}`)).toEqual([
      'batch-start',
      'call-queued c1',
      'call-queued c2',
      'attempt-start c1',
      'attempt-end c1',
      'call-end c1',
      'attempt-start c2',
      'attempt-end c2',
      'call-end c2',
      'batch-end',
    ]);
    expect(new Set(events.map(({ batchId }) => batchId)).size).toBe(1);
  });

  it('go to the onEvent of their batch from its start on, those of other batches do not', async () => {
    const executor = createExecutor({ tools: [{ name: 'a', execute: () => 1 }] });
    const [own, streamed]: BatchEvent[][] = [[], []];
    const other = executor.execute(callsOf('a'));
    const { batchId } = await executor.execute(callsOf('a'), { onEvent: (event) => own!.push(event) });
    for await (const event of executor.stream(callsOf('a'), { onEvent: (event) => streamed!.push(event) })) {
      expect(streamed!.at(0)?.batchId).toBe(event.batchId);
    }
    await other;
    const types = ['batch-start', 'call-queued', 'attempt-start', 'attempt-end', 'call-end', 'batch-end'];
    expect(own!.map(({ type }) => type)).toEqual(types);
    expect(new Set(own!.map((event) => event.batchId))).toEqual(new Set([batchId]));
    expect(streamed!.map(({ type }) => type)).toEqual(types);
  });

  it('end neither the batch nor its stream, when its onEvent throws', async () => {
    const onListenerError = vi.fn();
    const executor = createExecutor({ tools: [{ name: 'a', execute: () => 1 }], onListenerError });
    const onEvent = () => {
      throw new Error('a bad listener');
    };
    const types: string[] = [];
    for await (const { type } of executor.stream(callsOf('a'), { onEvent })) types.push(type);
    expect(types.at(-1)).toBe('batch-end');
    expect(onListenerError).toHaveBeenCalledTimes(6);
  });

  it('abort the batch when the loop over them is left', async () => {
    const tool = gatedTool('search');
    for await (const event of createExecutor({ tools: [tool] }).stream(callsOf('search'))) {
      if (event.type === 'attempt-start') break;
    }
    await settle();
    expect(tool.contexts[0]!.signal.aborted).toBe(true);
  });

  it('never change a batch, whatever a listener throws', async () => {
    const errors: unknown[] = [];
    const executor = createExecutor({
      tools: [{ name: 'a', execute: () => 1 }],
      onListenerError: (error) => errors.push(error),
    });
    executor.subscribe(() => {
      throw new Error('a bad listener');
    });
    expect((await executor.execute(callsOf('a'))).success).toBe(true);
    expect(errors).toHaveLength(6);
  });

  it('never end the process, when an asynchronous listener rejects', async () => {
    const onListenerError = vi.fn();
    const executor = createExecutor({ tools: [{ name: 'a', execute: () => 1 }], onListenerError });
    executor.subscribe(async () => {
      throw new Error('a bad listener');
    });
    expect((await executor.execute(callsOf('a'))).success).toBe(true);
    await settle();
    expect(onListenerError).toHaveBeenCalledTimes(6);
  });
});

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
