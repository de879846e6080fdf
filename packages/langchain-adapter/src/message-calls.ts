import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';

/** The calls of the message that a model sent last. */
export interface MessageCalls {
  readonly message: AIMessage | undefined;
  readonly calls: readonly ToolCall[];
  /** Of those calls that have one, by their ids. */
  readonly answers: ReadonlyMap<string, ToolMessage>;
}

/** Answers before the message are to other calls, also where a model uses an id again. */
export function messageCalls(messages: readonly BaseMessage[]): MessageCalls {
  const index = messages.findLastIndex((candidate) => AIMessage.isInstance(candidate));
  const message = messages[index] as AIMessage | undefined;
  const answers = new Map<string, ToolMessage>();
  for (const later of messages.slice(index + 1)) {
    if (ToolMessage.isInstance(later)) answers.set(later.tool_call_id, later);
  }
  return { message, calls: message?.tool_calls ?? [], answers };
}

/** Those that may still come: without an answer, or without an id by which they could have one. */
export function pendingCalls({ calls, answers }: MessageCalls): ToolCall[] {
  return calls.filter(({ id }) => !id || !answers.has(id));
}

/**
 * Tells where in its message each call stands, from 1; each place is given once, and what is no call of the message comes
 * behind them.
 */
export function createPlaces(calls: readonly ToolCall[]): (call: ToolCall) => number {
  const free = new Set(calls.keys());
  const byCall = new Map(calls.map((call, index) => [call, index]));
  const byId = Map.groupBy(calls.keys(), (index) => calls[index]?.id);
  let last = calls.length;
  const isSame = (index: number, { name }: ToolCall) => free.has(index) && calls[index]?.name === name;
  return (call) => {
    const own = byCall.get(call);
    const index = own !== undefined && free.has(own) ? own : byId.get(call.id)?.find((other) => isSame(other, call));
    if (index === undefined) {
      last += 1;
      return last;
    }
    free.delete(index);
    return index + 1;
  };
}
