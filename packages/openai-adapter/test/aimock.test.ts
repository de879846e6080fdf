import { LLMock } from '@copilotkit/aimock';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { executeToolCalls, runChat, toChatTools } from '../src/index.js';
import { checkTranscript } from './check-transcript.js';
import { QUESTION, resultOf, testExecutor } from './support.js';

const server = new LLMock({ port: 0 });
const client = () => new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 });

beforeAll(async () => {
  const toolCalls = [1, 2, 3].map((n) => ({ name: 'work', arguments: `{"n":${n}}` }));
  server.on({ hasToolResult: false }, { toolCalls });
  server.on({ hasToolResult: true }, { content: 'three pieces of work are done' });
  await server.start();
});
afterAll(() => server.stop());

it.each([true, false])('goes through a chat with a server of another hand, stream: %s', async (stream) => {
  const executor = testExecutor();
  const run = runChat(client(), { model: 'gpt-test', messages: QUESTION, stream }, { executor });
  const { status, text, usage } = await resultOf(run);
  expect([status, text]).toEqual(['completed', 'three pieces of work are done']);
  expect(executor.executed).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  expect(usage?.total_tokens).toBeGreaterThan(0);
});

it('serves a loop of one’s own', async () => {
  const executor = testExecutor();
  const messages: OpenAI.ChatCompletionMessageParam[] = [...QUESTION];
  const tools = toChatTools(executor);
  for (let turn = 1; turn <= 2; turn++) {
    const { choices } = await client().chat.completions.create({ model: 'gpt-test', messages, tools });
    const { message } = choices[0]!;
    messages.push(message, ...(await executeToolCalls(message.tool_calls, { executor })));
  }
  expect(messages.at(-1)).toMatchObject({ role: 'assistant', content: 'three pieces of work are done' });
  expect(executor.executed).toHaveLength(3);
  checkTranscript(messages.map((message) => (message.role === 'assistant' ? requestFields(message) : message)));
});

function requestFields({ role, content, tool_calls }: OpenAI.ChatCompletionAssistantMessageParam) {
  return { role, content: content ?? null, ...(tool_calls && { tool_calls }) };
}
