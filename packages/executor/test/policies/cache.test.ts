import { describe, expect, it } from 'vitest';
import { createExecutor, type ToolCall } from '../../src/index.js';
import { createManualClock, gatedTool, settle } from '../../src/testing/index.js';

const callOf = (id: string, args: object = { query: 'tea' }): ToolCall => ({ id, name: 'search', args });

function searchTool(cache: object = {}) {
  return gatedTool('search', { effects: 'read', honoursSignal: true, cache: { ttlMs: 1_000, ...cache } });
}

describe('a kept output', () => {
  it('is given to equal calls until its time is over, without a slot or an attempt', async () => {
    const clock = createManualClock();
    const tool = searchTool();
    const executor = createExecutor({ tools: [tool], maxConcurrency: 1, clock });
    const first = executor.execute([callOf('c1', { query: 'tea', n: 1 })]);
    await settle();
    tool.open(0, 'leaves');
    await first;
    const cached = await executor.execute([callOf('c1', { n: 1, query: 'tea' })]);
    expect(cached.results).toEqual([{ status: 'ok', callId: 'c1', toolName: 'search', output: 'leaves' }]);
    expect(cached.record.calls[0]).toMatchObject({ source: 'cache', attempts: [], startUs: null });
    await clock.advance(1_001);
    const late = executor.execute([callOf('c1', { query: 'tea', n: 1 })]);
    await settle();
    expect(tool.startCount).toBe(2);
    tool.open(1);
    await late;
  });

  it('is never that of a failed call', async () => {
    const tool = searchTool();
    const executor = createExecutor({ tools: [tool] });
    for (const run of [0, 1]) {
      const running = executor.execute([callOf('c1')]);
      await settle();
      tool.fail(run, new Error('no luck'));
      expect((await running).results[0]?.status).toBe('error');
    }
  });

  it('goes when more are kept than may be, the one used longest ago first', async () => {
    const tool = {
      name: 'search',
      effects: 'read',
      cache: { ttlMs: 1_000, maxEntries: 2 },
      execute: () => ++runs,
    } as const;
    let runs = 0;
    const executor = createExecutor({ tools: [tool] });
    for (const query of ['a', 'b', 'a', 'c', 'a', 'b']) await executor.execute([callOf('c1', { query })]);
    expect(runs).toBe(4);
  });

  it('goes by what the tool says calls have in common, the context included', async () => {
    let runs = 0;
    const tool = {
      name: 'search',
      effects: 'read',
      cache: {
        ttlMs: 1_000,
        cacheKey: ({ query }: { query: string }, context: unknown) =>
          query === 'secret' ? null : `${context} ${query}`,
      },
      execute: () => ++runs,
    } as const;
    const executor = createExecutor({ tools: [tool] });
    for (const context of ['ann', 'bob', 'ann']) await executor.execute([callOf('c1')], { context });
    expect(runs).toBe(2);
    for (let round = 0; round < 2; round++) await executor.execute([callOf('c1', { query: 'secret' })]);
    expect(runs).toBe(4);
  });
});

