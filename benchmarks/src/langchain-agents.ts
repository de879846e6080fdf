import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import type { ChatResult } from '@langchain/core/outputs';
import { ChatOpenAI } from '@langchain/openai';
import { type ToolExecutorMiddlewareOptions, toolExecutorMiddleware } from '@parallel-tools/langchain/middleware';
import { createAgent, tool } from 'langchain';
import { z } from 'zod';
import type { Subject } from './compare.ts';
import { search, toolCalls } from './tool-node.ts';

/** What of `createAgent` is measured. */
export interface AgentSubjectOptions {
  readonly version?: 'v1' | 'v2';
  /** With the executor under its calls. */
  readonly ours?: ToolExecutorMiddlewareOptions;
}

/** Runs of an agent whose model asks for so many calls at once and then answers. */
export function agentSubject(callsPerRun: number, { version, ours }: AgentSubjectOptions = {}): Subject {
  const agent = createAgent({
    model: new AskingModel(toolCalls(callsPerRun)),
    tools: [search],
    ...(version !== undefined && { version }),
    ...(ours !== undefined && { middleware: [toolExecutorMiddleware(ours)] }),
  });
  const messages = [new HumanMessage('go')];
  const name = `createAgent ${version ?? (ours === undefined ? '' : JSON.stringify(ours))}`;
  return { name, callsPerRun, run: () => agent.invoke({ messages }) };
}

/** A model that costs next to nothing. */
class AskingModel extends BaseChatModel {
  readonly #toolCalls: ToolCall[];

  constructor(asked: ToolCall[]) {
    super({});
    this.#toolCalls = asked;
  }

  override _llmType(): string {
    return 'asking';
  }

  override bindTools(): this {
    return this;
  }

  override async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const isFirst = messages.at(-1)?.type === 'human';
    const message = new AIMessage(isFirst ? { content: '', tool_calls: this.#toolCalls } : 'done');
    return { generations: [{ text: '', message }] };
  }
}

/** A tool of the comparison. */
export interface NapTool {
  readonly name: string;
  readonly run: () => Promise<string>;
}

/** One run of an agent with LangChain's OpenAI client on that server. */
export async function streamingAgent({
  baseUrl,
  api,
  tools,
  eager,
}: {
  readonly baseUrl: string;
  readonly api: 'chat' | 'responses';
  readonly tools: readonly NapTool[];
  readonly eager: 'off' | 'read-only';
}): Promise<void> {
  const model = new ChatOpenAI({
    model: 'm',
    apiKey: 'none',
    maxRetries: 0,
    useResponsesApi: api === 'responses',
    configuration: { baseURL: baseUrl },
  });
  const toolOptions = Object.fromEntries(tools.map(({ name }) => [name, { effects: 'read' as const }]));
  const agent = createAgent({
    model,
    tools: tools.map(({ name, run }) =>
      tool(run, { name, description: 'Takes its time.', schema: z.object({ n: z.number() }) }),
    ),
    middleware: [toolExecutorMiddleware({ eager, toolOptions })],
  });
  // Streamed either way, as a chat that shows its tokens is.
  const stream = await agent.stream({ messages: [new HumanMessage('go')] }, { streamMode: 'messages' });
  for await (const _ of stream);
}
