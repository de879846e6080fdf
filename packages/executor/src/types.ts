import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { ExecutorError } from './errors.js';
import type { Resource } from './plan/resource.js';
import type { PolicyOptions } from './policies/policy-options.js';
import type { ToolRunner } from './threads/task.js';

/** What a tool does to the world. Only `'read'` may be retried by default. */
export type Effects = 'read' | 'write';

/** A JSON Schema (draft-07 or 2020-12) for the arguments of a tool; its root describes an object. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a tool accepts: any Standard Schema (zod, valibot, arktype, …), or a JSON Schema. */
export type ToolInput = StandardSchemaV1 | { readonly jsonSchema: JsonSchema };

/** The type of the arguments that `execute` of a tool with this input gets. */
export type ArgsOf<Input> = Input extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<Input>
  : Record<string, unknown>;

/**
 * What a running tool is told about its call.
 *
 * @typeParam Context - What the batch was given as `context`.
 */
export interface ToolContext<Context = unknown> {
  readonly batchId: string;
  readonly callId: string;
  readonly toolName: string;
  /** 1 for the first attempt, 2 for the first retry. */
  readonly attempt: number;
  /** Aborts on timeout, at the batch's deadline, on the caller's abort, on discard, and when the batch fails fast. */
  readonly signal: AbortSignal;
  /** What the batch was given as `context`; undefined where nothing was. */
  readonly context: Context;
  /** A unit of each pool that the tool `uses`, by the pool's name, for the time of the attempt. */
  readonly resources: Readonly<Record<string, unknown>>;
}

/** A named function that a model may ask for. Make one with `defineTool`. */
export interface Tool<Input extends ToolInput | undefined = ToolInput | undefined, Context = unknown>
  extends PolicyOptions<ArgsOf<Input>> {
  /** Unique within an executor; 1 to 256 characters. */
  readonly name: string;
  /** For the model. */
  readonly description?: string | undefined;
  /**
   * Arguments are checked against it before the tool runs; without it, any object is accepted. A check that answers later
   * holds no slot and is not under `timeoutMs`; abort ends the wait for it.
   */
  readonly input?: Input | undefined;
  /** @defaultValue 'write' */
  readonly effects?: Effects | undefined;
  /**
   * Longest time of one attempt, in ms, from the attempt's start; queue wait is not included.
   * A positive number or `Infinity`. It settles the result even if the tool ignores `signal`: such an attempt is
   * counted as abandoned, and its slot is free again.
   * @defaultValue the executor's `timeoutMs`
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Most calls of this tool that may run at once, over all batches of the executor.
   * A positive integer or `Infinity`.
   * @defaultValue Infinity
   */
  readonly maxConcurrency?: number | undefined;
  /**
   * A repeated call changes nothing that the first did not: it may be retried though it writes, but not while an abandoned
   * attempt of it may still run.
   * @defaultValue false
   */
  readonly idempotent?: boolean | undefined;
  /**
   * Of ready calls one with a higher number goes first; a call that was passed over by 16 starts counts one higher.
   * A finite number; a call may have its own.
   * @defaultValue 0
   */
  readonly priority?: number | undefined;
  /** Names of tools: all their calls in a batch must end, and end `ok`, before a call of this tool starts. */
  readonly dependsOn?: readonly string[] | undefined;
  /**
   * What a call of it reads or writes. Two calls on one resource of which at least one writes run one after the other:
   * those of one batch in call order, those of different batches in the order in which they became ready.
   */
  readonly resources?: readonly Resource[] | ((args: ArgsOf<Input>) => readonly Resource[]) | undefined;
  /**
   * A call of it runs alone: no other call of the executor runs meanwhile.
   * @defaultValue false
   */
  readonly exclusive?: boolean | undefined;
  /**
   * Runs the tool. What it returns, or resolves to, is the output of the call. Needed unless `runIn` says that something
   * else runs it.
   */
  readonly execute?: ((args: ArgsOf<Input>, context: ToolContext<Context>) => unknown) | undefined;
  /**
   * Names of `pools` of the executor: each attempt has a unit of each to itself, as `resources` of its context. Its calls
   * queue for them. For tools that run inline.
   */
  readonly uses?: readonly string[] | undefined;
  /**
   * Where it runs: `'inline'`, beside everything else that JavaScript does here; `'thread'`, in a thread of the executor's
   * pool, which a timeout or an abort ends; or a runner of your own. The function that runs in a thread gets the arguments
   * and a `TaskContext`; those, and what it gives back, are cloned.
   * @defaultValue 'inline'
   */
  readonly runIn?: 'inline' | 'thread' | ToolRunner | undefined;
  /** The module that a thread, or the runner, takes the tool's function from: a URL or an absolute path. */
  readonly module?: URL | string | undefined;
  /**
   * The name of that function among the exports of `module`.
   * @defaultValue 'default'
   */
  readonly export?: string | undefined;
}

