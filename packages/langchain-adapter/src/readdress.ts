import { isBaseMessage, ToolMessage } from '@langchain/core/messages';
import { Command, isCommand } from '@langchain/langgraph';

/**
 * The answer to another call as the answer to this one: its messages to that call go to this one; what is neither a
 * message nor a Command stays as it is. The messages are copies without
 * id, for LangGraph lets a message take the place of another with its id.
 */
export function readdress(answer: object, fromId: string, toId: string): object {
  if (ToolMessage.isInstance(answer)) return readdressMessage(answer, toId);
  if (!isCommand(answer)) return answer;
  const readdressAny = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(readdressAny);
    return isBaseMessage(value) && ToolMessage.isInstance(value) && value.tool_call_id === fromId
      ? readdressMessage(value, toId)
      : value;
  };
  const { update } = answer;
  if (update === undefined || update === null) return answer;
  const readdressed = Array.isArray(update)
    ? update.map(readdressAny)
    : Object.fromEntries(Object.entries(update).map(([key, value]) => [key, readdressAny(value)]));
  return new Command({ ...answer, update: readdressed as NonNullable<Command['update']> });
}

function readdressMessage(message: ToolMessage, toId: string): ToolMessage {
  const { content, name, artifact, status, metadata, additional_kwargs, response_metadata } = message;
  return new ToolMessage({
    content,
    artifact,
    additional_kwargs,
    response_metadata,
    tool_call_id: toId,
    ...(name !== undefined && { name }),
    ...(status !== undefined && { status }),
    ...(metadata !== undefined && { metadata }),
  });
}
