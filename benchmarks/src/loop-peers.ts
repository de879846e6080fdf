// The tool loops of others beside ours, each streamed, on the same server with the same tools.
import { createOpenAI } from '@ai-sdk/openai';
import { Agent as MastraAgent } from '@mastra/core/agent';
import { createTool } from '@mastra/core/tools';
import {
  Agent,
  tool as agentTool,
  type Model,
  OpenAIChatCompletionsModel,
  OpenAIResponsesModel,
  Runner,
} from '@openai/agents';
import { createExecutor } from '@parallel-tools/executor';
import { runChat, runResponses } from '@parallel-tools/openai';
import { stepCountIs, streamText, tool } from 'ai';
import OpenAI from 'openai';
import { ResponsesToolRunner } from 'openai/helpers/responses-tool-runner';
import { z } from 'zod';

/** A tool of the comparison. */
export interface LoopTool {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

/** Runs one chat to its end. */
export type Loop = (baseUrl: string, tools: readonly LoopTool[], signal?: AbortSignal) => Promise<unknown>;

const PARAMETERS = {
  type: 'object',
  properties: { n: { type: 'number' } },
  required: ['n'],
  additionalProperties: false,
};
const input = z.object({ n: z.number() });
const clientOn = (baseURL: string) => new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0 });
const executorOf = (tools: readonly LoopTool[], timeoutMs?: number) =>
  createExecutor({
    tools: tools.map(({ name, run }) => ({ name, input, effects: 'read', execute: run })),
    ...(timeoutMs && { timeoutMs }),
  });
const messages = [{ role: 'user' as const, content: 'go' }];

/** @param timeoutMs - Of each tool; the executor's default where none is given. */
export const oursOnChat =
  (timeoutMs?: number): Loop =>
  (baseUrl, tools, signal) =>
    runChat(
      clientOn(baseUrl),
      { model: 'm', messages, stream: true },
      { executor: executorOf(tools, timeoutMs), eager: 'read-only', ...(signal && { signal }) },
    ).result;

export const oursOnResponses: Loop = (baseUrl, tools) =>
  runResponses(
    clientOn(baseUrl),
    { model: 'm', input: 'go', stream: true },
    { executor: executorOf(tools), eager: 'read-only' },
  ).result;

export const runToolsOnChat: Loop = async (baseUrl, tools, signal) => {
  const functions = tools.map(({ name, run }) => ({
    type: 'function' as const,
    function: {
      name,
      description: '',
      parameters: PARAMETERS,
      parse: JSON.parse,
      function: async () => String(await run()),
    },
  }));
  const body = { model: 'm', messages, stream: true as const, tools: functions };
  return clientOn(baseUrl)
    .chat.completions.runTools(body, { ...(signal && { signal }) })
    .finalContent();
};

export const runnerOnResponses: Loop = async (baseUrl, tools) => {
  const functions = tools.map(({ name, run }) => ({
    tool: { type: 'function' as const, name, parameters: PARAMETERS, strict: true },
    independent: true,
    execute: async () => String(await run()),
  }));
  const runner = new ResponsesToolRunner({ functions });
  const options = { stream: true, eager: true, maxConcurrentCalls: 5 };
  return runner.run(clientOn(baseUrl), { model: 'm', input: 'go' }, options);
};

const aiSdk =
  (api: 'chat' | 'responses'): Loop =>
  async (baseURL, tools, abortSignal) => {
    const provider = createOpenAI({ baseURL, apiKey: 'none' });
    const result = streamText({
      model: provider[api]('m'),
      prompt: 'go',
      stopWhen: stepCountIs(5),
      tools: Object.fromEntries(
        tools.map(({ name, run }) => [name, tool({ inputSchema: input, execute: async () => String(await run()) })]),
      ),
      ...(abortSignal && { abortSignal }),
    });
    await result.consumeStream();
  };

export const aiSdkOnChat = aiSdk('chat');
export const aiSdkOnResponses = aiSdk('responses');

/** Keeps no trace: it would be sent somewhere. */
const agentsRunner = new Runner({ tracingDisabled: true });

const agents =
  (modelOn: (client: OpenAI) => Model): Loop =>
  async (baseUrl, tools, signal) => {
    const agent = new Agent({
      name: 'agent',
      model: modelOn(clientOn(baseUrl)),
      tools: tools.map(({ name, run }) =>
        agentTool({ name, description: name, parameters: input, execute: async () => String(await run()) }),
      ),
    });
    const result = await agentsRunner.run(agent, 'go', { stream: true, ...(signal && { signal }) });
    for await (const _ of result);
    await result.completed;
  };

export const agentsOnChat = agents((client) => new OpenAIChatCompletionsModel(client, 'm'));
export const agentsOnResponses = agents((client) => new OpenAIResponsesModel(client, 'm'));

const mastra =
  (api: 'chat' | 'responses'): Loop =>
  async (baseURL, tools, abortSignal) => {
    const agent = new MastraAgent({
      id: 'agent',
      name: 'agent',
      instructions: 'Use tools.',
      // Its types have one reply for both of the model's methods, which no provider's own types have.
      model: createOpenAI({ baseURL, apiKey: 'none' })[api]('m') as never,
      tools: Object.fromEntries(
        tools.map(({ name, run }) => [
          name,
          createTool({ id: name, description: name, inputSchema: input, execute: async () => String(await run()) }),
        ]),
      ),
    });
    const stream = await agent.stream('go', { maxSteps: 5, ...(abortSignal && { abortSignal }) });
    await stream.consumeStream();
  };

export const mastraOnChat = mastra('chat');
export const mastraOnResponses = mastra('responses');

/** What any loop has to do: two requests and, between them, the calls at once. Reads the stream no closer than it must. */
export const idealOnChat: Loop = async (baseUrl, tools) => {
  const post = async (more: readonly object[]) => {
    const response = await fetch(`${baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', stream: true, messages: [...messages, ...more] }),
    });
    return response.text();
  };
  const names = [...(await post([])).matchAll(/"name":"(\w+)"/g)].map(([, name]) => name);
  const outputs = await Promise.all(names.map((name) => tools.find((each) => each.name === name)?.run()));
  await post(outputs.map((content, n) => ({ role: 'tool', tool_call_id: `c${n}`, content })));
};
