import { getEventListeners } from 'node:events';
import { threadId } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createExecutor, isExecutorError } from '../../src/index.js';
import { createManualClock, settle } from '../../src/testing/index.js';
import { ThreadRunner } from '../../src/threads/thread-runner.js';
import { errorOf, runOne, spinFlags, TOOLS, threadExecutor, threadTool } from './thread-tools.js';

const oneThread = { threads: { maxThreads: 1 } };

describe('a tool that runs in a thread', () => {
  it('gets its arguments and what is known of its call, and gives its output', async () => {
    const executor = threadExecutor(['context', 'where'], {
      tools: [
        threadTool('add', { export: undefined }),
        threadTool('context'),
        threadTool('where'),
        threadTool('triple', { module: new URL('./common-module.cjs', import.meta.url).pathname }),
      ],
    });
    expect(await runOne(executor, 'add', { a: 1, b: 2 })).toMatchObject({ status: 'ok', output: 3 });
    expect(await runOne(executor, 'triple', { n: 2 })).toMatchObject({ status: 'ok', output: 6 });
    const { batchId, results } = await executor.execute([{ id: 'c7', name: 'context', args: {} }]);
    const told = { batchId, callId: 'c7', toolName: 'context', attempt: 1, carrier: {} };
    expect(results[0]).toMatchObject({ status: 'ok', output: told });
    const where = await runOne(executor, 'where');
    expect(where.status === 'ok' && where.output).not.toBe(threadId);
  });

  it('gives outputs of every kind that can be cloned', async () => {
    const result = await runOne(threadExecutor(['giveMap']), 'giveMap');
    const output = new Map([['at', { when: new Date(0), bytes: new Uint8Array([1, 2]) }]]);
    expect(result).toMatchObject({ status: 'ok', output });
  });

  it('gets what the instrumentation injects, as far as it is text', async () => {
    const told: unknown[] = [];
    const instrumentation = {
      inject(carrier: Record<string, unknown>) {
        carrier.traceparent = '00-ab-cd-01';
        carrier.wrong = () => 1;
        throw new Error('too late');
      },
    };
    const onListenerError = (error: unknown) => told.push(error);
    const executor = threadExecutor(['context'], { instrumentation, onListenerError });
    const result = await runOne(executor, 'context');
    expect(result.status === 'ok' && result.output).toHaveProperty('carrier', { traceparent: '00-ab-cd-01' });
    expect(told).toEqual([new Error('too late')]);
  });
});

