import { expect, it } from 'vitest';
import { createExecutor, type ToolResult } from '../src/index.js';
import { createManualClock, gatedTool, settle } from '../src/testing/index.js';
import { callsOf } from './call.js';

const statuses = (results: readonly ToolResult[]) => results.map(({ callId, status }) => `${callId} ${status}`);

it('starts a call when those it depends on have ended, wherever they stand', async () => {
  const [login, search] = [gatedTool('login'), gatedTool('search', {})];
  const executor = createExecutor({ tools: [login, { ...search, dependsOn: ['login'] }] });
  const running = executor.execute(callsOf('search', 'login'));
  await settle();
  expect([login.startCount, search.startCount]).toEqual([1, 0]);
  login.open();
  await settle();
  expect(search.startCount).toBe(1);
  search.open();
  const { record } = await running;
  expect(record.edges).toEqual([{ from: 2, to: 1, reason: 'depends-on' }]);
  expect(record.calls.map(({ level }) => level)).toEqual([1, 0]);
});

it('skips what depends on a failure, naming the call that failed, and runs the rest', async () => {
  const executor = createExecutor({
    tools: [
      { name: 'fails', execute: () => Promise.reject(new Error('no')) },
      { name: 'works', execute: () => 1 },
    ],
  });
  const { results, record } = await executor.execute([
    { id: 'a', name: 'fails', args: {} },
    { id: 'b', name: 'works', args: {}, dependsOn: ['a'] },
    { id: 'c', name: 'works', args: {}, dependsOn: ['b'] },
    { id: 'd', name: 'works', args: {} },
  ]);
  expect(statuses(results)).toEqual(['a error', 'b skipped', 'c skipped', 'd ok']);
  expect(results.slice(1, 3).map((result) => result.status === 'skipped' && result.failedDependencyId)).toEqual([
    'a',
    'a',
  ]);
  expect(record.totals).toMatchObject({ skippedCount: 2, attemptCount: 2 });
});

it('ends the calls on a cycle with an error that prints it, skips those behind, and runs the rest', async () => {
  const executor = createExecutor({ tools: [{ name: 't', execute: () => 1 }] });
  const { results } = await executor.execute([
    { id: 'a', name: 't', args: {}, dependsOn: ['b'] },
    { id: 'b', name: 't', args: {}, dependsOn: ['a'] },
    { id: 'c', name: 't', args: {}, dependsOn: ['b'] },
    { id: 'd', name: 't', args: {} },
  ]);
  expect(statuses(results)).toEqual(['a error', 'b error', 'c skipped', 'd ok']);
  expect(results[0]).toMatchObject({ error: { code: 'PLAN_CYCLE', message: expect.stringContaining('a → b → a') } });
});

it('throws for a dependsOn that names no call, before anything happens', async () => {
  const tool = gatedTool('t');
  const executor = createExecutor({ tools: [tool] });
  const events: string[] = [];
  executor.subscribe(({ type }) => events.push(type));
  const calls = [...callsOf('t'), { id: 'x', name: 't', args: {}, dependsOn: ['nobody'] }];
  await expect(executor.execute(calls)).rejects.toMatchObject({
    code: 'INVALID_CALL',
    message: 'call x: dependsOn names "nobody", which is no call of its batch',
  });
  await settle();
  expect([tool.startCount, events]).toEqual([0, []]);
});

it('refuses tools that depend on each other in a circle, or on a tool that is not there', () => {
  const tool = (name: string, ...dependsOn: string[]) => ({ name, dependsOn, execute: () => 1 });
  expect(() => createExecutor({ tools: [tool('a', 'b'), tool('b', 'a')] })).toThrow(/a → b → a|b → a → b/);
  expect(() => createExecutor({ tools: [tool('a', 'nobody')] })).toThrow('tool "a": dependsOn must name tools');
});