describe('equal calls in flight', () => {
  it('run once, also those of other batches, and all have the result', async () => {
    const clock = createManualClock();
    const tool = searchTool({ ttlMs: 0 });
    const executor = createExecutor({ tools: [tool], clock });
    const first = executor.execute([callOf('c1'), callOf('c2')]);
    await clock.advance(5);
    const second = executor.execute([callOf('x')]);
    await clock.advance(5);
    expect(tool.startCount).toBe(1);
    tool.open(0, 'leaves');
    const [{ results, record }, other] = await Promise.all([first, second]);
    expect(results.map((result) => result.status === 'ok' && result.output)).toEqual(['leaves', 'leaves']);
    expect(other.results[0]).toMatchObject({ callId: 'x', output: 'leaves' });
    expect(record.calls[1]).toMatchObject({
      source: 'shared',
      attempts: [],
      waits: [{ cause: 'shared', startUs: 0, endUs: 10_000 }],
    });
    const after = executor.execute([callOf('c1')]);
    await settle();
    expect(tool.startCount).toBe(2);
    tool.open(1);
    await after;
  });

  it('fail together, each with an error of its own', async () => {
    const tool = searchTool();
    const executor = createExecutor({ tools: [tool] });
    const running = executor.execute([callOf('c1'), callOf('c2')]);
    await settle();
    tool.fail(0, new Error('no luck'));
    expect((await running).results).toMatchObject([
      { status: 'error', error: { code: 'TOOL_FAILED', callId: 'c1' } },
      { status: 'error', error: { code: 'TOOL_FAILED', callId: 'c2', cause: new Error('no luck') } },
    ]);
  });

  it('go on for the others when the one that runs is aborted, and end with the last', async () => {
    const clock = createManualClock();
    const tool = searchTool();
    const executor = createExecutor({ tools: [tool], maxConcurrency: 1, clock });
    const aborts = [new AbortController(), new AbortController(), new AbortController()];
    const batches = aborts.map(({ signal }) => executor.execute([callOf('c1')], { signal }));
    await clock.advance(10);
    aborts[0]?.abort();
    expect((await batches[0])?.results[0]).toMatchObject({ status: 'cancelled', error: { code: 'ABORTED' } });
    expect(tool.contexts[0]?.signal.aborted).toBe(false);
    await clock.advance(10);
    aborts[2]?.abort();
    await batches[2];
    expect([tool.startCount, tool.contexts[0]?.signal.aborted]).toEqual([1, false]);
    aborts[1]?.abort();
    expect((await batches[1])?.results[0]?.status).toBe('cancelled');
    expect([tool.startCount, tool.contexts[0]?.signal.aborted]).toEqual([1, true]);
    const next = executor.execute([callOf('c1')]);
    await settle();
    tool.open(1, 'leaves');
    expect((await next).results[0]).toMatchObject({ output: 'leaves' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('give what a run comes to whose first caller has left, under its deadline', async () => {
    const clock = createManualClock();
    const tool = gatedTool('search', { effects: 'read', timeoutMs: 100, cache: { ttlMs: 0 } });
    const executor = createExecutor({ tools: [tool], maxConcurrency: 1, clock });
    const leaves = new AbortController();
    const first = executor.execute([callOf('c1')], { signal: leaves.signal });
    const second = executor.execute([callOf('c2')]);
    await clock.advance(60);
    leaves.abort();
    const { record } = await first;
    expect(record.calls[0]?.attempts).toMatchObject([
      { startUs: 0, endUs: 60_000, outcome: 'cancelled', abandoned: false },
    ]);
    await clock.advance(40);
    const timedOut = await second;
    expect(timedOut.results[0]).toMatchObject({ status: 'error', error: { code: 'TOOL_TIMEOUT' } });
    expect(timedOut.record.calls[0]).toMatchObject({
      attempts: [{ startUs: 60_000, endUs: 100_000, outcome: 'timeout', abandoned: true }],
      waits: [{ cause: 'shared', startUs: 0, endUs: 60_000 }],
    });
  });

  it('run themselves when the one before them is ended by somebody who hears of its start', async () => {
    const clock = createManualClock();
    const controller = new AbortController();
    const tool = searchTool();
    const blocker = gatedTool('blocker');
    const executor = createExecutor({ tools: [tool, blocker], maxConcurrency: 1, clock });
    const blocked = executor.execute([{ id: 'b', name: 'blocker', args: {} }]);
    const onEvent = ({ type }: { type: string }) => type === 'attempt-start' && controller.abort();
    const leaving = executor.execute([callOf('c1')], { signal: controller.signal, onEvent });
    const following = executor.execute([callOf('c1')]);
    blocker.open();
    await settle();
    expect(tool.startCount).toBe(1);
    tool.open(0, 'leaves');
    await blocked;
    expect((await leaving).results[0]).toMatchObject({ status: 'cancelled', error: { code: 'ABORTED' } });
    expect((await following).results[0]).toMatchObject({ status: 'ok', output: 'leaves' });
  });

  it('run themselves when the one before them never ran, or was interrupted', async () => {
    const tool = searchTool();
    const executor = createExecutor({ tools: [tool], maxConcurrency: 1 });
    const abort = new AbortController();
    const [blocking, first] = [
      executor.execute([callOf('b', { query: 'other' })]),
      executor.execute([callOf('c1')], { signal: abort.signal }),
    ];
    const second = executor.execute([callOf('c2'), callOf('c3')], {
      isControlFlow: (thrown) => thrown === 'interrupt',
    });
    await settle();
    abort.abort();
    await first;
    tool.open(0);
    await blocking;
    await settle();
    expect(tool.contexts[1]?.callId).toBe('c2');
    tool.fail(1, 'interrupt');
    await settle();
    expect(tool.contexts[2]?.callId).toBe('c3');
    tool.open(2);
    expect((await second).results.map(({ status }) => status)).toEqual(['cancelled', 'ok']);
  });
});

it('keeps outputs apart, and runs in flight, by group', async () => {
  let runs = 0;
  const tool = { name: 'search', effects: 'read' as const, cache: { ttlMs: 1_000 }, execute: () => ++runs };
  const executor = createExecutor({ tools: [tool] });
  const batch = executor.open();
  const results = ['', 'bare', 'bare', ''].map(
    (cacheGroup, index) => batch.add(callOf(`c${index}`), { cacheGroup }).result,
  );
  expect((await Promise.all(results)).map((result) => result.status === 'ok' && result.output)).toEqual([1, 2, 2, 1]);
  const later = batch.add(callOf('later'), { cacheGroup: 'bare' });
  expect(await later.result).toMatchObject({ output: 2 });
  batch.seal();
  expect(runs).toBe(2);
});
