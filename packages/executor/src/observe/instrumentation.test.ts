import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it, vi } from 'vitest';
import { callsOf } from '../../test/call.js';
import { type AttemptInfo, createExecutor, type ExecutorEvent, type Instrumentation } from '../index.js';
import { createManualClock, gatedTool, settle } from '../testing/index.js';

const double = { name: 'double', execute: ({ n }: { n: number }) => n * 2 };

function executeWith(instrumentation: Instrumentation, onListenerError = vi.fn()) {
  const executor = createExecutor({ tools: [double], instrumentation, onListenerError });
  return executor.execute([{ id: 'c1', name: 'double', args: { n: 21 } }]);
}

it('gets every event of every batch, in the context of the code that submitted', async () => {
  const storage = new AsyncLocalStorage<string>();
  const seen: string[] = [];
  const onEvent = ({ type }: ExecutorEvent) => seen.push(`${type} ${storage.getStore()}`);
  const tool = gatedTool('search');
  const executor = createExecutor({ tools: [tool], instrumentation: { onEvent: (event) => void onEvent(event) } });
  const batch = storage.run('opener', () => executor.open());
  storage.run('adder', () => batch.add({ id: 'c1', name: 'search', args: {} }));
  batch.seal();
  tool.open();
  await batch.result;
  expect(seen.slice(0, 2)).toEqual(['batch-start opener', 'call-queued adder']);
  expect(seen.map((line) => line.split(' ')[0]).slice(2)).toEqual([
    'attempt-start',
    'attempt-end',
    'call-end',
    'batch-end',
  ]);
});

it('runs each attempt inside what it makes active, and is told what runs', async () => {
  const clock = createManualClock();
  const storage = new AsyncLocalStorage<number>();
  const infos: AttemptInfo[] = [];
  const seen: unknown[] = [];
  const flaky = {
    name: 'flaky',
    effects: 'read' as const,
    retry: { maxRetries: 1, initialDelayMs: 100 },
    async execute() {
      seen.push(storage.getStore());
      if (seen.length === 1) throw new Error('not yet');
    },
  };
  const instrumentation: Instrumentation = {
    runAttempt(info, run) {
      infos.push(info);
      storage.run(info.attempt, run);
    },
  };
  const executor = createExecutor({ tools: [flaky], instrumentation, clock, random: () => 1 });
  const call = { id: 'c1', name: 'flaky', args: { n: 1 } };
  await clock.runUntil(executor.execute([call]));
  expect(seen).toEqual([1, 2]);
  const told = { batchId: expect.any(String), call, tool: flaky, args: { n: 1 } };
  expect(infos).toEqual([
    { ...told, attempt: 1, atMs: 0 },
    { ...told, attempt: 2, atMs: 100 },
  ]);
});

describe('whatever it does, the tool runs once and decides the result', () => {
  const ill = new Error('an ill instrumentation');
  it.each<[string, NonNullable<Instrumentation['runAttempt']>]>([
    ['does not run the tool', () => {}],
    ['runs it twice', (_info, run) => [run(), run()]],
    ['runs it later', (_info, run) => setImmediate(run)],
    [
      'throws before',
      () => {
        throw ill;
      },
    ],
    [
      'throws after',
      (_info, run) => {
        run();
        throw ill;
      },
    ],
  ])('%s', async (_title, runAttempt) => {
    const execute = vi.spyOn(double, 'execute');
    const { results } = await executeWith({ runAttempt });
    await settle();
    expect(results).toMatchObject([{ status: 'ok', output: 42 }]);
    expect(execute).toHaveBeenCalledTimes(1);
    execute.mockRestore();
  });

  it('is told, with its own error, that it threw', async () => {
    const onListenerError = vi.fn();
    const throws = () => {
      throw ill;
    };
    await executeWith({ runAttempt: throws }, onListenerError);
    expect(onListenerError.mock.calls).toEqual([[ill]]);
    await executeWith({ onEvent: throws }, onListenerError);
    expect(onListenerError).toHaveBeenCalledTimes(7);
  });

  it('does not see what the tool throws', async () => {
    const cause = new Error('the tool’s');
    const tool = {
      name: 'ill',
      execute() {
        throw cause;
      },
    };
    const seen = vi.fn();
    const runAttempt = (_info: AttemptInfo, run: () => void) => seen(run());
    const { results } = await createExecutor({ tools: [tool], instrumentation: { runAttempt } }).execute(
      callsOf('ill'),
    );
    expect(results).toMatchObject([{ status: 'error', error: { code: 'TOOL_FAILED', cause } }]);
    expect(seen).toHaveBeenCalledWith(undefined);
  });
});

it.each([
  ['instrumentation', 'must be an object', 7],
  ['instrumentation.onEvent', 'must be a function', { onEvent: 1 }],
  ['instrumentation.runAttempt', 'must be a function', { runAttempt: 'x' }],
])('refuses %s: %s', (option, rule, instrumentation) => {
  const options = { tools: [], instrumentation: instrumentation as Instrumentation };
  expect(() => createExecutor(options)).toThrow(`${option} ${rule}`);
});
