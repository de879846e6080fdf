import { describe, expect, it, vi } from 'vitest';
import { createExecutor, type ExecutorEvent, type ToolCall } from '../src/index.js';
import { simulate } from '../src/simulate/index.js';
import { createManualClock } from '../src/testing/index.js';
import { callsOf } from './call.js';

/** A tool that fails as often as it is told, and then gives the number of its run. */
const flaky = (name: string, failures: number) => {
  const execute = vi.fn((_args: object): unknown => {
    if (execute.mock.calls.length <= failures) throw new Error('out of paper');
    return `${name} ${execute.mock.calls.length}`;
  });
  return { name, execute };
};

const statuses = (results: readonly { readonly status: string }[]) => results.map(({ status }) => status);

it('runs again what did not end ok, and gives all results in the order of the calls', async () => {
  const [fine, broken] = [flaky('fine', 0), flaky('broken', 1)];
  const executor = createExecutor({ tools: [fine, broken] });
  const calls: ToolCall[] = callsOf('broken', 'fine', 'broken', 'fine');
  calls[3] = { ...calls[3]!, dependsOn: ['c1'] };
  const first = await executor.execute(calls, { maxConcurrency: 1 });
  expect(statuses(first.results)).toEqual(['error', 'ok', 'ok', 'skipped']);
  const again = await executor.retryFailed(first);
  expect(again.success).toBe(true);
  expect(again.batchId).not.toBe(first.batchId);
  expect(again.results).toEqual([
    { status: 'ok', callId: 'c1', toolName: 'broken', output: 'broken 3' },
    first.results[1],
    first.results[2],
    { status: 'ok', callId: 'c4', toolName: 'fine', output: 'fine 2' },
  ]);
  expect([broken.execute.mock.calls.length, fine.execute.mock.calls.length]).toEqual([3, 2]);
});

it('says in the record what was taken over', async () => {
  const executor = createExecutor({ tools: [flaky('fine', 0), flaky('broken', 1)] });
  const { record } = await executor.retryFailed(await executor.execute(callsOf('fine', 'broken')));
  expect(record.calls.map(({ source, attempts, status }) => [source, attempts.length, status])).toEqual([
    ['earlier-batch', 0, 'ok'],
    [undefined, 1, 'ok'],
  ]);
  expect(record.calls.map((call) => 'source' in call)).toEqual([true, false]);
  expect(record.totals).toMatchObject({ callCount: 2, okCount: 2, attemptCount: 1 });
});

it('leaves a record that can be simulated', async () => {
  const clock = createManualClock();
  const broken = flaky('broken', 2);
  const slow = { name: 'slow', execute: (args: object) => clock.sleep(10).then(() => broken.execute(args)) };
  const executor = createExecutor({ tools: [slow, flaky('fine', 0)], clock, maxConcurrency: 1 });
  const calls = [...callsOf('slow', 'fine', 'slow'), { id: 'c4', name: 'fine', args: {}, dependsOn: ['c2', 'c1'] }];
  const first = await clock.runUntil(executor.execute(calls));
  const { record } = await clock.runUntil(executor.retryFailed(first));
  expect(record.totals).toMatchObject({ makespanUs: 20_000, okCount: 4 });
  expect(simulate(record).record).toEqual(record);
});

it('checks nothing again of what is taken over, and lets it wait for nothing', async () => {
  const validate = vi.fn((value: unknown) => ({ value: value as object }));
  const resources = vi.fn(() => []);
  const input = { '~standard': { version: 1 as const, vendor: 'test', validate } };
  const checked = { name: 'checked', input, resources, execute: () => 'checked' };
  const executor = createExecutor({ tools: [checked, flaky('broken', 1)] });
  const first = await executor.execute([
    { id: 'c1', name: 'checked', args: {} },
    { id: 'c2', name: 'checked', args: {}, dependsOn: ['c1'] },
    { id: 'c3', name: 'broken', args: {}, dependsOn: ['c2'] },
  ]);
  expect(first.record.calls.map(({ level }) => level)).toEqual([0, 1, 2]);
  const { record, success } = await executor.retryFailed(first);
  expect(success).toBe(true);
  expect([validate.mock.calls.length, resources.mock.calls.length]).toEqual([2, 2]);
  expect(record.edges).toEqual([{ from: 2, to: 3, reason: 'depends-on' }]);
  expect(record.calls.map(({ level }) => level)).toEqual([0, 0, 1]);
});

