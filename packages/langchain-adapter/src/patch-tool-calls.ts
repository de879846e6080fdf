import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';

const NOT_ANSWERED = 'Cancelled: the run ended before this call had an answer.';

/**
 * The messages with every tool call answered once, right after the message that asks for it, as providers demand. A call
 * whose run was aborted, or left behind at an interrupt, gets an answer with `status: 'error'` that says so; an answer that
 * comes twice is dropped, and one that stands apart is moved. The middleware does it by itself; in a graph of your own give
 * the result to the model.
 *
 * @returns The list given, when nothing is to be changed; it is never written to.
 * @example
 * const reply = await model.invoke(patchToolCalls(state.messages));
 */
export function patchToolCalls(messages: BaseMessage[]): BaseMessage[] {
  const patched: BaseMessage[] = [];
  for (let start = 0; start < messages.length; ) {
    const end = nextOfModel(messages, start + 1);
    patched.push(...patchStretch(messages.slice(start, end)));
    start = end;
  }
  const isSame = patched.length === messages.length && patched.every((message, index) => message === messages[index]);
  return isSame ? messages : patched;
}

function nextOfModel(messages: readonly BaseMessage[], from: number): number {
  let index = from;
  while (index < messages.length && !AIMessage.isInstance(messages[index])) index += 1;
  return index;
}

/** From a message of the model up to the next one. */
function patchStretch([message, ...others]: BaseMessage[]): BaseMessage[] {
  if (message === undefined) return [];
  const calls = (AIMessage.isInstance(message) && message.tool_calls) || [];
  const openCalls = new Map(calls.filter(({ id }) => id).map(({ id, name }) => [id as string, name]));
  if (openCalls.size === 0) return [message, ...others];
  const askedIds = new Set(openCalls.keys());
  const isAnswer = (other: BaseMessage): other is ToolMessage =>
    ToolMessage.isInstance(other) && askedIds.has(other.tool_call_id);
  const answers = others.filter(isAnswer).filter(({ tool_call_id }) => openCalls.delete(tool_call_id));
  const missing = [...openCalls].map(
    ([id, name]) => new ToolMessage({ content: NOT_ANSWERED, tool_call_id: id, name, status: 'error' }),
  );
  return [message, ...answers, ...missing, ...others.filter((other) => !isAnswer(other))];
}
