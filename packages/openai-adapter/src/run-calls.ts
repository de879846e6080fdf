import type { BatchLabels, BatchResult, Executor, ExecutorEvent, ToolCall } from '@parallel-tools/executor';

/** How the calls of a turn are run. */
export interface RunCallsOptions {
  readonly executor: Executor;
  readonly signal: AbortSignal;
  readonly labels: BatchLabels;
  /** One after the other, in order: the model was told not to ask for several at once, and did. */
  readonly inOrder: boolean;
  readonly onEvent: (event: ExecutorEvent) => void;
}

/** Runs the calls of a turn as one batch. */
export function runCalls(calls: readonly ToolCall[], options: RunCallsOptions): Promise<BatchResult> {
  return options.inOrder ? runInOrder(calls, options) : runTogether(calls, options);
}

async function runTogether(
  calls: readonly ToolCall[],
  { executor, signal, labels, onEvent }: RunCallsOptions,
): Promise<BatchResult> {
  for await (const event of executor.stream(calls, { signal, labels })) {
    onEvent(event);
    if (event.type === 'batch-end') return event.result;
  }
  throw new Error('the executor ended a batch without a result');
}

/** A limit of one for the batch would not do: a call that waits for its tool's slot is overtaken. */
async function runInOrder(
  calls: readonly ToolCall[],
  { executor, signal, labels, onEvent }: RunCallsOptions,
): Promise<BatchResult> {
  const batch = executor.open({ signal, labels, onEvent });
  for (const call of calls) await batch.add(call).result;
  batch.seal();
  return batch.result;
}
