import { expect, it } from 'vitest';
import { createExecutor, type Executor } from '../src/index.js';
import { createManualClock, gatedTool, settle } from '../src/testing/index.js';
import { callsOf } from './call.js';

/** An executor whose tool `agent` runs two calls of `name` of it and gives what they gave. */
function nesting(options: { maxConcurrency?: number; agentLimit?: number; leafLimit?: number } = {}) {
  let most = 0;
  let working = 0;
  const work = async () => {
    working += 1;
    most = Math.max(most, working);
    await settle();
    working -= 1;
  };
  const executor: Executor = createExecutor({
    maxConcurrency: options.maxConcurrency,
    tools: [
      {
        name: 'agent',
        maxConcurrency: options.agentLimit,
        execute: async ({ depth }: { depth: number }): Promise<number> => {
          await work();
          const name = depth > 1 ? 'agent' : 'leaf';
          const calls = ['a', 'b'].map((id) => ({ id, name, args: { depth: depth - 1 } }));
          const { results } = await executor.execute(calls);
          await work();
          return results.reduce((sum, result) => sum + (result.status === 'ok' ? Number(result.output) : 0), 0);
        },
      },
      { name: 'leaf', maxConcurrency: options.leafLimit, execute: () => work().then(() => 1) },
    ],
  });
  return { executor, most: () => most };
}

it('runs calls inside calls of a full executor, at most as many at work as the limit says', async () => {
  const { executor, most } = nesting({ maxConcurrency: 1 });
  const { results } = await executor.execute([{ id: 'root', name: 'agent', args: { depth: 4 } }]);
  expect(results).toMatchObject([{ status: 'ok', output: 16 }]);
  expect(most()).toBe(1);
});

it('runs calls of a limited tool inside calls of it', async () => {
  const { executor, most } = nesting({ agentLimit: 1, leafLimit: 1, maxConcurrency: 3 });
  const roots = ['x', 'y', 'z'].map((id) => ({ id, name: 'agent', args: { depth: 3 } }));
  const { results } = await executor.execute(roots);
  expect(results.map((result) => result.status === 'ok' && result.output)).toEqual([8, 8, 8]);
  expect(most()).toBeLessThanOrEqual(3);
});

it('runs nested calls on a resource and an exclusive tool that the caller holds', async () => {
  const executor: Executor = createExecutor({
    tools: [
      {
        name: 'outer',
        exclusive: true,
        resources: [{ key: 'disk', access: 'write' }],
        execute: async () => (await executor.execute(callsOf('inner', 'inner'))).success,
      },
      { name: 'inner', resources: [{ key: 'disk', access: 'write' }], execute: () => settle() },
    ],
  });
  expect((await executor.execute(callsOf('outer', 'outer'))).results).toMatchObject([
    { output: true },
    { output: true },
  ]);
});

it('lets exclusive calls run inside ordinary ones', async () => {
  const executor: Executor = createExecutor({
    tools: [
      { name: 'outer', execute: async () => (await executor.execute(callsOf('alone'))).success },
      { name: 'alone', exclusive: true, execute: () => settle() },
    ],
  });
  expect((await executor.execute(callsOf('outer', 'outer'))).results).toMatchObject([
    { output: true },
    { output: true },
  ]);
});

it('ends a caller at its timeout while it waits, and leaves nothing behind', async () => {
  const clock = createManualClock();
  const inner = gatedTool('inner', { timeoutMs: Number.POSITIVE_INFINITY });
  const executor: Executor = createExecutor({
    tools: [{ name: 'outer', timeoutMs: 10, execute: () => executor.execute(callsOf('inner')) }, inner],
    maxConcurrency: 1,
    clock,
  });
  const running = executor.execute(callsOf('outer', 'outer'));
  await clock.advance(10);
  inner.open(0);
  await clock.advance(10);
  inner.open(1);
  expect((await running).results).toMatchObject([
    { error: { code: 'TOOL_TIMEOUT' } },
    { error: { code: 'TOOL_TIMEOUT' } },
  ]);
  await executor.close();
  expect(clock.pendingTimers).toBe(0);
});

it('runs nested batches of a view, opened and side by side', async () => {
  const leaf = { name: 'leaf', execute: () => settle() };
  const executor: Executor = createExecutor({
    maxConcurrency: 1,
    tools: [
      {
        name: 'outer',
        execute: async () => {
          const batch = view.open();
          const { result } = batch.add({ id: 'a', name: 'leaf', args: {} });
          const other = view.execute(callsOf('leaf', 'leaf'));
          await result;
          batch.seal();
          return [(await batch.result).success, (await other).success];
        },
      },
    ],
  });
  const view = executor.withTools([leaf]);
  expect((await executor.execute(callsOf('outer', 'outer'))).results).toMatchObject([
    { output: [true, true] },
    { output: [true, true] },
  ]);
});
