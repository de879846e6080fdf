import type OpenAI from 'openai';
import type { TakeCallId } from './call-ids.js';
import type { Reply, ReplyListener } from './dialect.js';
import { withId } from './read-reply.js';
import type { ResponseInputItem, ResponsesUsage } from './response-types.js';
import type { ModelCall, RunStatus } from './run-types.js';

/** A reply of the Responses API. */
export interface ResponsesReply extends Reply<ResponsesUsage> {
  /** As they came, but for calls whose id was missing or taken. */
  readonly items: readonly ResponseInputItem[];
  /** Null when the stream ended before one was whole. */
  readonly response: OpenAI.Responses.Response | null;
}

/** What is read of an item; any of it may be missing, whatever the client's types say. */
interface ServerItem {
  readonly type?: unknown;
  readonly call_id?: unknown;
  readonly name?: unknown;
  readonly arguments?: unknown;
  readonly input?: unknown;
  readonly status?: unknown;
  readonly content?: unknown;
}

/** What is read of an event of a stream. */
interface ServerEvent {
  readonly type?: unknown;
  readonly output_index?: unknown;
  readonly item?: ServerItem | null;
  readonly delta?: unknown;
  readonly response?: ServerResponse | null;
}

interface ServerResponse {
  readonly id?: unknown;
  readonly status?: unknown;
  readonly incomplete_details?: { readonly reason?: unknown } | null;
  readonly output?: unknown;
  readonly usage?: unknown;
}

/** Client-side tools other than functions: the user answers them. */
const FOR_THE_USER = new Set([
  'computer_call',
  'local_shell_call',
  'shell_call',
  'apply_patch_call',
  'mcp_approval_request',
]);

/** @throws {TypeError} When the server's answer is something else. */
export function readResponse(response: ServerResponse, listener: ReplyListener): ResponsesReply {
  if (!Array.isArray(response?.output)) throw new TypeError('the server answered with no response');
  const taken = createCallReader(listener.takeId);
  const calls = taken.read(response.output);
  const { text } = textsOf(response.output);
  if (text !== '') listener.onText(text);
  calls.forEach(listener.onCallStart);
  return toReply(response, response.output, calls);
}

/**
 * Reads a streamed response to its end.
 *
 * @param signal - Ends the reading, also of a stream that goes on.
 */
export async function readResponseStream(
  events: AsyncIterable<ServerEvent>,
  listener: ReplyListener,
  signal: AbortSignal,
): Promise<ResponsesReply> {
  const reader = createCallReader(listener.takeId);
  const items: ServerItem[] = [];
  const whole = new Set<number>();
  let response: ServerResponse | null = null;

  const onItem = (item: ServerItem, outputIndex: unknown, isWhole: boolean) => {
    const index = typeof outputIndex === 'number' ? outputIndex : items.length;
    const isNew = items[index] === undefined;
    items[index] = item;
    if (!isCall(item)) return;
    const call = reader.at(index, item);
    if (isNew) listener.onCallStart(call);
    if (!isWhole) return;
    // The position among the calls is known, as all items before this one have begun.
    const position = items.slice(0, index).filter(isCall).length;
    if (whole.has(index)) listener.onCallChange(position, call);
    else if (item.status !== 'incomplete') listener.onCallWhole(position, call);
    whole.add(index);
  };

  for await (const event of events) {
    if (signal.aborted) break;
    const { type, item, output_index, delta } = event ?? {};
    if (type === 'response.output_text.delta' && typeof delta === 'string') listener.onText(delta);
    if (type === 'response.output_item.added' && isObject(item)) onItem(item, output_index, false);
    if (type === 'response.output_item.done' && isObject(item)) onItem(item, output_index, true);
    if (TERMINAL.has(String(type)) && isObject(event.response)) response = event.response;
  }
  const output = Array.isArray(response?.output) && response.output.length > 0 ? response.output : dense(items);
  return toReply(response, output, reader.read(output));
}

