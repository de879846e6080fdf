import { createCallIds, type TakeCallId } from './call-ids.js';
import type { ChatBody, ChatMessage, ChatTool, ModelCall, ToolMessage } from './chat-types.js';
import { parseArguments } from './parse-arguments.js';
import type { Reply } from './read-reply.js';
import { withoutForce } from './tool-choice.js';

/** The body of a run and the messages that grow from it, which can be sent at any moment. */
export class Conversation {
  readonly messages: ChatMessage[];
  readonly takeId: TakeCallId;
  readonly #body: ChatBody;
  readonly #tools: ReadonlyMap<string, ChatTool>;

  /** @param tools - Offered after the body's own, which stand where two have one name. */
  constructor(body: ChatBody, tools: readonly ChatTool[]) {
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

  /** The body of the next request: the user's, with messages, tools, and where streamed the usage asked for. */
  request(turn: number): ChatBody {
    const { tools: _, tool_choice, stream_options, ...rest } = this.#body;
    const choice = turn === 1 ? tool_choice : withoutForce(tool_choice);
    return {
      ...rest,
      messages: [...this.messages],
      ...(this.#tools.size === 0 ? {} : { tools: [...this.#tools.values()] }),
      ...(choice === undefined ? {} : { tool_choice: choice }),
      ...(rest.stream ? { stream_options: { include_usage: true, ...stream_options } } : {}),
    } as ChatBody; // The spread loses which of the two bodies it is.
  }

  /** Appends a reply with its calls and their answers at once; without answers it is kept without its calls. */
  append({ text, refusal, calls }: Reply, answers: readonly ToolMessage[]): void {
    if (text === '' && refusal === '' && answers.length === 0) return;
    this.messages.push({
      role: 'assistant',
      content: text === '' ? null : text,
      ...(refusal === '' ? {} : { refusal }),
      ...(answers.length === 0 ? {} : { tool_calls: calls.map((call) => this.#toRequestCall(call)) }),
    });
    this.messages.push(...answers);
  }

  #toRequestCall({ type, id, name, arguments: text }: ModelCall) {
    const legalName = this.#tools.has(name) ? name : toLegalName(name);
    return type === 'custom'
      ? { type, id, custom: { name: legalName, input: text } }
      : { type, id, function: { name: legalName, arguments: toLegalArguments(text) } };
  }
}

function nameOf(tool: ChatTool): string {
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
