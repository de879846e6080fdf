import type { CallAnswer } from './answer-text.js';
import { createCallIds, type TakeCallId } from './call-ids.js';
import type { ChatBody, ChatClient, ChatMessage, ChatTool, ChatUsage, ToolMessage } from './chat-types.js';
import { checkIds } from './check-ids.js';
import type { Dialect, ReplyListener, TurnRequest } from './dialect.js';
import { parseArguments } from './parse-arguments.js';
import { type ChatReply, readCompletion, readStream, readToolCalls } from './read-reply.js';
import { withReferenceHint } from './reference-hint.js';
import type { ModelCall } from './run-types.js';
import { withoutForce } from './tool-choice.js';

/** What a conversation says besides its body. */
export interface ConversationOptions {
  /** Offered after the body's own, which stand where two have one name. */
  readonly tools: readonly ChatTool[];
  /** The model is told that calls may refer to each other. */
  readonly references: boolean;
  readonly replayFields: readonly string[];
}

/** A chat: the body of a run and the messages that grow from it, which can be sent at any moment. */
export class Conversation implements Dialect<ChatUsage> {
  readonly messages: ChatMessage[];
  readonly takeId: TakeCallId;
  readonly #client: ChatClient;
  readonly #body: ChatBody;
  readonly #tools: ReadonlyMap<string, ChatTool>;
  readonly #references: boolean;
  readonly #replayFields: readonly string[];

  constructor(client: ChatClient, body: ChatBody, { tools, references, replayFields }: ConversationOptions) {
    this.#client = client;
    this.#references = references;
    this.#replayFields = replayFields;
    this.messages = [...body.messages];
    this.takeId = createCallIds(body.messages);
    this.#body = body;
    const offered = new Map((body.tools ?? []).map((tool) => [nameOf(tool), tool]));
    for (const tool of tools) if (!offered.has(nameOf(tool))) offered.set(nameOf(tool), tool);
    this.#tools = offered;
  }

  /** The model was asked for one call at a time; should several come all the same, they run one after the other. */
  get isInOrder(): boolean {
    return this.#body.parallel_tool_calls === false;
  }

  /** @throws {TypeError} When one of them has no id, or that of another. */
  openCalls(): ModelCall[] {
    const { calls, answers } = this.#tail();
    const open = calls.filter(({ id }) => !answers.some((answer) => answer.tool_call_id === id));
    if (open.length > 0) checkIds(calls);
    return open;
  }

  answerOpenCalls(given: readonly CallAnswer[]): void {
    const { position, calls, answers } = this.#tail();
    const all = [...answers, ...given.map(toToolMessage)];
    const inOrder = calls.flatMap(({ id }) => all.find((answer) => answer.tool_call_id === id) ?? []);
    this.messages.splice(position + 1, answers.length, ...inOrder);
  }

  async request(ask: TurnRequest, listener: ReplyListener, signal: AbortSignal): Promise<ChatReply> {
    const body = this.#request(ask);
    const response = await this.#client.chat.completions.create(body, { signal });
    const fields = this.#replayFields;
    return body.stream
      ? readStream(response, { listener, signal, fields })
      : readCompletion(response, listener, fields);
  }

  /** The assistant's last message with calls, if nothing but answers follows it. */
  #tail() {
    const position = this.messages.findLastIndex(({ role }) => role !== 'tool');
    const last = this.messages[position];
    const toolCalls = last?.role === 'assistant' ? (last.tool_calls ?? []) : [];
    const answers = this.messages.slice(position + 1).filter((message) => message.role === 'tool');
    return { position, calls: readToolCalls(toolCalls, (id) => id), answers };
  }

  /** The body of the next request: the user's, with messages, tools, and where streamed the usage asked for. */
  #request({ turn, isFinal }: TurnRequest): ChatBody {
    const { tools: _, tool_choice, stream_options, ...rest } = this.#body;
    const later = isFinal ? 'none' : withoutForce(tool_choice);
    const choice = turn === 1 ? tool_choice : later;
    return {
      ...rest,
      messages: this.#references ? withReferenceHint(this.messages) : [...this.messages],
      ...(this.#tools.size === 0 ? {} : { tools: [...this.#tools.values()] }),
      ...(choice === undefined ? {} : { tool_choice: choice }),
      ...(rest.stream ? { stream_options: { include_usage: true, ...stream_options } } : {}),
    } as ChatBody; // The spread loses which of the two bodies it is.
  }

  /** Appends a reply with its calls and their answers at once; without answers it is kept without its calls. */
  append({ text, refusal, extra }: ChatReply, answers: readonly CallAnswer[]): void {
    if (text === '' && refusal === '' && answers.length === 0) return;
    this.messages.push({
      role: 'assistant',
      content: text === '' ? null : text,
      ...(refusal === '' ? {} : { refusal }),
      ...(answers.length === 0 ? {} : { tool_calls: answers.map(({ call }) => this.#toRequestCall(call)), ...extra }),
    });
    this.messages.push(...answers.map(toToolMessage));
  }

  #toRequestCall({ type, id, name, arguments: text, extra }: ModelCall) {
    const legalName = this.#tools.has(name) ? name : toLegalName(name);
    return type === 'custom'
      ? { ...extra, type, id, custom: { name: legalName, input: text } }
      : { ...extra, type, id, function: { name: legalName, arguments: toLegalArguments(text) } };
  }
}

/** The answer to a call as a message. */
export function toToolMessage({ call, text }: CallAnswer): ToolMessage {
  return { role: 'tool', tool_call_id: call.id, content: text };
}

/** What a tool is called. */
export function nameOf(tool: ChatTool): string {
  return tool.type === 'function' ? tool.function.name : tool.custom.name;
}

/** Servers refuse a request that repeats a name they would not take for a tool, which models do make up. */
function toLegalName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64) || 'unknown';
}

/** Some servers parse the arguments of past calls and refuse the request when that fails. */
function toLegalArguments(text: string): string {
  if (text.trim() === '') return '{}';
  return parseArguments(text).ok ? text : JSON.stringify({ unparsed_arguments: text });
}
