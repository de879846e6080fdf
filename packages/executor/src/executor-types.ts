import type { Clock } from './clock.js';
import type { ExecutorError } from './errors.js';
import type { BatchEvent, BatchListener, ExecutorListener } from './observe/events.js';
import type { ExecutorStats } from './observe/executor-stats.js';
import type { Instrumentation } from './observe/instrumentation.js';
import type { ExecutorLogger } from './observe/logger.js';
import type { Plan } from './plan/describe-plan.js';
import type { ReferenceOptions } from './plan/references/reference-options.js';
import type { AdaptiveLimitOptions, PolicyOptions } from './policies/policy-options.js';
import type { Pools } from './pools/pool-options.js';
import type { ThreadOptions } from './threads/thread-options.js';
import type {
  AnyTool,
  BatchLabels,
  BatchRecorder,
  BatchResult,
  Tool,
  ToolCall,
  ToolContext,
  ToolResult,
} from './types.js';

/** What happens to the rest of a batch when a call fails. */
export type OnError = 'continue' | 'fail-fast';

/** The same options, each of which may be turned off by `null`. */
type Switchable<Options> = { readonly [Key in keyof Options]: Options[Key] | null };

/** Options that can be changed while the executor runs. */
export interface RuntimeOptions {
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
  /**
   * Longest time of a batch, in ms, from its submission: what has not ended by then ends `cancelled` with code `DEADLINE`.
   * A positive number or `Infinity`.
   * @defaultValue Infinity
   */
  readonly deadlineMs?: number | undefined;
  /**
   * How long, in ms from when it was abandoned, an attempt that ignores its signal keeps its resources and, if exclusive,
   * the executor to itself. A number ≥ 0 or `Infinity`.
   * @defaultValue 30_000
   */
  readonly abandonGraceMs?: number | undefined;
  /**
   * Most calls that are taken in, over all batches; those beyond end with `BUDGET_EXCEEDED` and never run.
   * A number of calls, or `Infinity`.
   * @defaultValue Infinity
   */
  readonly maxCalls?: number | undefined;
  /** Per tool, by name: goes before what the tool itself says. */
  readonly toolOptions?: Readonly<Record<string, ToolRuntimeOptions>> | undefined;
}

/** Options of a tool that can be changed while the executor runs: as of a tool; `null` turns a policy off. */
export interface ToolRuntimeOptions extends Switchable<PolicyOptions> {
  readonly maxConcurrency?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly priority?: number | undefined;
}

/** What of the machine this process may use before calls must wait to start. One call may always run. */
export interface ResourceLimits {
  /** Share of all cores, in percent: 100 is all of them. Positive. */
  readonly cpuPercent?: number | undefined;
  /** Resident memory of the process, in MiB. Positive. */
  readonly memoryMb?: number | undefined;
}

/** What of the machine is in use. */
export interface HostUsage {
  /** Of all cores, since the last look. */
  readonly cpuPercent: number;
  readonly memoryMb: number;
}

/** A tool whose arguments may be anything and whose context is this. */
// biome-ignore lint/suspicious/noExplicitAny: the argument type of `execute` is contravariant; only the executor calls it, after validation.
export type ToolWith<Context> = Tool<any, Context>;

