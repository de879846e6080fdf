import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it, vi } from 'vitest';
import { type BatchRecord, createExecutor } from '../src/index.js';
import { createManualClock, gatedTool, settle } from '../src/testing/index.js';
import { callsOf } from './call.js';

describe('an open batch', () => {
  it('starts each call as it is added, and ends when it is sealed and its last call has ended', async () => {
    const tool = gatedTool('search');
    const batch = createExecutor({ tools: [tool] }).open();
    const first = batch.add({ id: 'c1', name: 'search', args: {} });
    expect(tool.startCount).toBe(1);
    tool.open();
    await expect(first.result).resolves.toMatchObject({ status: 'ok', callId: 'c1' });
    batch.add({ id: 'c2', name: 'search', args: {} });
    batch.seal();
    batch.seal();
    tool.open(1);
    expect((await batch.result).results).toHaveLength(2);
  });

  it('ends at once when it is sealed without a call', async () => {
    const batch = createExecutor({ tools: [] }).open();
    batch.seal();
    expect((await batch.result).results).toEqual([]);
  });

  it('runs the function that came with a call, in the context it came from and under the limit of its tool', async () => {
    const storage = new AsyncLocalStorage<string>();
    const tool = gatedTool('search', { maxConcurrency: 1 });
    const batch = createExecutor({ tools: [tool] }).open();
    const read = {
      execute: async (_args: object, { callId }: { callId: string }) => `${callId} ${storage.getStore()}`,
    };
    batch.add({ id: 'c1', name: 'search', args: {} });
    const own = ['one', 'two'].map((context) =>
      storage.run(context, () => batch.add({ id: context, name: 'search', args: {} }, read)),
    );
    await settle();
    tool.open();
    expect(await Promise.all(own.map(({ result }) => result))).toMatchObject([
      { output: 'one one' },
      { output: 'two two' },
    ]);
  });

  it('refuses a repeated id and a call after it was sealed', () => {
    const batch = createExecutor({ tools: [gatedTool('search')] }).open();
    batch.add({ id: 'c1', name: 'search', args: {} });
    expect(() => batch.add({ id: 'c1', name: 'search', args: {} })).toThrow(
      expect.objectContaining({ code: 'INVALID_CALL' }),
    );
    batch.seal();
    expect(() => batch.add({ id: 'c2', name: 'search', args: {} })).toThrow(
      expect.objectContaining({ code: 'BATCH_SEALED' }),
    );
  });

  it('cancels calls that are added after it failed fast', async () => {
    const tool = gatedTool('search');
    const batch = createExecutor({ tools: [tool], onError: 'fail-fast' }).open();
    batch.add({ id: 'c1', name: 'nowhere', args: {} });
    const late = batch.add({ id: 'c2', name: 'search', args: {} });
    await expect(late.result).resolves.toMatchObject({ status: 'cancelled' });
    expect(tool.startCount).toBe(0);
  });
});

it('runs tools in the async context of the code that asked, however long they queued', async () => {
  const storage = new AsyncLocalStorage<string>();
  const blocker = gatedTool('blocker');
  const seen: (string | undefined)[] = [];
  const tools = [blocker, { name: 'look', execute: () => seen.push(storage.getStore()) }];
  const executor = createExecutor({ tools, maxConcurrency: 1 });
  const batches = [
    storage.run('first', () => executor.execute(callsOf('blocker', 'look'))),
    storage.run('second', () => executor.execute(callsOf('look'))),
  ];
  await settle();
  storage.run('elsewhere', () => blocker.open());
  await Promise.all(batches);
  expect(seen).toEqual(['first', 'second']);
});

