import { expect, it } from 'vitest';
import { createExecutor, type ExecutorOptions } from '../src/index.js';
import { createManualClock, gatedTool, settle } from '../src/testing/index.js';
import { callsOf } from './call.js';

it('starts queued calls when a limit is raised, and ends none when it is lowered', async () => {
  const tool = gatedTool('t');
  const executor = createExecutor({ tools: [tool], maxConcurrency: 2 });
  const running = executor.execute(callsOf(...Array.from({ length: 8 }, () => 't')));
  await settle();
  executor.configure({ maxConcurrency: 5 });
  expect(tool.inFlight).toBe(5);
  executor.configure({ maxConcurrency: 1 });
  for (const run of [0, 1, 2, 3]) tool.open(run);
  await settle();
  expect([tool.inFlight, tool.startCount]).toEqual([1, 5]);
  for (const run of [4, 5, 6, 7]) {
    tool.open(run);
    await settle();
    expect(tool.inFlight).toBeLessThanOrEqual(1);
  }
  expect((await running).record.limits.maxConcurrency).toBe(1);
});

it('gives a tool a limit while its calls are queued and running, and takes it away', async () => {
  const [tool, other] = [gatedTool('t'), gatedTool('other')];
  const executor = createExecutor({ tools: [tool, other], maxConcurrency: 2 });
  const running = executor.execute(callsOf('t', 't', 't', 't', 'other'));
  await settle();
  executor.configure({ maxConcurrency: 9, toolOptions: { t: { maxConcurrency: 1 } } });
  expect([tool.inFlight, other.inFlight]).toEqual([2, 1]);
  tool.open(0);
  await settle();
  expect(tool.inFlight).toBe(1);
  executor.configure({ toolOptions: { t: { maxConcurrency: Number.POSITIVE_INFINITY } } });
  expect(tool.inFlight).toBe(3);
  for (const run of [1, 2, 3]) tool.open(run);
  other.open();
  expect((await running).success).toBe(true);
});

it('holds queued calls to a new timeout', async () => {
  const clock = createManualClock();
  const tool = gatedTool('t');
  const executor = createExecutor({ tools: [tool], maxConcurrency: 1, clock });
  const running = executor.execute(callsOf('t', 't', 't'));
  await settle();
  executor.configure({ timeoutMs: 50 });
  tool.open(0);
  await clock.advance(50);
  executor.configure({ toolOptions: { t: { timeoutMs: 7 } } });
  await settle();
  const { results, record } = await clock.runUntil(running);
  expect(results.map(({ status }) => status)).toEqual(['ok', 'error', 'error']);
  expect(record.totals.timeoutCount).toBe(2);
});

it.each<[Partial<ExecutorOptions>, string]>([
  [{ maxConcurrency: 0 }, 'maxConcurrency must be a positive integer or Infinity, got 0'],
  [{ maxConcurrency: Number.NaN }, 'maxConcurrency must be a positive integer or Infinity, got NaN'],
  [{ timeoutMs: -1 }, 'timeoutMs must be a positive number or Infinity, got -1'],
  [{ deadlineMs: 0 }, 'deadlineMs must be a positive number or Infinity, got 0'],
  [{ abandonGraceMs: -1 }, 'abandonGraceMs must be a number ≥ 0 or Infinity, got -1'],
  [
    { toolOptions: { t: { maxConcurrency: 1.5 } } },
    '"t": maxConcurrency must be a positive integer or Infinity, got 1.5',
  ],
  [{ toolOptions: { t: { priority: Number.NaN } } }, '"t": priority must be a finite number, got NaN'],
  [{ toolOptions: { nobody: {} } }, 'toolOptions: "nobody" must name a tool of this executor'],
])('refuses %o, naming option and value, at once and when it is changed', async (options, message) => {
  const tool = gatedTool('t');
  expect(() => createExecutor({ tools: [tool], ...options })).toThrow(message);
  const executor = createExecutor({ tools: [tool], maxConcurrency: 1 });
  expect(() => executor.configure({ ...options, onError: 'fail-fast' })).toThrow(message);
  const running = executor.execute(callsOf('t'));
  tool.open();
  expect((await running).record).toMatchObject({ onError: 'continue', limits: { maxConcurrency: 1 } });
});

it.each<[Partial<ExecutorOptions>, string]>([
  [{ parallel: 1 as never }, 'parallel must be true or false, got 1'],
  [{ references: 1 as never }, 'references must be a boolean or options, got 1'],
  [{ references: { notations: ['nobody' as never] } }, 'references.notations must be of'],
  [{ durations: { t: -1 } }, 'durations: t must be a number ≥ 0, got -1'],
  [{ estimateMs: 1 as never }, 'estimateMs must be a function of a call, got 1'],
])('refuses %o', (options, message) => {
  expect(() => createExecutor({ tools: [gatedTool('t')], ...options })).toThrow(message);
});

it('ends what has not ended at the deadline of a batch, wherever it is', async () => {
  const clock = createManualClock();
  const [tool, flaky] = [
    gatedTool('t'),
    gatedTool('flaky', { effects: 'read', retry: { maxRetries: 3, initialDelayMs: 500 } }),
  ];
  const executor = createExecutor({ tools: [tool, flaky], maxConcurrency: 2, clock });
  const running = executor.execute(callsOf('t', 'flaky', 't', 't'), { deadlineMs: 100 });
  await settle();
  flaky.fail(0, new Error('no'));
  await settle();
  tool.open(0);
  await clock.advance(99);
  expect(executor.stats().batchCount).toBe(0);
  await clock.advance(1);
  const { results, record } = await running;
  expect(results.map((result) => (result.status === 'cancelled' ? result.error.code : result.status))).toEqual([
    'ok',
    'DEADLINE',
    'DEADLINE',
    'DEADLINE',
  ]);
  expect(record.totals.makespanUs).toBe(100_000);
  expect(clock.pendingTimers).toBe(0);
});
