import { describe, expect, it, vi } from 'vitest';
import { createExecutor, type ExecutorEvent, type ToolCall } from '../src/index.js';
import * as planning from '../src/plan/plan-batch.js';
import { createManualClock } from '../src/testing/index.js';
import { callsOf } from './call.js';

const tools = [
  { name: 'plain', execute: () => 'plain' },
  {
    name: 'ordered',
    dependsOn: ['plain'],
    resources: [{ key: 'file', access: 'write' }] as const,
    exclusive: true,
    execute: () => 'ordered',
  },
];

/** What a batch looks like from outside, without what is new each time. */
const told = (events: readonly ExecutorEvent[]) =>
  events.map((event) => [event.type, 'callId' in event ? event.callId : null]);

describe('an empty batch', () => {
  it('ends at once: it plans nothing, sets no timer and listens to no signal', async () => {
    const clock = createManualClock();
    const setTimer = vi.spyOn(clock, 'setTimer');
    const planBatch = vi.spyOn(planning, 'planBatch');
    const { signal } = new AbortController();
    const listen = vi.spyOn(signal, 'addEventListener');
    const executor = createExecutor({ tools, clock });
    const { results, success } = await executor.execute([], { signal, deadlineMs: 5 });
    expect({ results, success }).toEqual({ results: [], success: true });
    expect([setTimer, planBatch, listen].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0]);
  });

  it('has its events, its record and its place in the statistics', async () => {
    const record = vi.fn();
    const events: ExecutorEvent[] = [];
    const executor = createExecutor({ tools, recorder: { record, flush: async () => {} } });
    const result = await executor.execute([], { onEvent: (event) => events.push(event), labels: { agent: 'one' } });
    expect(told(events)).toEqual([
      ['batch-start', null],
      ['batch-end', null],
    ]);
    expect(result.record).toMatchObject({ outcome: 'ok', calls: [], edges: [], labels: { agent: 'one' }, open: false });
    expect(record).toHaveBeenCalledExactlyOnceWith(result.record, { calls: [], results: [] });
    expect(executor.stats()).toMatchObject({ batchCount: 1, callCount: 0 });
  });

  it('is the same when it was aborted before, and through stream() and open()', async () => {
    const executor = createExecutor({ tools });
    const aborted = await executor.execute([], { signal: AbortSignal.abort() });
    expect(aborted.record.outcome).toBe('ok');
    const streamed: ExecutorEvent[] = [];
    for await (const event of executor.stream([])) streamed.push(event);
    expect(told(streamed)).toEqual([
      ['batch-start', null],
      ['batch-end', null],
    ]);
    const batch = executor.open();
    batch.seal();
    expect((await batch.result).results).toEqual([]);
  });

  it('is no way around what is checked', async () => {
    const executor = createExecutor({ tools });
    await expect(executor.execute([], { deadlineMs: -1 })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await executor.close();
    await expect(executor.execute([])).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
  });
});

describe('a single call', () => {
  it.each(['plain', 'ordered'])('of tool "%s" is not planned, and runs as one beside another would', async (name) => {
    const planBatch = vi.spyOn(planning, 'planBatch');
    planBatch.mockClear();
    const run = async (calls: readonly ToolCall[]) => {
      const events: ExecutorEvent[] = [];
      const clock = createManualClock();
      const executor = createExecutor({ tools, clock });
      const { record, results } = await executor.execute(calls, { onEvent: (event) => events.push(event) });
      return { call: record.calls[0], result: results[0], events: told(events).filter(([, id]) => id === 'c1') };
    };
    const alone = await run(callsOf(name));
    expect(planBatch).not.toHaveBeenCalled();
    const beside = await run(callsOf(name, 'nowhere'));
    expect(planBatch).toHaveBeenCalledTimes(1);
    expect(alone).toEqual(beside);
    planBatch.mockRestore();
  });

  it('is not planned when calls run one at a time', async () => {
    const planBatch = vi.spyOn(planning, 'planBatch');
    const executor = createExecutor({ tools });
    const { success } = await executor.execute(callsOf('ordered'), { parallel: false });
    expect(success).toBe(true);
    expect(planBatch).not.toHaveBeenCalled();
    planBatch.mockRestore();
  });

  it('is told when it needs itself', async () => {
    const executor = createExecutor({ tools, references: true });
    const codes = async (call: Partial<ToolCall>) => {
      const { results } = await executor.execute([{ id: 'c1', name: 'plain', args: {}, ...call }]);
      return results.map((result) => result.status === 'error' && result.error.code);
    };
    expect(await codes({ dependsOn: ['c1'] })).toEqual(['PLAN_CYCLE']);
    expect(await codes({ args: { from: '${calls.1}' } })).toEqual(['INVALID_REFERENCE']);
  });
});