it('runs calls on one resource in call order, readers together, others beside them', async () => {
  const [write, read, other] = [gatedTool('write'), gatedTool('read'), gatedTool('other')];
  const executor = createExecutor({
    tools: [
      { ...write, resources: [{ key: 'disk', access: 'write' }] },
      { ...read, resources: () => [{ key: 'disk', access: 'read' }] },
      other,
    ],
  });
  const running = executor.execute(callsOf('write', 'read', 'read', 'write', 'other'));
  await settle();
  expect([write.startCount, read.startCount, other.startCount]).toEqual([1, 0, 1]);
  write.open(0);
  await settle();
  expect([write.startCount, read.startCount]).toEqual([1, 2]);
  read.open(0);
  await settle();
  expect(write.startCount).toBe(1);
  read.fail(1, new Error('order is all a conflict asks for'));
  await settle();
  expect(write.startCount).toBe(2);
  write.open(1);
  other.open();
  expect(statuses((await running).results)).toEqual(['c1 ok', 'c2 ok', 'c3 error', 'c4 ok', 'c5 ok']);
});

it('keeps the order of a conflict through a call between that ends without running', async () => {
  const write = gatedTool('write');
  const executor = createExecutor({
    tools: [
      { ...write, resources: [{ key: 'disk', access: 'write' as const }] },
      { name: 'fails', execute: () => Promise.reject(new Error('no')) },
    ],
  });
  const running = executor.execute([
    { id: 'a', name: 'write', args: {} },
    { id: 'failed', name: 'fails', args: {} },
    { id: 'b', name: 'write', args: {}, dependsOn: ['failed'] },
    { id: 'c', name: 'write', args: {} },
  ]);
  await settle();
  expect(write.contexts.map(({ callId }) => callId)).toEqual(['a']);
  write.open(0);
  await settle();
  expect(write.contexts.map(({ callId }) => callId)).toEqual(['a', 'c']);
  write.open(1);
  expect(statuses((await running).results)).toEqual(['a ok', 'failed error', 'b skipped', 'c ok']);
});

it('lets one batch at a time write a resource, and blames the wait on the conflict', async () => {
  const clock = createManualClock();
  const executor = createExecutor({
    tools: [{ name: 'write', resources: [{ key: 'disk', access: 'write' }], execute: () => clock.sleep(100) }],
    clock,
  });
  const [first, second] = [executor.execute(callsOf('write')), executor.execute(callsOf('write'))];
  const { record } = await clock.runUntil(second);
  expect(record.calls[0]?.waits).toEqual([{ cause: 'conflict', startUs: 0, endUs: 100_000 }]);
  expect((await first).success).toBe(true);
});

it('runs an exclusive call alone in the whole executor', async () => {
  const [alone, other] = [gatedTool('alone'), gatedTool('other')];
  const executor = createExecutor({ tools: [{ ...alone, exclusive: true }, other] });
  const batches = [
    executor.execute(callsOf('other')),
    executor.execute(callsOf('alone')),
    executor.execute(callsOf('other')),
  ];
  await settle();
  expect([other.inFlight, alone.inFlight]).toEqual([1, 0]);
  other.open(0);
  await settle();
  expect([other.inFlight, alone.inFlight]).toEqual([0, 1]);
  alone.open();
  await settle();
  other.open(1);
  for (const { success } of await Promise.all(batches)) expect(success).toBe(true);
});

it('keeps the resources of an abandoned attempt until it settles, but not its slot', async () => {
  const clock = createManualClock();
  const [hangs, other] = [gatedTool('hangs', { timeoutMs: 10 }), gatedTool('other')];
  const executor = createExecutor({
    tools: [{ ...hangs, resources: [{ key: 'disk', access: 'write' }] }, other],
    maxConcurrency: 1,
    clock,
  });
  const first = executor.execute(callsOf('hangs'));
  await clock.advance(10);
  expect((await first).results[0]).toMatchObject({ error: { code: 'TOOL_TIMEOUT' } });
  const [second, beside] = [executor.execute(callsOf('hangs')), executor.execute(callsOf('other'))];
  await settle();
  expect([hangs.startCount, other.startCount]).toEqual([1, 1]);
  other.open();
  await beside;
  hangs.open(0);
  await settle();
  expect(hangs.startCount).toBe(2);
  hangs.open(1);
  expect((await second).success).toBe(true);
  expect(clock.pendingTimers).toBe(0);
});

