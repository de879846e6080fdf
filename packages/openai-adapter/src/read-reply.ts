import type OpenAI from 'openai';
import type { TakeCallId } from './call-ids.js';
import type { ChatUsage, ModelCall } from './chat-types.js';
import { type AssembledCall, ToolCallAssembler, type ToolCallDelta } from './tool-call-assembler.js';

/** One reply of the model, streamed or not. */
export interface Reply {
  readonly text: string;
  readonly refusal: string;
  readonly calls: readonly ModelCall[];
  /** Null when the reply ended without one. */
  readonly finishReason: string | null;
  readonly usage: ChatUsage | undefined;
}

/** What is told of a reply while it comes. */
export interface ReplyListener {
  readonly takeId: TakeCallId;
  readonly onText: (text: string) => void;
  readonly onCallStart: (call: Pick<ModelCall, 'id' | 'name'>) => void;
}

/**
 * Reads a streamed completion to its end.
 *
 * @param signal - Ends the reading, also of a stream that goes on.
 */
export async function readStream(
  chunks: AsyncIterable<ReplyChunk>,
  listener: ReplyListener,
  signal: AbortSignal,
): Promise<Reply> {
  const reader = createReader(listener);
  for await (const chunk of chunks) {
    if (signal.aborted) break;
    reader.add(chunk);
  }
  return reader.reply();
}

/**
 * Reads a completion that came as a whole.
 *
 * @throws {TypeError} When the server's answer is something else.
 */
export function readCompletion(completion: OpenAI.ChatCompletion, listener: ReplyListener): Reply {
  if (!Array.isArray(completion?.choices)) throw new TypeError('the server answered with no chat completion');
  const choice = completion.choices.find(isFirst);
  const text = textOf(choice?.message?.content);
  if (text !== '') listener.onText(text);
  const calls = readToolCalls(choice?.message?.tool_calls ?? [], listener.takeId);
  calls.forEach(listener.onCallStart);
  return {
    text,
    refusal: choice?.message?.refusal ?? '',
    calls,
    finishReason: choice?.finish_reason ?? null,
    usage: completion.usage ?? undefined,
  };
}

/** Reads calls that came whole: each is a call, whatever its id. */
export function readToolCalls(toolCalls: readonly ToolCallDelta[], takeId: TakeCallId): ModelCall[] {
  return toolCalls.flatMap((toolCall) => {
    const assembler = new ToolCallAssembler();
    assembler.add(toolCall);
    return assembler.calls().map((call) => withId(call, takeId(call.id)));
  });
}

/** What is read of a chunk; any of it may be missing, whatever the client's types say. */
interface ReplyChunk {
  readonly choices?: readonly {
    readonly index?: number;
    readonly delta?: {
      readonly content?: unknown;
      readonly refusal?: string | null | undefined;
      readonly tool_calls?: readonly ToolCallDelta[] | null | undefined;
    };
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: ChatUsage | null | undefined;
}

function createReader({ takeId, onText, onCallStart }: ReplyListener) {
  const assembler = new ToolCallAssembler();
  const ids: string[] = [];
  let text = '';
  let refusal = '';
  let finishReason: string | null = null;
  let usage: ChatUsage | undefined;

  const addCallDelta = (delta: ToolCallDelta) => {
    const position = assembler.add(delta);
    if (position < ids.length) return;
    // The id holds from here on, so that all events of a call carry the same one.
    const id = takeId(assembler.calls()[position]?.id ?? '');
    ids.push(id);
    onCallStart({ id, name: delta.function?.name ?? delta.custom?.name ?? '' });
  };

  return {
    add(chunk: ReplyChunk): void {
      usage = chunk.usage ?? usage;
      const choice = chunk.choices?.find(isFirst);
      if (choice === undefined) return;
      const { delta = {}, finish_reason } = choice;
      const piece = textOf(delta.content);
      text += piece;
      if (piece !== '') onText(piece);
      refusal += delta.refusal ?? '';
      for (const call of delta.tool_calls ?? []) addCallDelta(call);
      finishReason = finish_reason ?? finishReason;
    },
    reply(): Reply {
      const calls = assembler.calls().map((call, position) => withId(call, ids[position] ?? call.id));
      return { text, refusal, calls, finishReason, usage };
    },
  };
}

/** A call under its id in the transcript. */
function withId(call: AssembledCall, id: string): ModelCall {
  return call.id === '' || call.id === id ? { ...call, id } : { ...call, id, externalId: call.id };
}

function isFirst({ index }: { readonly index?: number }): boolean {
  return (index ?? 0) === 0;
}

/** Content is text; some servers send parts, of which those that are not text (thinking, say) are left out. */
function textOf(content: unknown): string {
  if (!Array.isArray(content)) return typeof content === 'string' ? content : '';
  return content.map((part) => (part?.type === 'text' ? String(part.text ?? '') : '')).join('');
}