/** A tool that has its function with it. */
export interface InlineTool<Input extends ToolInput | undefined = ToolInput | undefined, Context = unknown>
  extends Tool<Input, Context> {
  readonly execute: (args: ArgsOf<Input>, context: ToolContext<Context>) => unknown;
}

/** Any tool, whatever its arguments: what lists of tools hold. */
// biome-ignore lint/suspicious/noExplicitAny: the argument types of `execute` are contravariant; only the executor calls it, after validation.
export type AnyTool = Tool<any, any>;

/** One request for a tool. */
export interface ToolCall {
  /** Unique within its batch; not empty. */
  readonly id: string;
  readonly name: string;
  /** A plain object; anything else becomes an `INVALID_ARGUMENTS` result. */
  readonly args: unknown;
  /** The id the caller's framework knows the call by, when `id` was minted because that one was missing or repeated. */
  readonly externalId?: string | undefined;
  /** Overrides the tool's `timeoutMs` for this call. */
  readonly timeoutMs?: number | undefined;
  /** Overrides the tool's `priority` for this call. */
  readonly priority?: number | undefined;
  /** Ids of calls of the batch that must end, and end `ok`, before this one starts. */
  readonly dependsOn?: readonly string[] | undefined;
  /** Further names for parts of its output, for references of other calls: name → JSON Pointer, `''` for all of it. */
  readonly outputAliases?: Readonly<Record<string, string>> | undefined;
  /**
   * Where it stands in the model's message, for references that name it by number: needed where not all calls of the
   * message are in the batch, or not in its order. A positive integer; either all calls of a batch have one or none.
   * @defaultValue its place in the batch, from 1
   */
  readonly position?: number | undefined;
}

/** What one tool call came to. */
export type ToolResult =
  | { readonly status: 'ok'; readonly callId: string; readonly toolName: string; readonly output: unknown }
  | { readonly status: 'error'; readonly callId: string; readonly toolName: string; readonly error: ExecutorError }
  | {
      readonly status: 'skipped';
      readonly callId: string;
      readonly toolName: string;
      /** The call that failed: the first cause, where the one it depends on was itself skipped. */
      readonly failedDependencyId: string;
    }
  | { readonly status: 'cancelled'; readonly callId: string; readonly toolName: string; readonly error: ExecutorError };

/** How a call ended. */
export type CallStatus = ToolResult['status'];

/** Where a batch comes from; goes to its record, so that a dashboard can group by it. */
export interface BatchLabels {
  readonly sessionId?: string | undefined;
  readonly agent?: string | undefined;
  readonly node?: string | undefined;
  readonly threadId?: string | undefined;
  /** The run of the agent or graph, which may submit many batches. */
  readonly runId?: string | undefined;
  readonly graph?: string | undefined;
}

/**
 * Why a call that was ready did not run. `conflict`: a resource it needs, or the executor for an exclusive tool, was held
 * by another batch or by an abandoned attempt. `global-slot`: all slots of the executor, or of the batch, were taken.
 * `tool-slot`: all slots of its tool, all threads, or all units of a pool were taken. `rate-limit`: its tool had been started as often as it
 * may. `circuit`: the circuit of its tool was open. `host`: the machine was too busy. `shared`: the same call ran already, and it had its
 * result. `backoff`: it waited between two attempts. `overhead`: the executor's own work.
 */
export type WaitCause = (typeof WAIT_CAUSES)[number];

export const WAIT_CAUSES = [
  'conflict',
  'circuit',
  'rate-limit',
  'host',
  'tool-slot',
  'global-slot',
  'shared',
  'backoff',
  'overhead',
] as const;

