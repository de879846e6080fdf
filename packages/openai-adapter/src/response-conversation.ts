import { REFERENCE_HINT } from '@parallel-tools/executor';
import type OpenAI from 'openai';
import type { CallAnswer } from './answer-text.js';
import { createTakenIds, type TakeCallId } from './call-ids.js';
import { checkIds } from './check-ids.js';
import type { ConversationOptions as ChatOptions } from './conversation.js';
import type { Dialect, ReplyListener, TurnRequest } from './dialect.js';
import { type ResponsesReply, readFunctionCalls, readResponse, readResponseStream } from './read-response.js';
import type {
  CustomToolCallOutput,
  FunctionCallOutput,
  ResponseInputItem,
  ResponsesBody,
  ResponsesClient,
  ResponsesContinuation,
  ResponsesTool,
  ResponsesUsage,
} from './response-types.js';
import type { ModelCall } from './run-types.js';
import { withoutForceInResponses } from './tool-choice.js';

/** What a conversation says besides its body. */
export interface ConversationOptions extends Pick<ChatOptions, 'references'> {
  /** Offered after the body's own, which stand where two have one name. */
  readonly tools: readonly ResponsesTool[];
}

/** A conversation over the Responses API: kept by the server where the body says so, else sent whole with each request. */
export class ResponseConversation implements Dialect<ResponsesUsage> {
  readonly items: ResponseInputItem[];
  readonly takeId: TakeCallId;
  response: OpenAI.Responses.Response | null = null;
  readonly #client: ResponsesClient;
  readonly #body: ResponsesBody;
  readonly #tools: readonly ResponsesTool[];
  readonly #references: boolean;
  /** Items before it are known to the server. */
  #sentCount = 0;
  #previousId: string | null;

  constructor(client: ResponsesClient, body: ResponsesBody, { tools, references }: ConversationOptions) {
    this.#client = client;
    this.#body = body;
    this.#references = references;
    this.#previousId = body.previous_response_id ?? null;
    const { input = [] } = body;
    this.items = typeof input === 'string' ? [{ role: 'user', content: input }] : [...input];
    this.takeId = createTakenIds(
      this.items.flatMap((item) => ('call_id' in item && item.call_id ? [item.call_id] : [])),
    );
    const own = body.tools ?? [];
    const names = new Set(own.map(nameOf));
    this.#tools = [...own, ...tools.filter((tool) => !names.has(nameOf(tool)))];
  }

  get isInOrder(): boolean {
    return this.#body.parallel_tool_calls === false;
  }

  /** What to send to go on. */
  get next(): ResponsesContinuation {
    const input = this.items.slice(this.#sentCount);
    return this.#previousId === null ? { input } : { input, previous_response_id: this.#previousId };
  }

  /** @throws {TypeError} When one of them has no id, or that of another. */
  openCalls(): ModelCall[] {
    const answered = new Set(this.items.map((item) => (isOutput(item) ? item.call_id : null)));
    const open = readFunctionCalls(this.items, (id) => id).filter(({ id }) => !answered.has(id));
    checkIds(open);
    return open;
  }

  answerOpenCalls(answers: readonly CallAnswer[]): void {
    this.items.push(...answers.map(toOutput));
  }

  async request(ask: TurnRequest, listener: ReplyListener, signal: AbortSignal): Promise<ResponsesReply> {
    const body = this.#request(ask);
    const response = await this.#client.responses.create(body, { signal });
    const reply = await (body.stream
      ? readResponseStream(response, listener, signal)
      : readResponse(response, listener));
    this.response = reply.response ?? this.response;
    return reply;
  }

  append(reply: ResponsesReply, answers: readonly CallAnswer[]): void {
    const isKept = reply.status === null || ['completed', 'refusal', 'action_required'].includes(reply.status);
    if (isKept) {
      this.items.push(...reply.items);
      const { id } = reply.response ?? {};
      // What the server keeps needs no sending; where it keeps nothing, all is sent again.
      if (this.#isKeptByServer && typeof id === 'string') {
        this.#sentCount = this.items.length;
        if (this.#previousId !== null) this.#previousId = id;
      }
    } else if (reply.text !== '') this.items.push({ role: 'assistant', content: reply.text });
    this.items.push(...answers.map(toOutput));
  }

  get #isKeptByServer(): boolean {
    return this.#previousId !== null || this.#body.conversation != null;
  }

  #request({ turn, isFinal }: TurnRequest): ResponsesBody {
    const { previous_response_id: _, tool_choice, instructions, ...rest } = this.#body;
    const later = isFinal ? 'none' : withoutForceInResponses(tool_choice);
    const choice = turn === 1 ? tool_choice : later;
    const hint = [instructions, this.#references ? REFERENCE_HINT : null].filter((text) => text != null).join('\n\n');
    return {
      ...rest,
      ...this.next,
      ...(hint === '' ? {} : { instructions: hint }),
      ...(this.#tools.length === 0 ? {} : { tools: [...this.#tools] }),
      ...(choice === undefined ? {} : { tool_choice: choice }),
    } as ResponsesBody; // The spread loses which of the two bodies it is.
  }
}

/** The answer to a call as an item. */
export function toOutput({ call, text }: CallAnswer): FunctionCallOutput | CustomToolCallOutput {
  const type = call.type === 'custom' ? 'custom_tool_call_output' : 'function_call_output';
  return { type, call_id: call.id, output: text };
}

function isOutput(item: ResponseInputItem): item is FunctionCallOutput | CustomToolCallOutput {
  return item.type === 'function_call_output' || item.type === 'custom_tool_call_output';
}

/** Hosted tools have none. */
export function nameOf(tool: ResponsesTool): string | null {
  return 'name' in tool && tool.type === 'function' ? tool.name : null;
}
