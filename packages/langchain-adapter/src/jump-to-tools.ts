import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';

/** Names of the calls by which `createAgent` gets structured output; it answers them itself. */
const STRUCTURED_OUTPUT_PREFIX = 'extract-';

/**
 * Says, after the model, that all calls of its message shall go to the tools in one task: LangChain then makes one task
 * for the message instead of one for each call. Where nothing is left to run the agent finds its way itself.
 */
export function jumpToTools({
  messages,
}: {
  readonly messages: readonly BaseMessage[];
}): { jumpTo: 'tools' } | undefined {
  const message = messages.findLast((candidate) => AIMessage.isInstance(candidate));
  const answers = messages.filter((candidate) => ToolMessage.isInstance(candidate));
  const answeredIds = new Set(answers.map((answer) => answer.tool_call_id));
  const pending = message?.tool_calls?.filter(({ id }) => id === undefined || !answeredIds.has(id)) ?? [];
  if (pending.length === 0 || pending.some(({ name }) => name.startsWith(STRUCTURED_OUTPUT_PREFIX))) return undefined;
  return { jumpTo: 'tools' };
}
