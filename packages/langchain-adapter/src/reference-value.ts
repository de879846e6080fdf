import { isBaseMessage, ToolMessage } from '@langchain/core/messages';
import { isCommand } from '@langchain/langgraph';

/**
 * What references see of the answer to a call: the text that the model sees, as a value where it is JSON of an object or
 * of a list. Of a Command it is the message in its update; undefined where it has none.
 *
 * @example
 * referenceValue(new ToolMessage({ content: '{"id":7}', tool_call_id: 'a' })); // => { id: 7 }
 */
export function referenceValue(answer: unknown): unknown {
  const message = isBaseMessage(answer) ? answer : isCommand(answer) ? messageIn(answer.update) : undefined;
  if (message === undefined) return undefined;
  const { text } = message;
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function messageIn(update: unknown): ToolMessage | undefined {
  const { messages } = (update ?? {}) as { messages?: unknown };
  return [messages].flat().find((message) => isBaseMessage(message) && ToolMessage.isInstance(message));
}
