import { expect, it } from 'vitest';
import { createExecutor } from '../../src/index.js';
import { callsOf } from '../call.js';

const codesOf = (results: readonly object[]) =>
  results.map((result) => ('error' in result ? (result.error as { code: string }).code : 'ok'));

it('runs the first calls of a batch, as many as it may', async () => {
  const executor = createExecutor({ tools: [{ name: 'a', execute: () => 1 }] });
  const { results } = await executor.execute(callsOf('a', 'a', 'a'), { maxCalls: 2 });
  expect(codesOf(results)).toEqual(['ok', 'ok', 'BUDGET_EXCEEDED']);
  const open = executor.open({ maxCalls: 0 });
  const pending = open.add({ id: 'c1', name: 'a', args: {} });
  open.seal();
  expect(codesOf([await pending.result])).toEqual(['BUDGET_EXCEEDED']);
});

it('skips what needs a call that was beyond it', async () => {
  const executor = createExecutor({ tools: [{ name: 'a', execute: () => 1 }] });
  const [first, second] = callsOf('a', 'a');
  const calls = [{ ...first!, dependsOn: ['c2'] }, second!];
  const { results } = await executor.execute(calls, { maxCalls: 1 });
  expect(results.map(({ status }) => status)).toEqual(['skipped', 'error']);
});

it('counts over all batches and views of an executor, until configure gives more; plans cost nothing', async () => {
  const executor = createExecutor({ tools: [{ name: 'a', execute: () => 1 }], maxCalls: 3 });
  executor.plan(callsOf('a', 'a', 'a', 'a'));
  await executor.execute(callsOf('a', 'a'));
  const view = executor.withTools([{ name: 'b', execute: () => 1 }]);
  const { results } = await view.execute(callsOf('b', 'b'));
  expect(codesOf(results)).toEqual(['ok', 'BUDGET_EXCEEDED']);
  executor.configure({ maxCalls: 4 });
  expect(codesOf((await executor.execute(callsOf('a', 'a'))).results)).toEqual(['ok', 'BUDGET_EXCEEDED']);
});

it('says what is out of range', () => {
  const tools = [{ name: 'a', execute: () => 1 }];
  expect(() => createExecutor({ tools, maxCalls: -1 })).toThrow('maxCalls must be an integer ≥ 0 or Infinity, got -1');
});

it('of a batch that repeats another counts what it runs, not what it takes over', async () => {
  const executor = createExecutor({ tools: [{ name: 'a', execute: () => 1 }] });
  const first = await executor.execute(callsOf('a', 'a', 'a', 'a', 'a'), { maxCalls: 2 });
  const second = await executor.retryFailed(first, { maxCalls: 2 });
  expect(codesOf(second.results)).toEqual(['ok', 'ok', 'ok', 'ok', 'BUDGET_EXCEEDED']);
});