it('fills references to outputs of before', async () => {
  const find = { name: 'find', execute: () => ({ id: 7 }) };
  const send = vi
    .fn(() => 'sent')
    .mockImplementationOnce(() => {
      throw new Error('no network');
    });
  const executor = createExecutor({ tools: [find, { name: 'send', execute: send }], references: true });
  const first = await executor.execute([
    { id: 'c1', name: 'find', args: {} },
    { id: 'c2', name: 'send', args: { to: '${calls.1.id}' } },
  ]);
  expect(statuses(first.results)).toEqual(['ok', 'error']);
  const { success } = await executor.retryFailed(first);
  expect(success).toBe(true);
  expect(send).toHaveBeenLastCalledWith({ to: 7 }, expect.anything());
});

it.each([true, false])(
  'keeps conflicting calls in order over one that is taken over, with parallel: %s',
  async (parallel) => {
    const clock = createManualClock();
    const log: string[] = [];
    let isBroken = true;
    const write = {
      name: 'write',
      resources: [{ key: 'file', access: 'write' }] as const,
      execute: async (_args: object, { callId }: { callId: string }) => {
        log.push(`${callId} starts`);
        await clock.sleep(5);
        log.push(`${callId} ends`);
        if (isBroken && callId !== 'c2') throw new Error('disk full');
      },
    };
    const executor = createExecutor({ tools: [write], clock });
    const first = await clock.runUntil(executor.execute(callsOf('write', 'write', 'write'), { parallel }));
    isBroken = false;
    log.length = 0;
    expect((await clock.runUntil(executor.retryFailed(first, { parallel }))).success).toBe(true);
    expect(log).toEqual(['c1 starts', 'c1 ends', 'c3 starts', 'c3 ends']);
  },
);

it('runs cancelled calls too, and does so again and again', async () => {
  const broken = flaky('broken', 2);
  const executor = createExecutor({ tools: [broken, flaky('fine', 0)], maxConcurrency: 1 });
  const first = await executor.execute(callsOf('broken', 'fine'), { onError: 'fail-fast' });
  expect(statuses(first.results)).toEqual(['error', 'cancelled']);
  const second = await executor.retryFailed(first);
  expect(statuses(second.results)).toEqual(['error', 'ok']);
  const third = await executor.retryFailed(second);
  expect(statuses(third.results)).toEqual(['ok', 'ok']);
  const fourth = await executor.retryFailed(third);
  expect(fourth.results).toEqual(third.results);
  expect(fourth.record.totals).toMatchObject({ attemptCount: 0, okCount: 2 });
  expect(broken.execute).toHaveBeenCalledTimes(3);
});

it('fails fast, aborts and limits as it is told for the new batch', async () => {
  const executor = createExecutor({ tools: [flaky('broken', 9), flaky('fine', 0)], maxConcurrency: 1 });
  const first = await executor.execute(callsOf('fine', 'broken', 'broken'));
  const failed = await executor.retryFailed(first, { onError: 'fail-fast' });
  expect(statuses(failed.results)).toEqual(['ok', 'error', 'cancelled']);
  const aborted = await executor.retryFailed(first, { signal: AbortSignal.abort() });
  expect(statuses(aborted.results)).toEqual(['ok', 'cancelled', 'cancelled']);
});

it('counts what was taken over once', async () => {
  const executor = createExecutor({ tools: [flaky('fine', 0), flaky('broken', 1)] });
  await executor.retryFailed(await executor.execute(callsOf('fine', 'broken')));
  expect(executor.stats()).toMatchObject({ batchCount: 2, callCount: 3, okCount: 2 });
  expect(executor.stats().tools).toMatchObject([
    { toolName: 'fine', callCount: 1, okCount: 1 },
    { toolName: 'broken', callCount: 2, okCount: 1 },
  ]);
});

