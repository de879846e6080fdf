import {
  type BatchLabels,
  type BatchResult,
  type Executor,
  type ExecutorListener,
  isExecutorError,
  type OpenBatch,
  type ToolCall,
} from '@parallel-tools/executor';

/** How the calls of a turn are run. */
export interface RunCallsOptions {
  readonly executor: Executor;
  readonly signal: AbortSignal;
  readonly labels: BatchLabels;
  /** One after the other, in order: the model was told not to ask for several at once, and did. */
  readonly inOrder: boolean;
  readonly onEvent: ExecutorListener;
}

/** Runs the calls of a turn as one batch. It has fewer results than calls where the executor was closed in between. */
export async function runCalls(
  calls: readonly ToolCall[],
  { executor, inOrder, ...options }: RunCallsOptions,
): Promise<BatchResult> {
  return inOrder ? runInOrder(calls, executor.open(options)) : executor.execute(calls, options);
}

/** A limit of one for the batch would not do: a call that waits for its tool's slot is overtaken. */
async function runInOrder(calls: readonly ToolCall[], batch: OpenBatch): Promise<BatchResult> {
  try {
    for (const call of calls) await batch.add(call).result;
  } catch (error) {
    // Closing an executor seals its batches.
    if (!isExecutorError(error) || error.code !== 'BATCH_SEALED') throw error;
  } finally {
    batch.seal();
  }
  return batch.result;
}
