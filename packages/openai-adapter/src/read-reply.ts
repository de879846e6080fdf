import type { TakeCallId } from './call-ids.js';
import type { ChatUsage } from './chat-types.js';
import type { Reply, ReplyListener } from './dialect.js';
import { addFields, type ExtraFields } from './extra-fields.js';
import { parseArguments } from './parse-arguments.js';
import type { ModelCall, RunStatus } from './run-types.js';
import { type AssembledCall, argumentsOf, ToolCallAssembler, type ToolCallDelta } from './tool-call-assembler.js';

/** A reply of Chat Completions. */
export interface ChatReply extends Reply<ChatUsage> {
  /** What else the server said that it wants back. */
  readonly extra: ExtraFields;
}

/** How a stream is read. */
export interface ReadOptions {
  readonly listener: ReplyListener;
  /** Ends the reading, also of a stream that goes on. */
  readonly signal: AbortSignal;
  /** Outside the API, to be kept. */
  readonly fields: readonly string[];
}

/** Reads a streamed completion to its end. */
export async function readStream(
  chunks: AsyncIterable<ServerReply>,
  { listener, signal, fields }: ReadOptions,
): Promise<ChatReply> {
  const reader = createReader(listener, fields);
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
export function readCompletion(
  completion: ServerReply,
  { takeId, onText, onCallStart }: ReplyListener,
  fields: readonly string[],
): ChatReply {
  if (!Array.isArray(completion?.choices)) throw new TypeError('the server answered with no chat completion');
  const { part, finishReason } = readChoice(completion);
  const text = textOf(part.content);
  if (text !== '') onText(text);
  const calls = readToolCalls(objectsOf(part.tool_calls), takeId, fields);
  calls.forEach(onCallStart);
  const extra = addFields({}, part, fields);
  return toReply({ text, refusal: textOf(part.refusal), calls, finishReason, usage: usageOf(completion), extra });
}

/**
 * Only a reply that is known to be whole has its calls executed: `stop` is what Ollama says for one with calls, and OpenAI
 * where a tool was forced.
 */
function toReply(parts: Omit<ChatReply, 'status' | 'statusAfterCalls'>): ChatReply {
  return { ...parts, status: statusOf(parts), statusAfterCalls: null };
}

/** Finish reasons of a reply that is whole. */
const ALLOWS = new Set(['stop', 'tool_calls']);

function statusOf({ finishReason, calls, refusal }: Omit<ChatReply, 'status' | 'statusAfterCalls'>): RunStatus | null {
  if (finishReason === 'length' || finishReason === 'content_filter') return finishReason;
  if (finishReason === null || !ALLOWS.has(finishReason)) return 'incomplete';
  if (refusal !== '') return 'refusal';
  return calls.length === 0 ? 'completed' : null;
}

/** Reads calls that came whole: each is a call, whatever its id. */
export function readToolCalls(
  toolCalls: readonly ToolCallDelta[],
  takeId: TakeCallId,
  fields: readonly string[] = [],
): ModelCall[] {
  return toolCalls.flatMap((toolCall) => {
    const assembler = new ToolCallAssembler();
    assembler.add(toolCall);
    const extra = addFields({}, toolCall, fields);
    return assembler.calls().map((call) => withExtra(withId(call, takeId(call.id)), extra));
  });
}

/** What is read of a completion or a chunk; any of it may be missing or damaged, whatever the client's types say. */
interface ServerReply {
  readonly choices?: readonly ServerChoice[] | null;
  readonly usage?: ChatUsage | null | undefined;
}

interface ServerChoice {
  readonly index?: number | null;
  /** Of a completion. */
  readonly message?: ServerPart | null;
  /** Of a chunk. */
  readonly delta?: ServerPart | null;
  readonly finish_reason?: string | null;
}

interface ServerPart {
  readonly content?: unknown;
  readonly refusal?: unknown;
  readonly tool_calls?: readonly ToolCallDelta[] | null | undefined;
}

function createReader(listener: ReplyListener, fields: readonly string[]) {
  const { takeId, onText, onCallStart, onArguments, onCallWhole, onCallChange } = listener;
  const assembler = new ToolCallAssembler();
  const ids: string[] = [];
  const callExtras: ExtraFields[] = [];
  let extra: ExtraFields = {};
  let text = '';
  let refusal = '';
  let finishReason: string | null = null;
  let usage: ChatUsage | undefined;
  let wholeCount = 0;

  const callAt = (position: number) => {
    const call = assembler.at(position) as AssembledCall;
    return withExtra(withId(call, ids[position] ?? call.id), callExtras[position] ?? {});
  };
  const addCallDelta = (delta: ToolCallDelta) => {
    const position = assembler.add(delta);
    if (position >= ids.length) begin(position, delta);
    callExtras[position] = addFields(callExtras[position] ?? {}, delta, fields);
    const text = argumentsOf(delta);
    if (text !== '') onArguments(ids[position] as string, text);
    if (position < wholeCount) onCallChange(position, callAt(position));
    // A call is known to be whole when the next has begun, and its arguments are an object: neither alone says so.
    while (wholeCount < ids.length - 1 && isObjectText(assembler.at(wholeCount)?.arguments)) {
      onCallWhole(wholeCount, callAt(wholeCount));
      wholeCount += 1;
    }
  };
  const begin = (position: number, delta: ToolCallDelta) => {
    // The id holds from here on, so that all events of a call carry the same one.
    const id = takeId(assembler.at(position)?.id ?? '');
    ids.push(id);
    onCallStart({ id, name: delta.function?.name ?? delta.custom?.name ?? '' });
  };

  return {
    add(chunk: ServerReply): void {
      usage = usageOf(chunk) ?? usage;
      const { part, finishReason: reason } = readChoice(chunk);
      const piece = textOf(part.content);
      text += piece;
      if (piece !== '') onText(piece);
      refusal += textOf(part.refusal);
      extra = addFields(extra, part, fields);
      objectsOf(part.tool_calls).forEach(addCallDelta);
      // A reason that forbids execution stays, whatever comes after it.
      if (reason !== null && (finishReason === null || ALLOWS.has(finishReason))) finishReason = reason;
    },
    reply(): ChatReply {
      const calls = ids.map((_, position) => callAt(position));
      return toReply({ text, refusal, calls, finishReason, usage, extra });
    },
  };
}

function isObjectText(text = ''): boolean {
  // Text that grows is parsed once, when it may be whole.
  return text.trimEnd().endsWith('}') && parseArguments(text).ok;
}

/** A call under its id in the transcript. */
export function withId(call: AssembledCall, id: string): ModelCall {
  return call.id === '' || call.id === id ? { ...call, id } : { ...call, id, externalId: call.id };
}

function withExtra(call: ModelCall, extra: ExtraFields): ModelCall {
  return Object.keys(extra).length === 0 ? call : { ...call, extra };
}

/** The first choice, of which there is only one, or what stands for it in a chunk without any. */
function readChoice(reply: ServerReply): { readonly part: ServerPart; readonly finishReason: string | null } {
  const choice = objectsOf(reply?.choices).find(({ index }) => (index ?? 0) === 0);
  // Some servers send an empty reason for none.
  // Some servers send a chunk's delta with the whole message beside it.
  return { part: choice?.delta ?? choice?.message ?? {}, finishReason: textOf(choice?.finish_reason) || null };
}

function usageOf(reply: ServerReply): ChatUsage | undefined {
  const usage = reply?.usage;
  return typeof usage === 'object' && usage !== null ? usage : undefined;
}

function objectsOf<Value extends object>(list: readonly Value[] | null | undefined): Value[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === 'object' && each !== null) : [];
}

/** Content is text; some servers send parts, of which those that are not text (thinking, say) are left out. */
function textOf(content: unknown): string {
  if (!Array.isArray(content)) return typeof content === 'string' ? content : '';
  return content.map((part) => (part?.type === 'text' ? textOf(part.text) : '')).join('');
}