it('gives one call-queued and one call-end for each call', async () => {
  const executor = createExecutor({ tools: [flaky('fine', 0), flaky('broken', 1)] });
  const first = await executor.execute(callsOf('fine', 'broken'));
  const events: ExecutorEvent[] = [];
  await executor.retryFailed(first, { onEvent: (event) => events.push(event) });
  const told = events.map((event) => ('callId' in event ? `${event.callId} ${event.type}` : event.type));
  expect(told).toEqual([
    'batch-start',
    'c1 call-queued',
    'c2 call-queued',
    'c1 call-end',
    'c2 attempt-start',
    'c2 attempt-end',
    'c2 call-end',
    'batch-end',
  ]);
});

it('hands on context, labels and isControlFlow of the batch, unless others are given', async () => {
  const seen: unknown[] = [];
  const tool = {
    name: 'ask',
    execute: (_args: object, { context }: { context: unknown }) => {
      seen.push(context);
      throw new Error('wait');
    },
  };
  const executor = createExecutor({ tools: [tool] });
  const options = { context: 'ada', labels: { agent: 'one' }, isControlFlow: () => true };
  const first = await executor.execute(callsOf('ask'), options);
  const second = await executor.retryFailed(first);
  expect(second.results).toMatchObject([{ status: 'cancelled', error: { code: 'CONTROL_FLOW' } }]);
  expect(second.record.labels).toEqual({ agent: 'one' });
  await executor.retryFailed(second, { context: 'bob' });
  expect(seen).toEqual(['ada', 'ada', 'bob']);
});

describe('of an open batch', () => {
  it('runs what was given to run instead of the tool, and leaves discarded calls out', async () => {
    const executor = createExecutor({ tools: [flaky('fine', 0), flaky('other', 0)] });
    const instead = vi
      .fn(() => 'instead')
      .mockImplementationOnce(() => {
        throw new Error('not yet');
      });
    const batch = executor.open();
    const [dropped] = [batch.add({ id: 'c1', name: 'fine', args: {} }, { hold: true })];
    batch.add({ id: 'c2', name: 'other', args: {} }, { execute: instead });
    batch.add({ id: 'c3', name: 'fine', args: {}, dependsOn: ['c1'] });
    dropped.discard();
    batch.seal();
    const first = await batch.result;
    expect(statuses(first.results)).toEqual(['error', 'skipped']);
    const { results } = await executor.retryFailed(first);
    expect(results).toMatchObject([
      { callId: 'c2', status: 'ok', output: 'instead' },
      { callId: 'c3', status: 'skipped', failedDependencyId: 'c1' },
    ]);
  });
});

describe('is refused, before anything runs,', () => {
  it.each<[string, (mine: object) => unknown]>([
    ['for a copy', (mine) => ({ ...mine })],
    ['for nothing', () => undefined],
    ['for text', () => 'result'],
  ])('%s', async (_what, change) => {
    const executor = createExecutor({ tools: [flaky('fine', 0)] });
    const wrong = change(await executor.execute(callsOf('fine')));
    await expect(executor.retryFailed(wrong as never)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining('result must be one that this executor gave'),
    });
  });

  it('for a result of another executor, not of another view', async () => {
    const tools = [flaky('fine', 0)];
    const [executor, other] = [createExecutor({ tools }), createExecutor({ tools })];
    const result = await executor.execute(callsOf('fine'));
    await expect(other.retryFailed(result)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(executor.withTools(tools).retryFailed(result)).resolves.toMatchObject({ success: true });
  });

  it('by a closed executor', async () => {
    const executor = createExecutor({ tools: [flaky('fine', 0)] });
    const result = await executor.execute(callsOf('fine'));
    await executor.close();
    await expect(executor.retryFailed(result)).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
  });
});
