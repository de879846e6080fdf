import { check, checkBoolean, checkConcurrency, checkTimeout } from './check.js';
import type { Clock } from './clock.js';
import { systemClock } from './clock.js';
import { DEFAULTS } from './defaults.js';
import { messageOf } from './errors.js';
import type {
  ExecuteOptions,
  ExecutorOptions,
  HostUsage,
  OnError,
  ResourceLimits,
  RuntimeOptions,
} from './executor-types.js';
import type { BatchListener } from './observe/events.js';
import type { Instrumentation } from './observe/instrumentation.js';
import type { ExecutorLogger } from './observe/logger.js';
import {
  type ReferenceOptions,
  type ResolvedReferenceOptions,
  resolveReferenceOptions,
} from './plan/references/reference-options.js';
import { adaptiveStart } from './policies/adaptive-limit.js';
import { checkAdaptive } from './policies/check-policies.js';
import type { AdaptiveLimitOptions } from './policies/policy-options.js';
import { checkPools, type Pools } from './pools/pool-options.js';
import { type ResolvedThreadOptions, resolveThreadOptions } from './threads/thread-options.js';
import type { BatchLabels, BatchRecorder, ToolCall } from './types.js';

/** What `configure` may change, with nothing left undefined. */
export interface ResolvedRuntimeOptions {
  readonly maxConcurrency: number;
  readonly timeoutMs: number;
  readonly onError: OnError;
  readonly deadlineMs: number;
  readonly abandonGraceMs: number;
  readonly maxCalls: number;
}

/** Options of an executor with nothing left undefined. */
export interface ResolvedOptions {
  /** Replaced by `configure`. */
  runtime: ResolvedRuntimeOptions;
  readonly parallel: boolean;
  readonly trackStats: boolean;
  /** Null: arguments are taken as they are. */
  readonly references: ResolvedReferenceOptions | null;
  /** Null: the machine is not looked at. */
  readonly resourceLimits: ResourceLimits | null;
  /** Null: this process. */
  readonly hostUsage: (() => HostUsage) | null;
  /** Null: the limit stays as it was given. */
  readonly adaptiveLimit: AdaptiveLimitOptions | null;
  /** In µs, by tool name. */
  readonly durationsUs: ReadonlyMap<string, number>;
  readonly estimateMs: ((call: ToolCall) => number | undefined) | null;
  readonly recorder: BatchRecorder | null;
  readonly instrumentation: Instrumentation | null;
  readonly logger: ExecutorLogger | null;
  readonly onListenerError: (error: unknown) => void;
  readonly clock: Clock;
  /** Null: the machine's own, for ids a cryptographic one. */
  readonly random: (() => number) | null;
  readonly threads: ResolvedThreadOptions;
  readonly pools: Pools;
}

/** Options of a batch with nothing left undefined; null is "the executor's". */
export interface ResolvedBatchOptions {
  readonly signal: AbortSignal | null;
  readonly onError: OnError;
  readonly timeoutMs: number | null;
  readonly deadlineMs: number;
  readonly maxConcurrency: number;
  readonly maxCalls: number;
  readonly chunkSize: number;
  readonly parallel: boolean;
  /** Null: arguments are taken as they are. */
  readonly references: ResolvedReferenceOptions | null;
  /** Null: the output itself. */
  readonly referenceValue: ((output: unknown) => unknown) | null;
  readonly context: unknown;
  readonly labels: BatchLabels;
  /** Null: no throw is. */
  readonly isControlFlow: ((thrown: unknown) => boolean) | null;
  readonly onEvent: BatchListener | null;
}

