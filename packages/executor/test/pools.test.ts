import { describe, expect, it } from 'vitest';
import { createExecutor, type ExecutorOptions, type PoolOptions, type Tool } from '../src/index.js';
import { createManualClock, gatedTool, settle } from '../src/testing/index.js';
import { callsOf } from './call.js';

/** A pool that numbers its units and notes which it destroyed. */
function numbered(max: number, create?: PoolOptions['create']) {
  let madeCount = 0;
  const destroyed: unknown[] = [];
  const pool: PoolOptions = {
    max,
    create: (options) => {
      madeCount += 1;
      return create === undefined ? madeCount : create(options);
    },
    destroy: (unit) => void destroyed.push(unit),
  };
  return { pool, destroyed, madeCount: () => madeCount };
}

const query: Tool = { name: 'query', uses: ['db'], execute: (_args, { resources }) => resources.db };
const executorOf = (pool: PoolOptions, tools: readonly Tool[], options: Partial<ExecutorOptions> = {}) =>
  createExecutor({ tools, pools: { db: pool }, ...options });

describe('a tool that uses a pool', () => {
  it('gets a unit, which is made when none is idle and used again', async () => {
    const { pool, destroyed, madeCount } = numbered(2);
    const executor = executorOf(pool, [query]);
    expect(madeCount()).toBe(0);
    const { results } = await executor.execute(callsOf('query', 'query', 'query', 'query'));
    expect(results.map((result) => result.status === 'ok' && result.output)).toEqual([
      1,
      2,
      expect.any(Number),
      expect.any(Number),
    ]);
    expect(madeCount()).toBe(2);
    expect(destroyed).toEqual([]);
    await executor.close();
    expect(destroyed.sort()).toEqual([1, 2]);
  });

  it('waits for a unit in the queue, with other tools of the pool, and holds nothing meanwhile', async () => {
    const { pool, madeCount } = numbered(2);
    const [slow, other] = [gatedTool('slow', { uses: ['db'] }), gatedTool('other', { uses: ['db'] })];
    const free = gatedTool('free');
    const executor = executorOf(pool, [slow, other, free], { maxConcurrency: 3 });
    const running = executor.execute(callsOf('slow', 'other', 'slow', 'free'));
    await settle();
    expect([slow.startCount, other.startCount, free.startCount]).toEqual([1, 1, 1]);
    other.open();
    await settle();
    expect(slow.startCount).toBe(2);
    slow.open();
    slow.open(1);
    free.open();
    const { success, record } = await running;
    expect(success).toBe(true);
    expect(record.calls[2]?.waits.map(({ cause }) => cause)).toContain('tool-slot');
    expect(madeCount()).toBe(2);
  });

  it('may use several, and has no other', async () => {
    const { pool } = numbered(1);
    const both: Tool = {
      name: 'both',
      uses: ['db', 'file', 'db'],
      execute: (_args, { resources }) => ({ ...resources }),
    };
    const none: Tool = { name: 'none', execute: (_args, { resources }) => ({ ...resources }) };
    const executor = createExecutor({
      tools: [both, none],
      pools: { db: pool, file: { create: () => 'open', max: 1 } },
    });
    const { results } = await executor.execute(callsOf('both', 'none'));
    expect(results).toMatchObject([{ output: { db: 1, file: 'open' } }, { output: {} }]);
    expect(results[1]?.status === 'ok' && results[1].output).toEqual({});
    await executor.close();
  });

  it('gives its unit back when it throws', async () => {
    const { pool, destroyed, madeCount } = numbered(1);
    const fails: Tool = { ...query, execute: () => Promise.reject(new Error('no such table')) };
    const executor = executorOf(pool, [fails]);
    await executor.execute(callsOf('query', 'query'));
    expect([madeCount(), destroyed]).toEqual([1, []]);
  });
});