it('gives an abandoned attempt’s resources away after abandonGraceMs', async () => {
  const clock = createManualClock();
  const hangs = gatedTool('hangs', { timeoutMs: 10 });
  const executor = createExecutor({ tools: [{ ...hangs, exclusive: true }], abandonGraceMs: 100, clock });
  const first = executor.execute(callsOf('hangs'));
  await clock.advance(10);
  await first;
  const second = executor.execute(callsOf('hangs'));
  await clock.advance(99);
  expect(hangs.startCount).toBe(1);
  await clock.advance(1);
  expect(hangs.startCount).toBe(2);
  hangs.open(1);
  expect((await second).success).toBe(true);
});

it('runs one call at a time in call order when not parallel, whatever was learned', async () => {
  const clock = createManualClock();
  const order: string[] = [];
  const tool = (name: string, ms: number) => ({
    name,
    execute: async (_: unknown, { callId }: { callId: string }) => {
      order.push(callId);
      await clock.sleep(ms);
      if (name === 'fails') throw new Error('no');
    },
  });
  const executor = createExecutor({
    tools: [tool('quick', 1), tool('slow', 50), tool('fails', 9)],
    parallel: false,
    clock,
  });
  for (let round = 0; round < 2; round++) {
    const running = executor.execute(callsOf('quick', 'slow', 'fails', 'quick', 'slow'));
    const { record } = await clock.runUntil(running);
    expect(order.splice(0)).toEqual(['c1', 'c2', 'c3', 'c4', 'c5']);
    expect(record.totals).toMatchObject({ maxInFlight: 1, makespanUs: record.totals.sequentialUs });
  }
});

it('starts the call with the longest path first, by what it was told or has learned', async () => {
  const tools = ['short', 'long', 'last'].map((name) => gatedTool(name));
  const executor = createExecutor({ tools, maxConcurrency: 1, durations: { short: 10, long: 20, last: 50 } });
  const started = () => tools.flatMap(({ contexts }) => contexts.map(({ callId }) => callId));
  const running = executor.execute([
    { id: 'short', name: 'short', args: {} },
    { id: 'long', name: 'long', args: {} },
    { id: 'chain', name: 'short', args: {} },
    { id: 'last', name: 'last', args: {}, dependsOn: ['chain'] },
  ]);
  await settle();
  expect(started()).toEqual(['chain']);
  tools[0]?.open(0);
  await settle();
  expect(tools[2]?.startCount).toBe(1);
  tools[2]?.open();
  await settle();
  expect(tools[1]?.startCount).toBe(1);
  tools[1]?.open();
  await settle();
  tools[0]?.open(1);
  expect((await running).success).toBe(true);
});

it('starts a call of low priority in the end, however many of high priority come', async () => {
  const executor = createExecutor({ tools: [{ name: 't', execute: () => settle() }], maxConcurrency: 1 });
  const order: string[] = [];
  executor.subscribe((event) => event.type === 'attempt-start' && order.push(event.callId));
  const batch = executor.open();
  batch.add({ id: 'first', name: 't', args: {} });
  batch.add({ id: 'low', name: 't', args: {}, priority: 0 });
  for (let index = 0; index < 60; index++) {
    const { result } = batch.add({ id: `high ${index}`, name: 't', args: {}, priority: 1 });
    await result;
  }
  batch.seal();
  await batch.result;
  expect(order.indexOf('low')).toBeGreaterThan(1);
  expect(order.indexOf('low')).toBeLessThanOrEqual(34);
});