/** @throws {ExecutorError} `INVALID_OPTION`, naming option and value. */
export function resolveOptions<Context>(options: ExecutorOptions<Context>): ResolvedOptions {
  check(typeof options === 'object' && options !== null, 'options', 'must be an object', options);
  check(Array.isArray(options.tools), 'tools', 'must be an array', options.tools);
  const { parallel = true, trackStats = true, estimateMs } = options;
  checkBoolean('parallel', parallel);
  checkBoolean('trackStats', trackStats);
  check(
    estimateMs === undefined || typeof estimateMs === 'function',
    'estimateMs',
    'must be a function of a call',
    estimateMs,
  );
  return {
    runtime: resolveRuntimeOptions({ ...options, ...initialLimit(options) }, DEFAULTS),
    adaptiveLimit: options.adaptiveLimit ?? null,
    resourceLimits: resolveResourceLimits(options.resourceLimits),
    hostUsage: options.hostUsage ?? null,
    parallel,
    trackStats,
    references: resolveReferences(options.references ?? false),
    durationsUs: resolveDurations(options.durations ?? {}),
    estimateMs: estimateMs ?? null,
    recorder: options.recorder ?? null,
    instrumentation: resolveInstrumentation(options.instrumentation),
    logger: resolveLogger(options.logger),
    onListenerError: options.onListenerError ?? printListenerError,
    clock: options.clock ?? systemClock,
    random: options.random ?? null,
    threads: resolveThreadOptions(options.threads),
    pools: resolvePools(options.pools ?? {}),
  };
}

/**
 * What is given, and for the rest what held before.
 *
 * @throws {ExecutorError} `INVALID_OPTION`, naming option and value.
 */
export function resolveRuntimeOptions(options: RuntimeOptions, before: ResolvedRuntimeOptions): ResolvedRuntimeOptions {
  check(typeof options === 'object' && options !== null, 'options', 'must be an object', options);
  const {
    maxConcurrency = before.maxConcurrency,
    timeoutMs = before.timeoutMs,
    onError = before.onError,
    deadlineMs = before.deadlineMs,
    abandonGraceMs = before.abandonGraceMs,
    maxCalls = before.maxCalls,
  } = options;
  checkMaxCalls(maxCalls);
  checkLimits({ maxConcurrency, timeoutMs, onError, deadlineMs });
  check(
    typeof abandonGraceMs === 'number' && abandonGraceMs >= 0,
    'abandonGraceMs',
    'must be a number ≥ 0 or Infinity',
    abandonGraceMs,
  );
  return { maxConcurrency, timeoutMs, onError, deadlineMs, abandonGraceMs, maxCalls };
}

/** @throws {ExecutorError} `INVALID_OPTION`, naming option and value. */
export function resolveBatchOptions(options: ExecuteOptions, executor: ResolvedOptions): ResolvedBatchOptions {
  const { runtime } = executor;
  const { onError = runtime.onError, deadlineMs = runtime.deadlineMs, parallel = executor.parallel } = options;
  const { timeoutMs, maxConcurrency = Number.POSITIVE_INFINITY, signal = null } = options;
  const { maxCalls = Number.POSITIVE_INFINITY } = options;
  checkMaxCalls(maxCalls);
  const { chunkSize = Number.POSITIVE_INFINITY } = options;
  checkLimits({ maxConcurrency, timeoutMs: timeoutMs ?? Number.POSITIVE_INFINITY, onError, deadlineMs });
  check(signal === null || signal instanceof AbortSignal, 'signal', 'must be an AbortSignal', signal);
  checkBoolean('parallel', parallel);
  checkConcurrency('chunkSize', chunkSize);
  return {
    signal,
    onError,
    timeoutMs: timeoutMs ?? null,
    deadlineMs,
    maxConcurrency,
    maxCalls,
    chunkSize,
    parallel,
    references: options.references === undefined ? executor.references : resolveReferences(options.references),
    referenceValue: options.referenceValue ?? null,
    context: options.context,
    labels: options.labels === undefined ? NO_LABELS : givenLabels(options.labels),
    isControlFlow: options.isControlFlow ?? null,
    onEvent: options.onEvent ?? null,
  };
}

const NO_LABELS: BatchLabels = Object.freeze({});

function resolvePools(pools: Pools): Pools {
  checkPools(pools);
  return { ...pools };
}

