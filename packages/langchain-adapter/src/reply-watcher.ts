import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { AIMessage, type AIMessageChunk } from '@langchain/core/messages';
import { type CallPiece, StreamedCalls, type StreamedCallsListener } from './streamed-calls.js';

/** What is told of one reply of a model. */
export interface ReplyListener extends StreamedCallsListener {
  /** @param message - Null when the reply does not allow what began before its end: it was cut, refused or has no known end. */
  onEnd(message: AIMessage | null): void;
}

/** A piece of a reply, as LangChain's content-block events have it. */
interface StreamEvent {
  readonly event: string;
  readonly index?: number;
  readonly content?: { readonly type?: string; readonly id?: string; readonly name?: string; readonly args?: unknown };
  readonly delta?: { readonly fields?: { readonly type?: string } & CallPiece };
}

/**
 * Follows the replies of a model while they stream. LangChain streams the reply to a plain `invoke` as well when one of the
 * handlers asks for it, and calls a handler from within the reading of the stream.
 */
export class ReplyWatcher extends BaseCallbackHandler {
  readonly name = 'parallel-tools';
  readonly lc_prefer_streaming = true;
  override readonly awaitHandlers = true;
  readonly #begin: () => ReplyListener;
  /** By run: a model that is asked again after an error answers in another run. */
  readonly #replies = new Map<string, { readonly listener: ReplyListener; readonly calls: StreamedCalls }>();

  constructor(begin: () => ReplyListener) {
    super();
    this.#begin = begin;
  }

  override handleLLMNewToken(
    ...[, , runId, , , fields]: Parameters<NonNullable<BaseCallbackHandler['handleLLMNewToken']>>
  ): void {
    const chunk = fields?.chunk;
    const message = chunk !== undefined && 'message' in chunk ? chunk.message : undefined;
    // Not by the chunks' own class, which a second copy of LangChain's core has again.
    if (!AIMessage.isInstance(message)) return;
    const { tool_call_chunks: pieces = [] } = message as AIMessageChunk;
    for (const piece of pieces) this.#reply(runId).calls.append(piece);
  }

  /** In place of tokens, where another handler asks for content-block events. */
  override handleChatModelStreamEvent(streamEvent: object, runId: string): void {
    const { event, index, content, delta } = streamEvent as StreamEvent;
    if (index === undefined) return;
    if (event === 'content-block-start' && content?.type === 'tool_call_chunk') {
      const { id, name } = content;
      this.#reply(runId).calls.set({ index, ...(id !== undefined && { id }), ...(name !== undefined && { name }) });
    }
    if (event === 'content-block-delta' && delta?.fields?.type === 'tool_call_chunk')
      this.#reply(runId).calls.set({ ...delta.fields, index });
    if (event === 'content-block-finish' && content?.type === 'tool_call') this.#reply(runId).calls.end(index);
  }

  override handleLLMEnd(...[output, runId]: Parameters<NonNullable<BaseCallbackHandler['handleLLMEnd']>>): void {
    const generation = output.generations[0]?.[0];
    const message = generation !== undefined && 'message' in generation ? generation.message : undefined;
    const isWhole = AIMessage.isInstance(message) && allowsCalls(message, generation?.generationInfo);
    this.#end(runId, isWhole ? message : null);
  }

  override handleLLMError(...[, runId]: Parameters<NonNullable<BaseCallbackHandler['handleLLMError']>>): void {
    this.#end(runId, null);
  }

  #reply(runId: string) {
    const known = this.#replies.get(runId);
    if (known !== undefined) return known;
    const listener = this.#begin();
    const begun = { listener, calls: new StreamedCalls(listener) };
    this.#replies.set(runId, begun);
    return begun;
  }

  #end(runId: string, message: AIMessage | null): void {
    this.#replies.get(runId)?.listener.onEnd(message);
    this.#replies.delete(runId);
  }
}

/** What providers call the end of a reply whose calls are whole. */
const WHOLE: ReadonlySet<string> = new Set([
  'stop',
  'tool_calls',
  'function_call',
  'tool_use',
  'end_turn',
  'completed',
]);

/** Only a reply that is known to be whole: one that was cut has calls that are cut themselves. */
function allowsCalls({ response_metadata, additional_kwargs }: AIMessage, info: object | undefined): boolean {
  if (additional_kwargs.refusal) return false;
  const metadata: Record<string, unknown> = { ...info, ...response_metadata };
  const { finish_reason, stop_reason, finishReason, stopReason, status } = metadata;
  const reason = finish_reason ?? stop_reason ?? finishReason ?? stopReason ?? status;
  return typeof reason === 'string' && WHOLE.has(reason.toLowerCase());
}
