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

  it('answers under the ids the calls came with, be they blank or repeated', async () => {
    const calls = [call('a', 'work', '{"n":1}'), call('a', 'work', '{"n":2}'), call('', '', '{"n":3}')];
    const messages = await executeToolCalls(calls, { executor: testExecutor() });
    expect(messages.map(({ tool_call_id }) => tool_call_id)).toEqual(['a', 'a', '']);
    expect(messages.map(({ content }) => content).slice(0, 2)).toEqual(['worked 1', 'worked 2']);
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
