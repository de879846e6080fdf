import type OpenAI from 'openai';
import type { ToolMessage } from './chat-types.js';
import { checkIds } from './check-ids.js';
import { toToolMessage } from './conversation.js';
import { type ExecuteCallsOptions, executeCalls } from './execute-calls.js';
import { readToolCalls } from './read-reply.js';

/** Options of `executeToolCalls`. */
export type ExecuteToolCallsOptions = ExecuteCallsOptions;

/**
 * Runs the tool calls of an assistant message as one batch, for people with a loop of their own. Look at the finish reason
 * before: the calls of a reply that was cut (`length`, `content_filter`, none) must not run.
 *
 * @param toolCalls - As in `completion.choices[0].message.tool_calls`; nothing for none.
 * @returns One tool message per call, in the order of the calls; what went wrong is in the messages.
 * @throws {TypeError} As a rejection, before any tool runs: a call without an id, or two with the same, as some servers
 *   send them. Give each an id of its own in the message that you append; `runChat` does.
 * @throws {ExecutorError} `EXECUTOR_CLOSED`, as a rejection.
 * @example
 * messages.push(message, ...(await executeToolCalls(message.tool_calls, { executor })));
 */
export async function executeToolCalls(
  toolCalls: readonly OpenAI.ChatCompletionMessageToolCall[] | null | undefined,
  options: ExecuteToolCallsOptions,
): Promise<ToolMessage[]> {
  if (!toolCalls?.length) return [];
  checkIds(toolCalls);
  const answers = await executeCalls(
    readToolCalls(toolCalls, (id) => id),
    options,
  );
  return answers.map(toToolMessage);
}
