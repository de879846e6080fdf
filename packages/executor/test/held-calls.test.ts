import { expect, it } from 'vitest';
import { createExecutor } from '../src/index.js';
import { gatedTool, settle } from '../src/testing/index.js';

const call = (id: string, name = 't') => ({ id, name, args: {} });

it('starts a call before later ones are known', async () => {
  const tool = gatedTool('t');
  const batch = createExecutor({ tools: [tool] }).open();
  batch.add(call('a'));
  expect(tool.startCount).toBe(1);
  batch.add(call('b'));
  expect(tool.startCount).toBe(2);
  batch.seal();
  for (const run of [0, 1]) tool.open(run);
  expect((await batch.result).success).toBe(true);
});

it('holds a call until it is released, and what must come after it as well', async () => {
  const tool = gatedTool('t');
  const executor = createExecutor({ tools: [{ ...tool, resources: [{ key: 'disk', access: 'write' }] }] });
  const batch = executor.open();
  const held = batch.add(call('held'), { hold: true });
  batch.add(call('later'));
  batch.seal();
  await settle();
  expect(tool.startCount).toBe(0);
  held.release();
  held.release();
  expect(tool.contexts.map(({ callId }) => callId)).toEqual(['held']);
  tool.open(0);
  await settle();
  tool.open(1);
  expect((await batch.result).results.map(({ status }) => status)).toEqual(['ok', 'ok']);
});

it('discards a call that has not started: it never runs and is no part of the results', async () => {
  const tool = gatedTool('t');
  const executor = createExecutor({ tools: [tool] });
  const events: string[] = [];
  executor.subscribe((event) => 'callId' in event && event.callId === 'gone' && events.push(event.type));
  const batch = executor.open();
  const gone = batch.add(call('gone'), { hold: true });
  batch.add({ ...call('behind'), dependsOn: ['gone'] });
  batch.add(call('stays'));
  gone.discard();
  gone.release();
  batch.seal();
  tool.open(0);
  const { results, success, record, stats } = await batch.result;
  expect(results.map(({ callId, status }) => `${callId} ${status}`)).toEqual(['behind skipped', 'stays ok']);
  expect(success).toBe(false);
  expect(record.calls[0]).toMatchObject({ callId: 'gone', status: 'cancelled', errorCode: 'DISCARDED' });
  expect(stats.failedCount).toBe(1);
  expect(events).toEqual(['call-queued', 'call-discarded', 'call-end']);
  expect(await gone.result).toMatchObject({ status: 'cancelled', error: { code: 'DISCARDED' } });
});

it('aborts a running call that is discarded, and forgets one that has ended', async () => {
  const tool = gatedTool('t', { honoursSignal: true });
  const batch = createExecutor({ tools: [tool] }).open();
  const [running, ended] = [batch.add(call('running')), batch.add(call('ended'))];
  tool.open(1);
  await ended.result;
  running.discard();
  ended.discard();
  expect(tool.contexts[0]?.signal.aborted).toBe(true);
  batch.seal();
  const { results, success, record } = await batch.result;
  expect([results, success]).toEqual([[], true]);
  expect(record.calls.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
  expect(record.outcome).toBe('ok');
});

it('ends held calls when the batch is aborted', async () => {
  const controller = new AbortController();
  const batch = createExecutor({ tools: [gatedTool('t')] }).open({ signal: controller.signal });
  batch.add(call('held'), { hold: true });
  batch.seal();
  controller.abort();
  expect((await batch.result).results).toMatchObject([{ status: 'cancelled', error: { code: 'ABORTED' } }]);
});

it('does not start what is added by who hears of the failure of a batch that fails fast', async () => {
  const [tool, fails] = [gatedTool('t'), { name: 'fails', execute: () => Promise.reject(new Error('no')) }];
  const executor = createExecutor({ tools: [tool, fails], onError: 'fail-fast' });
  const batch = executor.open({
    onEvent: (event) => {
      if (event.type === 'call-end' && event.callId === 'a') batch.add(call('late'));
    },
  });
  batch.add(call('a', 'fails'));
  await settle();
  batch.seal();
  const { results } = await batch.result;
  expect(results.map(({ status }) => status)).toEqual(['error', 'cancelled']);
  expect(tool.startCount).toBe(0);
});