/** One stretch of waiting, in integer µs since the batch was submitted. The stretches of a call never overlap. */
export interface WaitRecord {
  readonly cause: WaitCause;
  readonly startUs: number;
  readonly endUs: number;
}

/** How one attempt ended. */
export type AttemptOutcome = 'ok' | 'error' | 'timeout' | 'cancelled';

/** One run of a tool for a call; times in integer µs since the batch was submitted. */
export interface AttemptRecord {
  /** Counted from 1. */
  readonly attempt: number;
  readonly startUs: number;
  /** When the attempt's outcome was settled: for a timeout the deadline, whatever the tool did after it. */
  readonly endUs: number;
  readonly outcome: AttemptOutcome;
  /** The tool was still running when the outcome was settled, so what it did after that is lost. */
  readonly abandoned: boolean;
  readonly errorCode: string | null;
  /** Holds users' data: a recorder redacts and truncates it. */
  readonly errorMessage: string | null;
  /** It joined a slow one, beside which it ran. Absent means no. */
  readonly hedge?: true | undefined;
}

/** One call of a batch; times in integer µs since the batch was submitted. */
export interface CallRecord {
  /** 1-based position in the batch. */
  readonly seq: number;
  readonly callId: string;
  readonly externalId: string | null;
  readonly toolName: string;
  readonly status: CallStatus;
  readonly errorCode: string | null;
  /** Holds users' data: a recorder redacts and truncates it. */
  readonly errorMessage: string | null;
  /** When it was added to the batch, released where it was held, or its chunk began: from then on only other calls held it back. */
  readonly availableUs: number;
  /**
   * When it could have started: it was available, all that had to end before it had ended, and its arguments were valid.
   * For a call that ended before that, when it ended.
   */
  readonly readyUs: number;
  /** When its first attempt started; null if none did. */
  readonly startUs: number | null;
  readonly endUs: number;
  readonly attempts: readonly AttemptRecord[];
  readonly waits: readonly WaitRecord[];
  /** Topological level: 0 without dependencies. */
  readonly level: number;
  /** As given by the call or its tool; a higher one goes first. */
  readonly priority: number;
  /** Longest remaining path from its start, by the durations known when it was submitted: what ordered it. */
  readonly pathUs: number;
  /** On the realised critical path of the batch. */
  readonly critical: boolean;
  /** From 0: the chunk it was in, of a batch with `chunkSize`. Absent without one, and for a call that could not run. */
  readonly chunk?: number | undefined;
  /**
   * It ran no attempt of its own: its output was kept from a call before (`cache`), is that of one that ran meanwhile
   * (`shared`), or its result is that of an earlier batch, which `retryFailed` took over. Absent where it did.
   */
  readonly source?: 'cache' | 'shared' | 'earlier-batch' | undefined;
}

/** `from` must end before `to` starts; both are `seq` of calls. */
export interface EdgeRecord {
  readonly from: number;
  readonly to: number;
  readonly reason: 'reference' | 'depends-on' | 'conflict' | 'exclusive';
}

/** The limits in force when the batch ended; `null` stands for "no limit". */
export interface LimitsRecord {
  readonly maxConcurrency: number | null;
  /** Tools of the batch that have a limit of their own. */
  readonly tools: readonly { readonly toolName: string; readonly maxConcurrency: number }[];
}

/** Sums over a batch, in integer µs where the name ends in `Us`. */
export interface BatchTotals {
  readonly callCount: number;
  readonly okCount: number;
  readonly errorCount: number;
  readonly skippedCount: number;
  readonly cancelledCount: number;
  readonly attemptCount: number;
  /** Attempts after the first, over all calls, without hedges. */
  readonly retryCount: number;
  /** Attempts that joined a slow one. Absent in records of before. */
  readonly hedgeCount?: number | undefined;
  readonly timeoutCount: number;
  readonly abandonedCount: number;
  /** Batch submitted → last call ended. */
  readonly makespanUs: number;
  /** Sum of run times of all attempts, without abandoned tails. */
  readonly sequentialUs: number;
  /** The greatest summed run time of a chain of dependent calls: the floor under any makespan. */
  readonly criticalPathUs: number;
  /** max(critical path, work ÷ limit, max over tools of work ÷ the tool's limit). */
  readonly idealMakespanUs: number;
  /** Sum of waits from ready to the first attempt, over all calls. */
  readonly queueWaitUs: number;
  /** Sum of backoffs between attempts, over all calls. */
  readonly backoffUs: number;
  /** Run time of attempts that came to nothing: failed, timed out, cancelled. */
  readonly wastedUs: number;
  /** Most attempts that ran at the same time. */
  readonly maxInFlight: number;
}

