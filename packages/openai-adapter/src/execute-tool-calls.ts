import type { BatchLabels, BatchResult, Executor, ExecutorEvent } from '@parallel-tools/executor';
import type OpenAI from 'openai';
import type { ToolMessage } from './chat-types.js';
import { functionOf } from './read-reply.js';
import { type PreparedCall, toToolCalls } from './to-tool-calls.js';
import { toToolMessage } from './tool-message.js';

/** Options of `executeToolCalls`. */
export interface ExecuteToolCallsOptions {
  readonly executor: Executor;
  /** Ends the calls; each still has its message. */
  readonly signal?: AbortSignal;
  /** Go to the batch's record. */
  readonly labels?: BatchLabels;
}

/**
 * Runs the tool calls of an assistant message, for people with a loop of their own.
 *
 * @param toolCalls - As in `completion.choices[0].message.tool_calls`; undefined for none. Ids must be there and unique.
 * @returns One tool message per call, in the order of the calls; what went wrong is in the messages.
 */
export async function executeToolCalls(
  toolCalls: readonly OpenAI.ChatCompletionMessageToolCall[] | undefined,
  { executor, ...options }: ExecuteToolCallsOptions,
): Promise<ToolMessage[]> {
  const prepared = toToolCalls((toolCalls ?? []).map((call) => ({ id: call.id, ...functionOf(call) })));
  const repeated = prepared.find(({ toolCall }, index) => toolCall.id !== toolCalls?.[index]?.id);
  if (repeated !== undefined) {
    const { externalId = '' } = repeated.toolCall;
    throw new TypeError(
      `every tool call needs an id of its own, got ${JSON.stringify(externalId)}: its answer would be nobody's`,
    );
  }
  if (prepared.length === 0) return [];
  const batch = await executor.execute(
    prepared.map(({ toolCall }) => toolCall),
    options,
  );
  return toToolMessages(prepared, batch);
}

/** How a turn's calls are run by the loop. */
export interface RunCallsOptions extends ExecuteToolCallsOptions {
  /** One after the other, in order: the model was told not to ask for several at once, and did. */
  readonly inOrder: boolean;
  readonly onEvent: (event: ExecutorEvent) => void;
}

/** Runs the calls of a turn as one batch. */
export async function runCalls(
  prepared: readonly PreparedCall[],
  { executor, inOrder, onEvent, ...options }: RunCallsOptions,
): Promise<{ batch: BatchResult; messages: ToolMessage[] }> {
  const calls = prepared.map(({ toolCall }) => toolCall);
  for await (const event of executor.stream(calls, { ...options, ...(inOrder ? { maxConcurrency: 1 } : {}) })) {
    onEvent(event);
    if (event.type === 'batch-end') return { batch: event.result, messages: toToolMessages(prepared, event.result) };
  }
  throw new Error('the executor ended without a result');
}

function toToolMessages(prepared: readonly PreparedCall[], { results }: BatchResult): ToolMessage[] {
  return results.map((result, index) => {
    const message = toToolMessage(result);
    const problem = prepared[index]?.problem ?? null;
    return problem === null || result.status !== 'error' || result.error.code !== 'INVALID_ARGUMENTS'
      ? message
      : { ...message, content: problem };
  });
}