describe('a unit', () => {
  it('that cannot be made is an error result, which may be retried, and gives back what else was taken', async () => {
    let isDown = true;
    const { pool } = numbered(1, () => {
      if (isDown) throw new TypeError('refused');
      return 'up';
    });
    const file = numbered(1);
    const both: Tool = { ...query, uses: ['file', 'db'] };
    const executor = createExecutor({ tools: [both], pools: { db: pool, file: file.pool } });
    const { results } = await executor.execute(callsOf('query'));
    expect(results[0]).toMatchObject({
      status: 'error',
      error: { code: 'POOL_FAILED', cause: new TypeError('refused') },
    });
    expect(results[0]?.status === 'error' && results[0].error.message).toBe(
      'Tool "query" (call c1) failed: no unit of the pool "db" could be made: refused',
    );
    isDown = false;
    expect((await executor.execute(callsOf('query'))).success).toBe(true);
    expect(file.madeCount()).toBe(1);
  });

  it('is made under the timeout of the attempt, and is destroyed when it comes too late', async () => {
    const clock = createManualClock();
    const late = Promise.withResolvers<unknown>();
    let signal: AbortSignal | undefined;
    const { pool, destroyed } = numbered(1, (options) => {
      signal = options.signal;
      return late.promise;
    });
    const executor = executorOf(pool, [{ ...query, timeoutMs: 10 }], { clock });
    const running = executor.execute(callsOf('query'));
    await clock.advance(10);
    const { results, stats } = await running;
    expect(results[0]).toMatchObject({ error: { code: 'TOOL_TIMEOUT' } });
    expect([stats.abandonedCount, signal?.aborted]).toEqual([1, true]);
    late.resolve('late');
    await settle();
    expect(destroyed).toEqual(['late']);
  });

  it('of an abandoned attempt is not used again, and is destroyed when the tool lets go of it', async () => {
    const clock = createManualClock();
    const { pool, destroyed, madeCount } = numbered(1);
    const hang = gatedTool('hang', { uses: ['db'], timeoutMs: 10 });
    const executor = executorOf(pool, [hang, query], { clock });
    const running = executor.execute(callsOf('hang'));
    await settle();
    await clock.advance(10);
    expect((await running).stats.abandonedCount).toBe(1);
    const { results } = await executor.execute(callsOf('query'));
    expect(results[0]).toMatchObject({ output: 2 });
    expect(destroyed).toEqual([]);
    hang.open();
    await settle();
    expect([destroyed, madeCount()]).toEqual([[1], 2]);
    await executor.close();
    expect(destroyed).toEqual([1, 2]);
  });

  it('is destroyed by close though an abandoned attempt still has it', async () => {
    const clock = createManualClock();
    const { pool, destroyed } = numbered(1);
    const hang = gatedTool('hang', { uses: ['db'], timeoutMs: 10 });
    const executor = executorOf(pool, [hang], { clock });
    const running = executor.execute(callsOf('hang'));
    await settle();
    await clock.advance(10);
    await running;
    await executor.close();
    hang.open();
    await settle();
    expect(destroyed).toEqual([1]);
  });

  it('that cannot be destroyed is told of, and changes nothing else', async () => {
    const told: unknown[] = [];
    const pool: PoolOptions = {
      create: () => 1,
      destroy: () => Promise.reject(new Error('still open')),
      max: 1,
    };
    const executor = executorOf(pool, [query], { onListenerError: (error) => told.push(error) });
    expect((await executor.execute(callsOf('query'))).success).toBe(true);
    await executor.close();
    expect(told).toEqual([new Error('still open')]);
  });
});

it('keeps its unit while it waits for calls of its own', async () => {
  const { pool, madeCount } = numbered(1);
  const inner = gatedTool('inner');
  const outer: Tool = {
    name: 'outer',
    uses: ['db'],
    execute: async (_args, { resources }) => {
      await executor.execute(callsOf('inner'));
      return resources.db;
    },
  };
  const executor = createExecutor({ tools: [outer, inner, query], pools: { db: pool }, maxConcurrency: 1 });
  const running = executor.execute(callsOf('outer', 'query'));
  await settle();
  inner.open();
  expect((await running).results).toMatchObject([{ output: 1 }, { output: 1 }]);
  expect(madeCount()).toBe(1);
});

it.each<[object, string]>([
  [{ pools: 7 }, 'pools must be an object, got 7'],
  [{ pools: { db: { max: 1 } } }, 'pools: "db": create must be a function, got undefined'],
  [{ pools: { db: { create: () => 1, max: 0 } } }, 'pools: "db": max must be a positive integer, got 0'],
  [{ pools: { db: { create: () => 1, max: 1, destroy: 1 } } }, 'pools: "db": destroy must be a function, got 1'],
  [{ tools: [query] }, 'tool "query": uses must name pools of the executor, got "db"'],
  [{ tools: [{ ...query, uses: 'db' }] }, 'tool "query": uses must be a list of names of pools, got "db"'],
  [
    { tools: [{ name: 'far', uses: ['db'], runIn: { run: () => 1 } }] },
    'tool "far": uses needs a tool that runs inline, as units cannot be sent elsewhere, got an array',
  ],
])('refuses %o: %s', (options, message) => {
  expect(() => createExecutor({ tools: [], ...options } as unknown as ExecutorOptions)).toThrow(message);
});
