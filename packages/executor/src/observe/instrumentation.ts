import type { AnyTool, ToolCall } from '../types.js';
import { tell } from './emitter.js';
import type { ExecutorEvent } from './events.js';

/** An attempt that is about to run its tool. */
export interface AttemptInfo {
  readonly batchId: string;
  readonly call: ToolCall;
  /** Its tool as the batch's executor has it. */
  readonly tool: AnyTool;
  /** Counted from 1. */
  readonly attempt: number;
  /** Its start, since the batch was submitted. */
  readonly atMs: number;
  /** What the tool is given: checked, with references filled. */
  readonly args: object;
}

/** Watches an executor from outside, as tracing does. What it throws goes to `onListenerError` and never changes a batch. */
export interface Instrumentation {
  /**
   * Gets every event, synchronously: `batch-start` inside the call of `execute` or `open`, `call-queued` inside that of
   * `execute` or `add`, so that what is active there is the caller's.
   */
  onEvent?(event: ExecutorEvent): void;
  /**
   * Runs something around each attempt: calls `run` once, before it returns, inside whatever the tool shall find active.
   * The tool runs in the async context of whoever submitted its call, and so does this. What the tool gives or throws is
   * not seen here; `attempt-end` says it.
   */
  runAttempt?(attempt: AttemptInfo, run: () => void): void;
  /**
   * Writes what shall reach a tool that runs in a thread, or a runner, into the `carrier` of its context: `traceparent`,
   * say. Called inside `run` of `runAttempt`, in the async context of the attempt. Only strings arrive.
   */
  inject?(carrier: Record<string, string>): void;
}

/**
 * Runs a function inside an instrumentation's `runAttempt`. It runs exactly once, whatever the instrumentation does.
 *
 * @returns What the function returned, or throws what it threw.
 */
export function runInstrumented(
  instrumentation: Instrumentation,
  attempt: AttemptInfo,
  run: () => unknown,
  onListenerError: (error: unknown) => void,
): unknown {
  let outcome: (() => unknown) | null = null;
  const runOnce = () => {
    outcome ??= outcomeOf(run);
  };
  try {
    instrumentation.runAttempt?.(attempt, runOnce);
  } catch (error) {
    tell(onListenerError, error);
  }
  runOnce();
  return (outcome as unknown as () => unknown)();
}

function outcomeOf(run: () => unknown): () => unknown {
  try {
    const returned = run();
    return () => returned;
  } catch (thrown) {
    return () => {
      throw thrown;
    };
  }
}