/** Options of `createExecutor`. */
export interface ExecutorOptions<Context = unknown> extends RuntimeOptions {
  /** Names are unique. */
  readonly tools: readonly ToolWith<Context>[];
  /**
   * `false` runs the calls of a batch one at a time, in call order, unless a dependency asks for another.
   * @defaultValue true
   */
  readonly parallel?: boolean | undefined;
  /**
   * Whether arguments may refer to outputs of other calls of their batch, as `{ "$ref": "1", "path": "/url" }` or
   * `${calls.1.url}`; options name further notations to read.
   * @defaultValue false
   */
  readonly references?: boolean | ReferenceOptions | undefined;
  /** Lets `maxConcurrency` find itself; it is where the limit starts. */
  readonly adaptiveLimit?: AdaptiveLimitOptions | undefined;
  /**
   * `false` keeps no totals and learns no run times: `stats()` stays empty, and what orders calls is `estimateMs` or
   * `durations` alone. Results, records and statistics of batches are the same.
   * @defaultValue true
   */
  readonly trackStats?: boolean | undefined;
  /** Holds new starts while the process uses more; looked at every 100 ms while calls queue. Off unless given. */
  readonly resourceLimits?: ResourceLimits | undefined;
  /**
   * Where `resourceLimits` look.
   * @defaultValue this process
   */
  readonly hostUsage?: (() => HostUsage) | undefined;
  /** Run times known from before, by tool name, in ms: they order calls until the executor has learned its own. */
  readonly durations?: Readonly<Record<string, number>> | undefined;
  /**
   * Estimates the run time of a call, in ms, for the order of calls alone; `undefined` leaves it to what was learned. What
   * it throws goes to `onListenerError`.
   */
  readonly estimateMs?: ((call: ToolCall) => number | undefined) | undefined;
  /** What tools may name in `uses`, by name; `close()` destroys their units. */
  readonly pools?: Pools | undefined;
  /** Of the threads that run tools with `runIn: 'thread'`; `close()` ends them. */
  readonly threads?: ThreadOptions | undefined;
  /** Gets every finished batch. `close()` flushes it; closing it is its owner's business. */
  readonly recorder?: BatchRecorder | undefined;
  /** Watches every batch from outside. */
  readonly instrumentation?: Instrumentation | undefined;
  /** Gets a line per batch at `info` and one per call at `debug`: `console`, a `pino` logger, or the like. */
  readonly logger?: ExecutorLogger | undefined;
  /**
   * What a listener, recorder, instrumentation or logger threw: it never changes a batch.
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
export interface BatchOptions<Context = unknown> {
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
  readonly deadlineMs?: number | undefined;
  /** Most calls of this batch: the first in call order run, those beyond end with `BUDGET_EXCEEDED`. */
  readonly maxCalls?: number | undefined;
  readonly parallel?: boolean | undefined;
  /** As the executor's `references`, for this batch. */
  readonly references?: boolean | ReferenceOptions | undefined;
  /**
   * What references see of an output, where that is not the output itself. What it throws is an `INVALID_REFERENCE` result
   * of the call that refers.
   */
  readonly referenceValue?: ((output: unknown) => unknown) | undefined;
  /** Given to every tool as `context.context`. */
  readonly context?: Context | undefined;
  readonly labels?: BatchLabels | undefined;
  /**
   * Says that a throw is no failure but the framework's control flow (an interrupt, say): such a call is not retried and
   * ends `cancelled` with code `CONTROL_FLOW` and the thrown value as `cause`.
   */
  readonly isControlFlow?: ((thrown: unknown) => boolean) | undefined;
  /** Gets the events of this batch, from `batch-start` on, before those who subscribed; what it throws goes to `onListenerError`. */
  readonly onEvent?: BatchListener | undefined;
}

/** Options of a batch whose calls are all known. */
export interface ExecuteOptions<Context = unknown> extends BatchOptions<Context> {
  /**
   * Runs the calls in chunks of this many: the next chunk begins when all calls of the one before have ended. Chunks are in
   * call order, but calls that others need are pulled ahead of them, as in `parallel: false`, so that no chunk waits for a
   * later one. Calls that cannot run, for wrong arguments say, are in none. A positive integer or `Infinity`.
   * @defaultValue Infinity
   */
  readonly chunkSize?: number | undefined;
}

/** Options of one added call. */
export interface AddOptions {
  /** Runs instead of the tool's own `execute`, under the tool's limits and policies; its arguments are checked as the tool's. */
  readonly execute?: ((args: never, context: ToolContext) => unknown) | undefined;
  /**
   * The call waits for `release()`; calls that must come after it wait meanwhile.
   * @defaultValue false
   */
  readonly hold?: boolean | undefined;
  /**
   * Outputs are kept for, and runs shared with, calls of the same group alone: for those that give their outputs another
   * form under the same arguments.
   * @defaultValue ''
   */
  readonly cacheGroup?: string | undefined;
  /**
   * What the call came to before this batch: it ends so, without running, and others may refer to it and depend on it. In
   * the record it has `source: 'earlier-batch'` and no attempts, and it does not count in `stats()`. Its ids are the call's.
   */
  readonly result?: EarlierResult | undefined;
}

/** An output that is known already, or the error of a call that failed. */
export type EarlierResult =
  | { readonly status: 'ok'; readonly output: unknown }
  | { readonly status: 'error'; readonly error: ExecutorError };

/** How a held call goes on. */
export interface ReleaseOptions {
  /**
   * In place of the arguments it was added with, and checked as those would be; references in them may name calls added
   * before it. It keeps its id and its place: what waits for it, by its id, its output or its first arguments, still does.
   * A resource that only these arguments name is kept from others while the call runs, but in no order with them.
   */
  readonly args?: object | undefined;
}

