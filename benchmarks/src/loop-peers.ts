// The tool loops of others beside ours, each streamed, on the same server with the same tools.
import { createOpenAI } from '@ai-sdk/openai';
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
