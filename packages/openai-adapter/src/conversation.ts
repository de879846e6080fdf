import type OpenAI from 'openai';
import type { ChatBody, ChatMessage } from './chat-types.js';
import type { Reply } from './read-reply.js';
import type { PreparedCall } from './to-tool-calls.js';

/** The body of a run and the messages that grow from it. */
export class Conversation {
  readonly messages: ChatMessage[];
  readonly #body: ChatBody;
  readonly #tools: readonly OpenAI.ChatCompletionTool[];

  /** @param tools - Offered beside the body's own, which go before one of the same name. */
  constructor(body: ChatBody, tools: readonly OpenAI.ChatCompletionFunctionTool[]) {
    this.messages = [...body.messages];
    this.#body = body;
    const own = body.tools ?? [];
    const taken = new Set(own.map(nameOf));
    this.#tools = [...own, ...tools.filter((tool) => !taken.has(tool.function.name))];
  }

  /** The model was asked for one call at a time; should several come all the same, they run one after the other. */
  get isInOrder(): boolean {
    return this.#body.parallel_tool_calls === false;
  }

  /** The body of the next request. */
  request(turn: number): ChatBody {
    const { tools: _own, tool_choice, stream_options, ...rest } = this.#body;
    return {
      ...rest,
      messages: this.messages,
      ...(this.#tools.length === 0 ? {} : { tools: [...this.#tools] }),
      ...(tool_choice === undefined
        ? {}
        : { tool_choice: turn === 1 || !isForced(tool_choice) ? tool_choice : 'auto' }),
      ...(rest.stream ? { stream_options: { include_usage: true, ...stream_options } } : {}),
    } as ChatBody;
  }

  /** Appends a reply whose calls will all be answered, or none of them kept. */
  appendReply({ text, refusal }: Reply, calls: readonly PreparedCall[]): void {
    if (text === '' && refusal === '' && calls.length === 0) return;
    this.messages.push({
      role: 'assistant',
      content: text === '' ? null : text,
      ...(refusal === '' ? {} : { refusal }),
      ...(calls.length === 0 ? {} : { tool_calls: calls.map(toRequestCall) }),
    });
  }
}

function toRequestCall({ toolCall, arguments: text }: PreparedCall): OpenAI.ChatCompletionMessageFunctionToolCall {
  return { id: toolCall.id, type: 'function', function: { name: toolCall.name, arguments: text === '' ? '{}' : text } };
}

function nameOf(tool: OpenAI.ChatCompletionTool): string {
  return tool.type === 'function' ? tool.function.name : tool.custom.name;
}

/** A choice that would make the model ask for tools for ever. */
function isForced(choice: OpenAI.ChatCompletionToolChoiceOption): boolean {
  return choice !== 'auto' && choice !== 'none';
}