/** How a batch ended: every call ok, some, none, or ended early by abort. */
export type BatchOutcome = 'ok' | 'partial' | 'failed' | 'cancelled';

/** A finished batch as plain data: what a recorder stores. JSON-safe. */
export interface BatchRecord {
  /** Of this shape; raised when a field changes its meaning or goes away. */
  readonly version: 1;
  /** UUIDv7: the key under which redelivery is harmless. */
  readonly batchId: string;
  /** Wall time of submission, epoch ms. Everything else is relative to it, on one monotonic clock. */
  readonly startedAtMs: number;
  readonly outcome: BatchOutcome;
  readonly onError: 'continue' | 'fail-fast';
  /** `false`: its calls ran one at a time, in call order, whatever their priorities and paths. Absent means `true`. */
  readonly parallel?: boolean | undefined;
  /**
   * Its calls were added one by one, so that one could start before another added at the same moment. Absent, as in
   * records of before, means that they were if one was available later than at 0.
   */
  readonly open?: boolean | undefined;
  readonly labels: BatchLabels;
  readonly limits: LimitsRecord;
  readonly totals: BatchTotals;
  readonly calls: readonly CallRecord[];
  readonly edges: readonly EdgeRecord[];
}

/**
 * One stretch of the realised critical path: a run, a wait of the call, or `arrival`, the time before the call was
 * available. Integer µs since the batch was submitted.
 */
export interface PathPart {
  /** Of the call whose stretch it is. */
  readonly seq: number;
  readonly kind: 'run' | 'arrival' | WaitCause;
  readonly startUs: number;
  readonly endUs: number;
}

/** A batch in numbers for people; times in ms. */
export interface BatchStats {
  readonly callCount: number;
  readonly okCount: number;
  /** Calls that did not end `ok`, for whatever reason but that they were discarded. */
  readonly failedCount: number;
  readonly retryCount: number;
  readonly abandonedCount: number;
  readonly makespanMs: number;
  readonly sequentialMs: number;
  readonly criticalPathMs: number;
  readonly idealMakespanMs: number;
  readonly queueWaitMs: number;
  /** Waits of all calls by cause, from ready on; those after a backoff included. */
  readonly waitMs: Readonly<Record<WaitCause, number>>;
  /** Run time of attempts that came to nothing. */
  readonly wastedMs: number;
  /** Sequential time ÷ makespan; null for a batch that took no measurable time. */
  readonly speedup: number | null;
  /** Ideal makespan ÷ makespan, 0 to 1; null for a batch that took no measurable time. */
  readonly efficiency: number | null;
  /** Where the makespan went, along the realised critical path; the parts add up to it. */
  readonly attribution: readonly PathPart[];
  /** The tool of the call that ran longest, and for how long; null when nothing ran. */
  readonly slowest: { readonly toolName: string; readonly callId: string; readonly runMs: number } | null;
}

/** What a batch came to. */
export interface BatchResult {
  readonly batchId: string;
  /** True when every call ended `ok`. */
  readonly success: boolean;
  /** One result per call, in the order of the calls. */
  readonly results: readonly ToolResult[];
  readonly stats: BatchStats;
  readonly record: BatchRecord;
}

/** What a recorder may also look at, for sizes or full capture; never stored by the executor. */
export interface BatchPayload {
  readonly calls: readonly ToolCall[];
  readonly results: readonly ToolResult[];
}

/** Takes finished batches. Called on the executor's hot path: it must return at once and must not throw. */
export interface BatchRecorder {
  record(record: BatchRecord, payload: BatchPayload): void;
  /** Resolves when all that was taken so far is stored or given up. */
  flush(options?: { readonly timeoutMs?: number }): Promise<void>;
}
