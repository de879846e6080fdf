import type { BatchLabels, Executor } from '@parallel-tools/executor';
import type OpenAI from 'openai';
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
 * @returns One tool message per call, in the order of the calls; what went wrong is in the messages.
 * @throws {TypeError} As a rejection, before any tool runs: a call without an id, or two with the same, as some servers
 *   send them. Give each an id of its own in the message that you append; `runChat` does.
 * @throws {ExecutorError} `EXECUTOR_CLOSED`, as a rejection.
 * @example
 * messages.push(message, ...(await executeToolCalls(message.tool_calls, { executor })));
 */
export async function executeToolCalls(
  toolCalls: readonly OpenAI.ChatCompletionMessageToolCall[] | null | undefined,
  { executor, ...options }: ExecuteToolCallsOptions,
): Promise<ToolMessage[]> {
  if (!toolCalls?.length) return [];
  checkIds(toolCalls);
  const prepared = prepareCalls(readToolCalls(toolCalls, (id) => id));
  const calls = prepared.map(({ toolCall }) => toolCall);
  return toToolMessages(prepared, await executor.execute(calls, options));
}

function checkIds(toolCalls: readonly { readonly id?: unknown }[]): void {
  const taken = new Set<string>();
  for (const { id } of toolCalls) {
    if (typeof id !== 'string' || id.trim() === '' || taken.has(id))
      throw new TypeError(`every tool call needs an id of its own, got ${JSON.stringify(id)}: its answer is nobody's`);
    taken.add(id);
  }
}
