import { AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages';
import { createExecutor } from '@parallel-tools/executor';
import { createDeepAgent } from 'deepagents';
import { fakeModel } from 'langchain';
import { expect, it } from 'vitest';
import { toolExecutorMiddleware } from '../src/middleware.js';
import { echo, memoryRecorder, toolMessages } from './support.js';

it.each([{}, { batch: true }])('runs the calls of a deep agent, and of those that it asks: %j', async (options) => {
  const recorder = memoryRecorder();
  const executor = createExecutor({ tools: [], recorder, maxConcurrency: 2 });
  const model = fakeModel()
    .respondWithTools([
      { name: 'echo', args: { n: 1 }, id: 'a' },
      { name: 'write_file', args: { file_path: '/tea.txt', content: 'leaves' }, id: 'b' },
      { name: 'task', args: { description: 'find out', subagent_type: 'helper' }, id: 'c' },
    ])
    .respond(new AIMessage('helped'))
    .respond(new AIMessage('done'));
  const agent = createDeepAgent({
    model,
    tools: [echo],
    middleware: [toolExecutorMiddleware({ executor, ...options })],
    subagents: [{ name: 'helper', description: 'helps', systemPrompt: 'Help.', tools: [echo] }],
  });
  const { messages, files } = (await agent.invoke({ messages: [new HumanMessage('go')] })) as unknown as {
    messages: BaseMessage[];
    files: object;
  };
  expect(toolMessages(messages).map(({ tool_call_id, text }) => [tool_call_id, text])).toMatchObject([
    ['a', 'echo 1'],
    ['b', expect.stringContaining('/tea.txt')],
    ['c', 'helped'],
  ]);
  expect(Object.keys(files)).toEqual(['/tea.txt']);
  expect(recorder.records.map(({ totals }) => [totals.callCount, totals.okCount])).toEqual([[3, 3]]);
  await executor.close();
});
