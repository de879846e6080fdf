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
  readonly id?: unknown;
  readonly call_id?: unknown;
  readonly name?: unknown;
  readonly arguments?: unknown;
  readonly input?: unknown;
  readonly status?: unknown;
  readonly async?: unknown;
  readonly content?: unknown;
}

/** What is read of an event of a stream. */
interface ServerEvent {
  readonly type?: unknown;
  readonly output_index?: unknown;
  readonly item_id?: unknown;
  readonly item?: ServerItem | null;
  readonly delta?: unknown;
  /** Of a call whose arguments are whole. */
  readonly arguments?: unknown;
  readonly input?: unknown;
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
  const reader = createItemReader(listener);
  let response: ServerResponse | null = null;
  for await (const event of events) {
    if (signal.aborted) break;
    const { type, delta } = event ?? {};
    if (type === 'response.output_text.delta' && typeof delta === 'string') listener.onText(delta);
    reader.add(event ?? {});
    if (TERMINAL.has(String(type)) && isObject(event.response)) response = event.response;
  }
  const output = Array.isArray(response?.output) && response.output.length > 0 ? response.output : reader.items();
  return toReply(response, output, reader.callsOf(output));
}

/** Puts the items of a streamed response together, for where it does not come whole at its end. */
function createItemReader(listener: ReplyListener) {
  const reader = createCallReader(listener.takeId);
  const items: ServerItem[] = [];
  const whole = new Set<number>();
  /** Of calls whose item was not whole so far. */
  const texts = new Map<number, string>();

  const onItem = (index: number, item: ServerItem, isWhole: boolean) => {
    const isNew = items[index] === undefined;
    items[index] = item;
    if (isWhole) texts.delete(index);
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
  const onDelta = (index: number, delta: string) => {
    const item = items[index];
    if (!isCall(item) || whole.has(index)) return;
    texts.set(index, (texts.get(index) ?? '') + delta);
    listener.onArguments(reader.at(index, item).id, delta);
  };
  const withText = (item: ServerItem, index: number): ServerItem => {
    const text = texts.get(index);
    if (text === undefined) return item;
    return item.type === 'custom_tool_call' ? { ...item, input: text } : { ...item, arguments: text };
  };

  return {
    add(event: ServerEvent): void {
      const { item, delta } = event;
      const type = String(event.type);
      if (ITEM.has(type) && isObject(item)) {
        const isWhole = type === 'response.output_item.done';
        onItem(placeOf(event, items, (index) => isWhole && whole.has(index)) ?? items.length, item, isWhole);
        return;
      }
      const index = placeOf(event, items, () => false) ?? items.length - 1;
      if (ARGUMENTS.has(type) && typeof delta === 'string') onDelta(index, delta);
      const text = event.arguments ?? event.input;
      if (WHOLE_ARGUMENTS.has(type) && typeof text === 'string' && !whole.has(index)) texts.set(index, text);
    },
    /** As far as they came, without places that nothing came to. */
    items: () => items.map(withText).filter((item) => item !== undefined),
    /** Calls of the response under the ids that they had while it came. */
    callsOf(output: readonly unknown[]): ModelCall[] {
      const places = items.flatMap((item, index) => (isCall(item) ? [index] : []));
      return output.filter(isCall).map((call, position) => {
        const found = places.findIndex((index) => outerIdOf(items[index]) === outerIdOf(call));
        const [place = items.length + position] = found === -1 ? [] : places.splice(found, 1);
        return reader.at(place, call);
      });
    },
  };
}

/** Where an event belongs: at its index, else at the item with its id; null for a new item. */
function placeOf(
  { type, output_index, item_id, item }: ServerEvent,
  items: readonly ServerItem[],
  isTaken: (index: number) => boolean,
): number | null {
  if (Number.isSafeInteger(output_index) && (output_index as number) >= 0) return output_index as number;
  const id = item?.id ?? item_id;
  const isIt = (other: ServerItem | undefined, index: number) => {
    if (other === undefined || isTaken(index)) return false;
    if (typeof id === 'string' && other.id === id) return true;
    return type === 'response.output_item.done' && other.type === item?.type && other.call_id === item?.call_id;
  };
  const found = items.findLastIndex(isIt);
  return found === -1 ? null : found;
}

const ITEM = new Set(['response.output_item.added', 'response.output_item.done']);
const WHOLE_ARGUMENTS = new Set(['response.function_call_arguments.done', 'response.custom_tool_call_input.done']);
const ARGUMENTS = new Set(['response.function_call_arguments.delta', 'response.custom_tool_call_input.delta']);
const TERMINAL = new Set(['response.completed', 'response.incomplete', 'response.failed', 'response.cancelled']);

/** Reads calls that came whole. */
export function readFunctionCalls(output: readonly unknown[], takeId: TakeCallId): ModelCall[] {
  return createCallReader(takeId).read(output);
}

/** Gives the call at a place of the output one id, whenever it is read. */
function createCallReader(takeId: TakeCallId) {
  const ids = new Map<number, string>();
  const at = (index: number, item: ServerItem): ModelCall => {
    const outerId = outerIdOf(item);
    const id = ids.get(index) ?? takeId(outerId);
    ids.set(index, id);
    const type = item.type === 'custom_tool_call' ? 'custom' : 'function';
    const text = type === 'custom' ? item.input : item.arguments;
    const call = withId({ type, id: outerId, name: textOf(item.name), arguments: toText(text) }, id);
    return item.async === true ? { ...call, async: true } : call;
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

/** Empty for a call without one. */
function outerIdOf({ call_id: id }: ServerItem = {}): string {
  return typeof id === 'string' && id.trim() !== '' ? id : '';
}

function isCall(item: unknown): item is ServerItem {
  const type = isObject(item) ? (item as ServerItem).type : null;
  return type === 'function_call' || type === 'custom_tool_call';
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
