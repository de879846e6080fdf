import type { Clock } from './clock.js';
import type { ExecutorEvent, ExecutorListener } from './observe/events.js';
import type { ExecutorStats } from './observe/executor-stats.js';
import type { AnyTool, BatchLabels, BatchRecorder, BatchResult, ToolCall, ToolContext, ToolResult } from './types.js';

/** What happens to the rest of a batch when a call fails. */
export type OnError = 'continue' | 'fail-fast';

/** Options of `createExecutor`. */
export interface ExecutorOptions {
  /** Names are unique. */
  readonly tools: readonly AnyTool[];
  /**
   * Most tool calls that may run at the same time, over all batches of this executor.
   * A positive integer or `Infinity`.
   * @defaultValue 10
   */
  readonly maxConcurrency?: number | undefined;
  /**
   * Longest time of one attempt, in ms, from the attempt's start; queue wait is not included.
   * A positive number or `Infinity`; a tool or a call may have its own.
   * @defaultValue 30_000
   */
  readonly timeoutMs?: number | undefined;
  /**
   * `'continue'` runs every call; `'fail-fast'` starts none after the first failure and aborts those that run.
   * @defaultValue 'continue'
   */
  readonly onError?: OnError | undefined;
  /** Gets every finished batch. `close()` flushes it; closing it is its owner's business. */
  readonly recorder?: BatchRecorder | undefined;
  /**
   * What a listener or recorder threw: it never changes a batch.
   * @defaultValue prints one line on stderr
   */
  readonly onListenerError?: ((error: unknown) => void) | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
  /**
   * Uniform in [0, 1): jitter of backoffs.
   * @defaultValue Math.random
   */
  readonly random?: (() => number) | undefined;
}

/** Options of one batch; what is not given is the executor's. */
export interface BatchOptions {
  /** Ends the batch: what waits never starts, what runs is aborted, every call still has its result. */
  readonly signal?: AbortSignal | undefined;
  readonly onError?: OnError | undefined;
  /** As the executor's `timeoutMs`, for this batch; a tool's or a call's own goes before it. */
  readonly timeoutMs?: number | undefined;
  /**
   * Most calls of this batch that may run at the same time; the executor's limit holds as well.
   * A positive integer or `Infinity`.
   * @defaultValue Infinity
   */
  readonly maxConcurrency?: number | undefined;
  readonly labels?: BatchLabels | undefined;
  /**
   * Says that a throw is no failure but the framework's control flow (an interrupt, say): such a call is not retried and
   * ends `cancelled` with code `CONTROL_FLOW` and the thrown value as `cause`.
   */
  readonly isControlFlow?: ((thrown: unknown) => boolean) | undefined;
  /** Gets the events of this batch, from `batch-start` on, before those who subscribed; what it throws goes to `onListenerError`. */
  readonly onEvent?: ExecutorListener | undefined;
}

/** Options of one added call. */
export interface AddOptions {
  /** Runs instead of the tool's own `execute`, under the tool's limits and policies; its arguments are checked as the tool's. */
  readonly execute?: ((args: never, context: ToolContext) => unknown) | undefined;
}

/** A call that was added to an open batch. */
export interface PendingCall {
  readonly callId: string;
  /** Never rejects. */
  readonly result: Promise<ToolResult>;
}

/** A batch whose calls arrive one by one; each starts as soon as it may. */
export interface OpenBatch {
  readonly batchId: string;
  /**
   * @throws {ExecutorError} `INVALID_CALL` for an empty or repeated id, `INVALID_OPTION` for a `timeoutMs` out of range,
   *   `BATCH_SEALED` after `seal()`.
   */
  add(call: ToolCall, options?: AddOptions): PendingCall;
  /** No more calls will come; may be called twice. */
  seal(): void;
  /** Resolves when the batch is sealed and its last call has ended. Never rejects. */
  readonly result: Promise<BatchResult>;
}

/** Runs batches of tool calls within limits. */
export interface Executor extends AsyncDisposable {
  readonly tools: readonly AnyTool[];
  /**
   * Runs the calls and resolves when all have ended, also on abort and fail-fast.
   *
   * @throws {ExecutorError} (as a rejection, before any tool runs) `INVALID_CALL`, `INVALID_OPTION`, `EXECUTOR_CLOSED`.
   */
  execute(calls: readonly ToolCall[], options?: BatchOptions): Promise<BatchResult>;
  /**
   * Runs the calls, from the first step of the loop on, and yields their events, `batch-end` last. Leaving the loop early
   * aborts the batch.
   *
   * @throws {ExecutorError} As `execute`, at the first step.
   */
  stream(calls: readonly ToolCall[], options?: BatchOptions): AsyncIterable<ExecutorEvent>;
  /** @throws {ExecutorError} `INVALID_OPTION`, `EXECUTOR_CLOSED`. */
  open(options?: BatchOptions): OpenBatch;
  /**
   * The same executor (limits, statistics, recorder, `close`) with other tools; a tool's limit is shared by its name.
   *
   * @throws {ExecutorError} `INVALID_OPTION`, also for a tool with another limit than one of its name has already.
   */
  withTools(tools: readonly AnyTool[]): Executor;
  /** @returns What ends the subscription. */
  subscribe(listener: ExecutorListener): () => void;
  /** Totals since the executor was made, over finished batches. */
  stats(): ExecutorStats;
  /** Seals open batches, waits for all that run, flushes the recorder. Later batches throw `EXECUTOR_CLOSED`. */
  close(): Promise<void>;
}