describe('a hung loop', () => {
  it('is ended by its timeout, is not abandoned, and its thread is replaced', async () => {
    const clock = createManualClock();
    const spin = spinFlags();
    const tools = [threadTool('spin', { timeoutMs: 100 }), threadTool('add', { export: 'default' })];
    const executor = threadExecutor([], { tools, clock, ...oneThread });
    const hung = executor.execute([{ id: 'c1', name: 'spin', args: { flags: spin.flags } }]);
    await spin.hasStarted();
    const next = executor.execute([{ id: 'c2', name: 'add', args: { a: 1, b: 1 }, timeoutMs: 10 }]);
    await clock.advance(99);
    await clock.advance(1);
    const { results, stats } = await hung;
    expect(results[0]).toMatchObject({ status: 'error', error: { code: 'TOOL_TIMEOUT', timeoutMs: 100 } });
    expect(stats.abandonedCount).toBe(0);
    // It waited for the only thread, and no timeout runs while a call waits.
    const { results: later, record } = await next;
    expect(later[0]).toMatchObject({ status: 'ok', output: 2 });
    expect(record.calls[0]?.waits).toEqual([{ cause: 'tool-slot', startUs: 0, endUs: 100_000 }]);
    await spin.hasStopped();
  });

  it('is ended by an abort, which leaves no listener on the signal', async () => {
    const controller = new AbortController();
    const spin = spinFlags();
    const executor = threadExecutor(['spin']);
    const hung = executor.execute([{ id: 'c1', name: 'spin', args: { flags: spin.flags } }], controller);
    await spin.hasStarted();
    controller.abort();
    const { results, stats } = await hung;
    expect(results[0]).toMatchObject({ status: 'cancelled', error: { code: 'ABORTED' } });
    expect(stats.abandonedCount).toBe(0);
    await spin.hasStopped();
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('does not keep an aborted call from ending that waits for a thread', async () => {
    const controller = new AbortController();
    const spin = spinFlags();
    const executor = threadExecutor(['spin', 'where'], oneThread);
    const hung = executor.execute([{ id: 'c1', name: 'spin', args: { flags: spin.flags } }], controller);
    const waiting = new AbortController();
    const second = executor.execute([{ id: 'c2', name: 'where', args: {} }], waiting);
    await spin.hasStarted();
    waiting.abort();
    const { results, stats } = await second;
    expect(results[0]).toMatchObject({ status: 'cancelled', error: { code: 'ABORTED' } });
    expect(stats.abandonedCount).toBe(0);
    controller.abort();
    await hung;
  });

  it('is ended by close when its batch was', async () => {
    const spin = spinFlags();
    const executor = threadExecutor(['spin']);
    const batch = executor.open();
    const call = batch.add({ id: 'c1', name: 'spin', args: { flags: spin.flags } });
    await spin.hasStarted();
    call.discard();
    await executor.close();
    await spin.hasStopped();
  });
});

describe('a call that a thread cannot serve', () => {
  const executor = threadExecutor(['where', 'giveFunction', 'exit', 'crash', 'crashLater', 'notAFunction'], {
    threads: { maxThreads: 1, resourceLimits: { maxOldGenerationSizeMb: 20 } },
    tools: [
      ...['where', 'giveFunction', 'exit', 'crash', 'crashLater', 'notAFunction', 'fill', 'absent'].map((name) =>
        threadTool(name),
      ),
      threadTool('broken', { module: new URL('./broken-module.ts', import.meta.url) }),
    ],
  });

  it.each([
    ['giveFunction', 'NOT_CLONEABLE', 'its output cannot be sent from a thread: () => 1 could not be cloned.'],
    ['exit', 'THREAD_EXITED', 'its thread ended with exit code 3 before it gave a result'],
    ['crash', 'THREAD_EXITED', 'its thread ended before it gave a result: out of reach'],
    ['fill', 'THREAD_OUT_OF_MEMORY', 'its thread ran out of memory; raise threads.resourceLimits'],
    ['broken', 'MODULE_FAILED', /its module file:.*\/broken-module\.ts could not be loaded: no database/],
    [
      'notAFunction',
      'MODULE_FAILED',
      /its module file:.*\/tools\.ts has no function "notAFunction"; exported functions: "add"|"context"/,
    ],
    [
      'absent',
      'MODULE_FAILED',
      /its module file:.*\/tools\.ts has no function "absent"; exported functions: .*"where"/,
    ],
  ])('%s is one error result with code %s, and the next call has a thread', async (name, code, message) => {
    const error = await errorOf(executor, name);
    expect(isExecutorError(error)).toBe(true);
    expect(error).toMatchObject({ code, toolName: name, callId: 'c1', attempts: 1 });
    expect(error.message).toMatch(message);
    expect(await runOne(executor, 'where')).toMatchObject({ status: 'ok' });
  });

  it('keeps the error that nobody caught', async () => {
    const { cause } = await errorOf(executor, 'crash');
    expect(cause).toBeInstanceOf(TypeError);
  });

  it('has arguments that cannot be cloned', async () => {
    const error = await errorOf(executor, 'where', { run: () => 1 });
    expect(error.code).toBe('NOT_CLONEABLE');
    expect(error.message).toMatch('its arguments cannot be sent to a thread: () => 1 could not be cloned.');
    expect(await runOne(executor, 'where')).toMatchObject({ status: 'ok' });
  });

  it('is not the one whose tool failed after it had answered', async () => {
    expect(await runOne(executor, 'crashLater')).toMatchObject({ status: 'ok', output: 'answered' });
    await settle();
  });

  it('is not repeated where that would not help', async () => {
    const retry = { maxRetries: 2, initialDelayMs: 0 };
    const tools = ['giveFunction', 'exit'].map((name) => threadTool(name, { effects: 'read', retry }));
    const retrying = threadExecutor([], { tools });
    expect(await errorOf(retrying, 'giveFunction')).toMatchObject({ attempts: 1 });
    expect(await errorOf(retrying, 'exit')).toMatchObject({ attempts: 3 });
  });

  it('ends when threads die before they are ready', async () => {
    // Less than Node needs to start; `createExecutor` would not take it.
    const resourceLimits = { maxOldGenerationSizeMb: 6 };
    const runner = new ThreadRunner({ maxThreads: 2, idleTimeoutMs: 0, resourceLimits });
    const context = { batchId: 'b', callId: 'c1', toolName: 'where', attempt: 1, carrier: {} };
    const task = { module: TOOLS.href, exportName: 'where', args: {}, context };
    const { signal } = new AbortController();
    for (const _again of [1, 2]) {
      const runs = [1, 2, 3].map(() => runner.run(task, { signal }));
      for (const run of await Promise.allSettled(runs)) expect(run.status).toBe('rejected');
    }
    await runner.close();
  });
});

describe('a runner of one’s own', () => {
  it('gets the task and the signal, and gives the output', async () => {
    const tasks: unknown[] = [];
    const runner = {
      prefix: 'ran',
      run(task: { exportName: string }, { signal }: { signal: AbortSignal }) {
        tasks.push(task);
        return `${this.prefix} ${task.exportName} ${signal.aborted}`;
      },
    };
    const tools = [
      threadTool('add', { runIn: runner }),
      { name: 'bare', runIn: runner },
      { name: 'far', runIn: runner, module: 'https://example.org/far.js', export: 'go' },
    ];
    const executor = createExecutor({ tools });
    expect(await runOne(executor, 'add', { a: 1 })).toMatchObject({ output: 'ran add false' });
    expect(await runOne(executor, 'bare')).toMatchObject({ output: 'ran default false' });
    expect(await runOne(executor, 'far')).toMatchObject({ output: 'ran go false' });
    expect(tasks).toMatchObject([
      { module: TOOLS.href, exportName: 'add', args: { a: 1 }, context: { toolName: 'add', carrier: {} } },
      { module: null },
      { module: 'https://example.org/far.js' },
    ]);
  });

  it('may throw, and is told of a timeout', async () => {
    const clock = createManualClock();
    const runner = {
      run: ({ context }: { context: { callId: string } }, { signal }: { signal: AbortSignal }) =>
        new Promise((_resolve, reject) => {
          if (context.callId === 'c1') throw new TypeError('no such machine');
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    };
    const executor = createExecutor({ tools: [{ name: 'far', runIn: runner, timeoutMs: 10 }], clock });
    const running = executor.execute(['c1', 'c2'].map((id) => ({ id, name: 'far', args: {} })));
    await settle();
    await clock.advance(10);
    const { results, stats } = await running;
    expect(results[0]).toMatchObject({ error: { code: 'TOOL_FAILED', cause: new TypeError('no such machine') } });
    expect(results[1]).toMatchObject({ error: { code: 'TOOL_TIMEOUT' } });
    expect(stats.abandonedCount).toBe(0);
  });
});