function resolveInstrumentation(given: Instrumentation | undefined): Instrumentation | null {
  if (given === undefined) return null;
  check(typeof given === 'object' && given !== null, 'instrumentation', 'must be an object', given);
  for (const key of ['onEvent', 'runAttempt', 'inject'] as const) {
    const hook = given[key];
    check(hook === undefined || typeof hook === 'function', `instrumentation.${key}`, 'must be a function', hook);
  }
  return given;
}

function resolveLogger(given: ExecutorLogger | undefined): ExecutorLogger | null {
  if (given === undefined) return null;
  const isObject = (typeof given === 'object' || typeof given === 'function') && given !== null;
  check(isObject, 'logger', 'must have the methods info and debug', given);
  for (const level of ['info', 'debug'] as const) {
    check(typeof given[level] === 'function', `logger.${level}`, 'must be a function', given[level]);
  }
  return given;
}

function resolveReferences(references: boolean | ReferenceOptions): ResolvedReferenceOptions | null {
  if (typeof references === 'boolean') return references ? resolveReferenceOptions({}) : null;
  check(
    typeof references === 'object' && references !== null,
    'references',
    'must be a boolean or options',
    references,
  );
  return resolveReferenceOptions(references);
}

function resolveDurations(durations: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  const durationsUs = new Map<string, number>();
  for (const [toolName, ms] of Object.entries(durations)) {
    check(
      typeof ms === 'number' && ms >= 0 && ms < Number.POSITIVE_INFINITY,
      `durations: ${toolName}`,
      'must be a number ≥ 0',
      ms,
    );
    durationsUs.set(toolName, Math.round(ms * 1000));
  }
  return durationsUs;
}

/** A copy that later changes of the caller's do not reach, without the labels that are undefined: they are not JSON. */
function givenLabels(labels: BatchLabels): BatchLabels {
  return Object.fromEntries(Object.entries(labels).filter(([, label]) => label !== undefined));
}

function resolveResourceLimits(limits: ResourceLimits | undefined): ResourceLimits | null {
  if (limits === undefined) return null;
  check(typeof limits === 'object' && limits !== null, 'resourceLimits', 'must be an object', limits);
  for (const key of ['cpuPercent', 'memoryMb'] as const) {
    const most = limits[key];
    const holds = most === undefined || (typeof most === 'number' && most > 0);
    check(holds, `resourceLimits.${key}`, 'must be a positive number', most);
  }
  return limits;
}

/** An adaptive limit says where it starts, or starts where the other would be. */
function initialLimit({ adaptiveLimit, maxConcurrency = DEFAULTS.maxConcurrency }: ExecutorOptions<never>): {
  maxConcurrency?: number;
} {
  if (adaptiveLimit === undefined) return {};
  check(
    typeof adaptiveLimit === 'object' && adaptiveLimit !== null,
    'adaptiveLimit',
    'must be an object',
    adaptiveLimit,
  );
  checkAdaptive(adaptiveLimit, (key) => key);
  checkConcurrency('maxConcurrency', maxConcurrency);
  return { maxConcurrency: adaptiveStart(adaptiveLimit, maxConcurrency) };
}

function checkMaxCalls(value: unknown): void {
  const holds = value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && (value as number) >= 0);
  check(holds, 'maxCalls', 'must be an integer ≥ 0 or Infinity', value);
}

function checkLimits(limits: {
  maxConcurrency: number;
  timeoutMs: number;
  onError: OnError;
  deadlineMs: number;
}): void {
  const { maxConcurrency, timeoutMs, onError, deadlineMs } = limits;
  checkConcurrency('maxConcurrency', maxConcurrency);
  checkTimeout('timeoutMs', timeoutMs);
  checkTimeout('deadlineMs', deadlineMs);
  check(onError === 'continue' || onError === 'fail-fast', 'onError', "must be 'continue' or 'fail-fast'", onError);
}

function printListenerError(error: unknown): void {
  console.error(`@parallel-tools/executor: a listener or recorder threw: ${messageOf(error)}`);
}