/** A call that was added to an open batch. */
export interface PendingCall {
  readonly callId: string;
  /** Never rejects. */
  readonly result: Promise<ToolResult>;
  /** Lets a held call go on; without effect on another. */
  release(options?: ReleaseOptions): void;
  /**
   * The call turned out not to be meant: it is aborted, ends `cancelled` with code `DISCARDED`, and is no part of the
   * batch's results. One that has ended already is left out of them as well. Without effect once the batch has ended.
   */
  discard(): void;
}

/** A batch whose calls arrive one by one; each starts as soon as it may. */
export interface OpenBatch {
  readonly batchId: string;
  /**
   * @throws {ExecutorError} `INVALID_CALL` for an empty or repeated id or a `dependsOn` that names no call added before,
   *   `INVALID_OPTION` for a `timeoutMs` or `priority` out of range, `BATCH_SEALED` after `seal()`.
   */
  add(call: ToolCall, options?: AddOptions): PendingCall;
  /** No more calls will come; may be called twice. */
  seal(): void;
  /** Resolves when the batch is sealed and its last call has ended. Never rejects. */
  readonly result: Promise<BatchResult>;
}

/** Runs batches of tool calls within limits. */
export interface Executor<Context = unknown> extends AsyncDisposable {
  readonly tools: readonly AnyTool[];
  /**
   * Runs the calls and resolves when all have ended, also on abort and fail-fast.
   *
   * @throws {ExecutorError} (as a rejection, before any tool runs) `INVALID_CALL`, `INVALID_OPTION`, `EXECUTOR_CLOSED`.
   */
  execute(calls: readonly ToolCall[], options?: ExecuteOptions<Context>): Promise<BatchResult>;
  /**
   * Runs those calls of a finished batch again that did not end `ok`, as a new batch, and merges: its `results` are those of
   * all calls, in order. The others end at once with the result they had, so calls may refer to them and depend on them; in
   * the record they have `source: 'earlier-batch'` and no attempts, and they do not count in `stats()`. Discarded calls stay
   * out. With nothing to run again, nothing runs.
   *
   * @param result - As this executor, or a view of it, gave it; not a copy.
   * @param options - `context`, `labels` and `isControlFlow` are those of the batch unless given.
   * @throws {ExecutorError} (as a rejection) `INVALID_OPTION`, also for a result of elsewhere; `EXECUTOR_CLOSED`.
   */
  retryFailed(result: BatchResult, options?: ExecuteOptions<Context>): Promise<BatchResult>;
  /**
   * Runs the calls, from the first step of the loop on, and yields their events, `batch-end` last. Leaving the loop early
   * aborts the batch.
   *
   * @throws {ExecutorError} As `execute`, at the first step.
   */
  stream(calls: readonly ToolCall[], options?: ExecuteOptions<Context>): AsyncIterable<BatchEvent>;
  /** @throws {ExecutorError} `INVALID_OPTION`, `EXECUTOR_CLOSED`. */
  open(options?: BatchOptions<Context>): OpenBatch;
  /**
   * What must wait for what, if these calls were a batch: levels, edges with their reasons, and the critical path under
   * what is known of run times. Runs nothing.
   *
   * @throws {ExecutorError} `INVALID_CALL`, `INVALID_OPTION`.
   */
  plan(calls: readonly ToolCall[]): Plan;
  /**
   * Changes limits and timeouts. Takes effect for calls that have not started; a lower limit ends no call that runs.
   *
   * @throws {ExecutorError} `INVALID_OPTION`, changing nothing.
   */
  configure(options: RuntimeOptions): void;
  /**
   * The same executor (limits, statistics, recorder, `close`) with other tools; a tool's limit is shared by its name.
   *
   * @throws {ExecutorError} `INVALID_OPTION`, also for a tool with another limit than one of its name has already.
   */
  withTools<Other = Context>(tools: readonly ToolWith<Other>[]): Executor<Other>;
  /** @returns What ends the subscription. */
  subscribe(listener: ExecutorListener): () => void;
  /** Totals since the executor was made, over finished batches. */
  stats(): ExecutorStats;
  /** Seals open batches, waits for all that run, ends all threads, destroys the units of pools, flushes the recorder. Later batches throw `EXECUTOR_CLOSED`. */
  close(): Promise<void>;
}