const TERMINAL = new Set(['response.completed', 'response.incomplete', 'response.failed', 'response.cancelled']);

/** Reads calls that came whole. */
export function readFunctionCalls(output: readonly unknown[], takeId: TakeCallId): ModelCall[] {
  return createCallReader(takeId).read(output);
}

/** Gives the call at a place of the output one id, whenever it is read. */
function createCallReader(takeId: TakeCallId) {
  const ids = new Map<number, string>();
  const at = (index: number, item: ServerItem): ModelCall => {
    const outerId = typeof item.call_id === 'string' && item.call_id.trim() !== '' ? item.call_id : '';
    const id = ids.get(index) ?? takeId(outerId);
    ids.set(index, id);
    const type = item.type === 'custom_tool_call' ? 'custom' : 'function';
    const text = type === 'custom' ? item.input : item.arguments;
    return withId({ type, id: outerId, name: textOf(item.name), arguments: toText(text) }, id);
  };
  return {
    at,
    read: (output: readonly unknown[]) => output.flatMap((item, index) => (isCall(item) ? [at(index, item)] : [])),
  };
}

function toReply(response: ServerResponse | null, output: readonly unknown[], calls: readonly ModelCall[]) {
  const items = withIds(output.filter(isObject), calls) as ResponseInputItem[];
  const { text, refusal } = textsOf(output);
  const finishReason = reasonOf(response);
  const isForUser = output.some((item) => isObject(item) && FOR_THE_USER.has(String((item as ServerItem).type)));
  const ending: RunStatus = isForUser ? 'action_required' : 'completed';
  const status = statusOf(finishReason) ?? (refusal !== '' && calls.length === 0 ? 'refusal' : null);
  return {
    status: status ?? (calls.length === 0 ? ending : null),
    statusAfterCalls: isForUser ? ending : null,
    text,
    refusal,
    calls,
    finishReason,
    usage: isObject(response?.usage) ? (response.usage as ResponsesUsage) : undefined,
    items,
    response: response as OpenAI.Responses.Response | null,
  };
}

function reasonOf(response: ServerResponse | null): string | null {
  if (response === null) return null;
  if (response.status !== 'incomplete') return textOf(response.status) || null;
  return textOf(response.incomplete_details?.reason) || 'incomplete';
}

/** Null for a response that is whole. */
function statusOf(finishReason: string | null): RunStatus | null {
  if (finishReason === 'completed') return null;
  if (finishReason === 'max_output_tokens') return 'length';
  return finishReason === 'content_filter' ? finishReason : 'incomplete';
}

/** Items under the ids that their calls have; all others as they are. */
function withIds(output: readonly object[], calls: readonly ModelCall[]): object[] {
  let position = 0;
  return output.map((item) => {
    if (!isCall(item)) return item;
    const { id } = calls[position++] as ModelCall;
    return item.call_id === id ? item : { ...item, call_id: id };
  });
}

function textsOf(output: readonly unknown[]): { readonly text: string; readonly refusal: string } {
  const parts = output.flatMap((item) => {
    const { type, content } = (item ?? {}) as ServerItem;
    return type === 'message' && Array.isArray(content) ? content.filter(isObject) : [];
  }) as { type?: unknown; text?: unknown; refusal?: unknown }[];
  const join = (kind: string, key: 'text' | 'refusal') =>
    parts.map((part) => (part.type === kind ? textOf(part[key]) : '')).join('');
  return { text: join('output_text', 'text'), refusal: join('refusal', 'refusal') };
}

function isCall(item: unknown): item is ServerItem {
  const type = isObject(item) ? (item as ServerItem).type : null;
  return type === 'function_call' || type === 'custom_tool_call';
}

/** Without places that nothing came to. */
function dense(items: readonly ServerItem[]): ServerItem[] {
  return items.filter((item) => item !== undefined);
}

function isObject<Value>(value: Value): value is Value & object {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Some servers send arguments as an object. */
function toText(value: unknown): string {
  return isObject(value) ? JSON.stringify(value) : textOf(value);
}