describe('a recorder', () => {
  const recorder = () => {
    const records: BatchRecord[] = [];
    return { records, record: vi.fn((record: BatchRecord) => void records.push(record)), flush: vi.fn(async () => {}) };
  };

  it('gets every finished batch with labels, as plain data that survives JSON', async () => {
    const own = recorder();
    const executor = createExecutor({ tools: [{ name: 'a', execute: () => 1 }], recorder: own });
    const { record } = await executor.execute(callsOf('a', 'nowhere'), {
      labels: { sessionId: 's1', agent: 'auditor' },
    });
    expect(own.records).toEqual([record]);
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
    expect(record).toMatchObject({ version: 1, labels: { sessionId: 's1', agent: 'auditor' } });
    expect(record.batchId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('never breaks a batch or the close of its executor', async () => {
    const onListenerError = vi.fn();
    const broken = {
      record: () => {
        throw new Error('disk full');
      },
      flush: () => Promise.reject(new Error('still full')),
    };
    const executor = createExecutor({ tools: [{ name: 'a', execute: () => 1 }], recorder: broken, onListenerError });
    expect((await executor.execute(callsOf('a'))).success).toBe(true);
    await executor.close();
    expect(onListenerError.mock.calls.map(([error]) => error.message)).toEqual(['disk full', 'still full']);
  });

  it('is flushed by close, after the batches that run have ended', async () => {
    const own = recorder();
    const tool = gatedTool('search');
    const executor = createExecutor({ tools: [tool], recorder: own });
    const open = executor.open();
    open.add({ id: 'c1', name: 'search', args: {} });
    const closing = executor.close();
    await settle();
    expect(own.flush).not.toHaveBeenCalled();
    tool.open();
    await closing;
    expect(own.records).toHaveLength(1);
    expect(own.flush).toHaveBeenCalledTimes(1);
    await expect(executor.execute([])).rejects.toThrow(expect.objectContaining({ code: 'EXECUTOR_CLOSED' }));
  });
});

describe('close', () => {
  it.each(['batch-start', 'call-queued', 'attempt-start', 'call-end'])(
    'by a listener at %s lets the batch that is being submitted run to its end',
    async (type) => {
      const executor = createExecutor({ tools: [{ name: 'a', execute: () => 1 }], maxConcurrency: 1 });
      const closed: Promise<void>[] = [];
      executor.subscribe((event) => event.type === type && closed.push(executor.close()));
      const { results } = await executor.execute(callsOf('nowhere', 'a', 'a'));
      expect(results.map(({ status }) => status)).toEqual(['error', 'ok', 'ok']);
      await Promise.all(closed);
    },
  );

  it.each<[string, () => never]>([
    [
      'throws',
      () => {
        throw new Error('disk full');
      },
    ],
    ['returns nothing', () => undefined as never],
  ])('resolves though the recorder’s flush %s', async (_what, flush) => {
    const onListenerError = vi.fn();
    await createExecutor({ tools: [], recorder: { record: () => {}, flush }, onListenerError }).close();
    expect(onListenerError.mock.calls.length).toBeLessThanOrEqual(1);
  });
});

it('makes the same ids and the same record each time from the same clock and random', async () => {
  const run = async () => {
    const clock = createManualClock();
    let seed = 1;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const tool = { name: 'nap', execute: () => clock.sleep(random() * 100) };
    const executor = createExecutor({ tools: [tool], clock, random });
    return (await clock.runUntil(executor.execute(callsOf('nap', 'nap')))).record;
  };
  expect(await run()).toEqual(await run());
});

it('sums up what its batches came to', async () => {
  const clock = createManualClock();
  const executor = createExecutor({ tools: [{ name: 'nap', execute: () => clock.sleep(100) }], clock });
  expect(executor.stats()).toMatchObject({ batchCount: 0, successRatio: null, speedup: null });
  await clock.runUntil(executor.execute(callsOf('nap', 'nap', 'nowhere')));
  expect(executor.stats()).toEqual({
    isTracked: true,
    batchCount: 1,
    callCount: 3,
    okCount: 2,
    successRatio: 2 / 3,
    speedup: 2,
    tools: [{ toolName: 'nap', callCount: 2, okCount: 2, retryCount: 0, timeoutCount: 0, meanRunMs: 100 }],
  });
});
