import { createExecutor } from '@parallel-tools/executor';
import { gatedTool } from '@parallel-tools/executor/testing';
import { describe, expect, it } from 'vitest';
import { executeToolCalls } from '../src/index.js';
import { testExecutor } from './support.js';

const call = (id: string, name: string, args = '{}') =>
  ({ id, type: 'function', function: { name, arguments: args } }) as const;

describe('executeToolCalls', () => {
  it('gives one tool message per call, in call order', async () => {
    const calls = [call('a', 'work', '{"n":1}'), call('b', 'nope'), call('c', 'work', '{'), call('d', 'boom')];
    expect(await executeToolCalls(calls, { executor: testExecutor() })).toEqual([
      { role: 'tool', tool_call_id: 'a', content: 'worked 1' },
      { role: 'tool', tool_call_id: 'b', content: expect.stringContaining('unknown_tool') },
      { role: 'tool', tool_call_id: 'c', content: expect.stringContaining('invalid_arguments') },
      { role: 'tool', tool_call_id: 'd', content: expect.stringContaining('it broke') },
    ]);
  });

  it('runs nothing, and makes no batch, where there are no calls', async () => {
    const executor = testExecutor();
    for (const none of [undefined, null, []]) expect(await executeToolCalls(none, { executor })).toEqual([]);
    expect(executor.stats().batchCount).toBe(0);
  });

  it.each([
    ['missing', [undefined, 'b']],
    ['null', [null, 'b']],
    ['blank', ['a', ' ']],
    ['repeated', ['a', 'b', 'a']],
  ])('throws before anything runs when an id is %s: its answer would be nobody’s', async (_how, ids) => {
    const executor = testExecutor();
    const calls = ids.map((id) => ({ ...call('', 'ping'), id }) as ReturnType<typeof call>);
    const thrown = await executeToolCalls(calls, { executor }).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(TypeError);
    expect(String(thrown)).toMatch(/every tool call needs an id of its own, got (undefined|null|" "|"a"):/);
    expect(executor.executed).toEqual([]);
  });

  it('executes what it is given as one batch, under its labels', async () => {
    const executor = testExecutor();
    const labels: unknown[] = [];
    executor.subscribe((event) => event.type === 'batch-start' && labels.push(event.labels));
    await executeToolCalls([call('a', 'ping'), call('b', 'ping')], { executor, labels: { agent: 'mine' } });
    expect(labels).toEqual([{ agent: 'mine' }]);
    expect(executor.stats()).toMatchObject({ batchCount: 1, callCount: 2 });
  });

  it('executes a custom tool’s call with its input', async () => {
    const executor = testExecutor();
    const custom = { id: 'k', type: 'custom', custom: { name: 'ping', input: '{}' } } as const;
    const [message] = await executeToolCalls([custom], { executor });
    expect(message).toMatchObject({ tool_call_id: 'k', content: 'pong' });
    expect(executor.executed).toEqual([{ input: '{}' }]);
  });

  it('rejects when the executor is closed', async () => {
    const executor = testExecutor();
    await executor.close();
    const pending = executeToolCalls([call('a', 'ping')], { executor });
    await expect(pending).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
  });

  it('answers every call also when it is aborted', async () => {
    const gated = gatedTool('gated');
    const executor = createExecutor({ tools: [gated], maxConcurrency: 1 });
    const controller = new AbortController();
    const pending = executeToolCalls([call('a', 'gated'), call('b', 'gated')], { executor, signal: controller.signal });
    controller.abort();
    const messages = await pending;
    expect(messages.map(({ tool_call_id }) => tool_call_id)).toEqual(['a', 'b']);
    expect(messages[1]?.content).toContain('not executed: aborted');
  });
});
