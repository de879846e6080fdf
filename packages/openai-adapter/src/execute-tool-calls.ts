import type { BatchLabels, Executor } from '@parallel-tools/executor';
import type OpenAI from 'openai';
import { createCallIds } from './call-ids.js';
import type { ToolMessage } from './chat-types.js';
import { prepareCalls } from './prepare-calls.js';
import { readToolCalls } from './read-reply.js';
import { toToolMessages } from './tool-message.js';

/** Options of `executeToolCalls`. */
export interface ExecuteToolCallsOptions {
  readonly executor: Executor;
  /** Ends the calls; each still has its message. */
  readonly signal?: AbortSignal;
  /** Go to the batch's record. */
  readonly labels?: BatchLabels;
}

/**
 * Runs the tool calls of an assistant message as one batch, for people with a loop of their own. Look at the finish reason
 * before: the calls of a reply that was cut (`length`, `content_filter`, none) must not run.
 *
 * @param toolCalls - As in `completion.choices[0].message.tool_calls`; nothing for none.
 * @returns One tool message per call, in the order of the calls, under the id the call came with, be it blank or repeated;
 *   what went wrong is in the messages.
 * @throws {ExecutorError} `EXECUTOR_CLOSED`, as a rejection.
 * @example
 * messages.push(message, ...(await executeToolCalls(message.tool_calls, { executor })));
 */
export async function executeToolCalls(
  toolCalls: readonly OpenAI.ChatCompletionMessageToolCall[] | null | undefined,
  { executor, ...options }: ExecuteToolCallsOptions,
): Promise<ToolMessage[]> {
  if (!toolCalls?.length) return [];
  const prepared = prepareCalls(readToolCalls(toolCalls, createCallIds([])));
  const calls = prepared.map(({ toolCall }) => toolCall);
  const messages = toToolMessages(prepared, await executor.execute(calls, options));
  return messages.map((message, index) => ({ ...message, tool_call_id: toolCalls[index]?.id ?? '' }));
}
