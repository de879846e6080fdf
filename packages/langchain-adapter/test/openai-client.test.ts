import { LLMock } from '@copilotkit/aimock';
import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { ChatOpenAI } from '@langchain/openai';
import { createExecutor } from '@parallel-tools/executor';
import { createAgent } from 'langchain';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ToolNode } from '../src/index.js';
import { toolExecutorMiddleware } from '../src/middleware.js';
import { boom, echo, loopOf, memoryRecorder, toolMessages } from './support.js';

const HELLO = { messages: [new HumanMessage('go')] };
const TOOLS = [echo, boom];
const server = new LLMock({ port: 0 });

const model = () =>
  new ChatOpenAI({ model: 'gpt-test', apiKey: 'none', configuration: { baseURL: `${server.url}/v1` }, maxRetries: 0 });

beforeAll(async () => {
  const toolCalls = [
    { name: 'echo', arguments: { n: 1 } },
    { name: 'boom', arguments: {} },
    { name: 'echo', arguments: { n: 'x' } },
    { name: 'nope', arguments: {} },
    { name: 'echo', arguments: { n: 2 } },
  ];
  server.on({ hasToolResult: false }, { toolCalls });
  server.on({ hasToolResult: true }, { content: 'done' });
  await server.start();
});

afterAll(() => server.stop());

describe('with the OpenAI client', () => {
  const recorder = memoryRecorder();
  const executor = createExecutor({ tools: [], maxConcurrency: 2, recorder });

  beforeEach(() => {
    recorder.records.length = 0;
  });

  const graph = () =>
    loopOf((messages) => model().bindTools(TOOLS).invoke(messages), new ToolNode(TOOLS, { executor }));

  const middleware = [toolExecutorMiddleware({ executor })];

  it.each([
    ['a StateGraph', () => graph()],
    ['createReactAgent', () => createReactAgent({ llm: model(), tools: new ToolNode(TOOLS, { executor }) })],
    ['createAgent v1', () => createAgent({ model: model(), tools: TOOLS, version: 'v1', middleware })],
    ['createAgent v2', () => createAgent({ model: model(), tools: TOOLS, middleware })],
  ])('%s answers every call of the model once, and the model goes on', async (_name, agentOf) => {
    const { messages } = await (agentOf() as ReturnType<typeof graph>).invoke(HELLO);
    const asked = messages.find((message) => AIMessage.isInstance(message))?.tool_calls?.map(({ id }) => id);
    expect(toolMessages(messages).map(({ tool_call_id }) => tool_call_id)).toEqual(asked);
    expect(toolMessages(messages).map(({ status }) => status ?? 'success')).toEqual([
      'success',
      'error',
      'error',
      'error',
      'success',
    ]);
    expect(messages.at(-1)?.content).toBe('done');
    expect(recorder.records.map(({ totals }) => [totals.callCount, totals.okCount, totals.errorCount])).toEqual([
      [5, 2, 3],
    ]);
  });
});
