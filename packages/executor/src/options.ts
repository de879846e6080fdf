import type { Clock } from './clock.js';
import { systemClock } from './clock.js';
import { ExecutorError, messageOf } from './errors.js';
import type { BatchOptions, ExecutorOptions, OnError } from './executor-types.js';
import type { ExecutorListener } from './observe/events.js';
import type { BatchLabels, BatchRecorder } from './types.js';

/** Options of an executor with nothing left undefined. */
export interface ResolvedOptions {
  readonly maxConcurrency: number;
  readonly timeoutMs: number;
  readonly onError: OnError;
  readonly recorder: BatchRecorder | null;
  readonly onListenerError: (error: unknown) => void;
  readonly clock: Clock;
  /** Null: the machine's own, for ids a cryptographic one. */
  readonly random: (() => number) | null;
}

/** Options of a batch with nothing left undefined. */
export interface ResolvedBatchOptions {
  readonly signal: AbortSignal | null;
  readonly onError: OnError;
  readonly timeoutMs: number | null;
  readonly maxConcurrency: number;
  readonly labels: BatchLabels;
  readonly isControlFlow: (thrown: unknown) => boolean;
  readonly onEvent: ExecutorListener | null;
}

/** What holds where nothing is said. */
export const DEFAULTS = Object.freeze({
  maxConcurrency: 10,
  timeoutMs: 30_000,
  onError: 'continue',
  retryInitialDelayMs: 200,
  retryMaxDelayMs: 10_000,
} as const);

/** @throws {ExecutorError} `INVALID_OPTION`, naming option and value. */
export function resolveOptions(options: ExecutorOptions): ResolvedOptions {
  check(typeof options === 'object' && options !== null, 'options', 'must be an object', options);
  check(Array.isArray(options.tools), 'tools', 'must be an array', options.tools);
  const {
    maxConcurrency = DEFAULTS.maxConcurrency,
    timeoutMs = DEFAULTS.timeoutMs,
    onError = DEFAULTS.onError,
  } = options;
  checkLimits({ maxConcurrency, timeoutMs, onError });
  return {
    maxConcurrency,
    timeoutMs,
    onError,
    recorder: options.recorder ?? null,
    onListenerError: options.onListenerError ?? printListenerError,
    clock: options.clock ?? systemClock,
    random: options.random ?? null,
  };
}

/** @throws {ExecutorError} `INVALID_OPTION`, naming option and value. */
export function resolveBatchOptions(options: BatchOptions, executor: ResolvedOptions): ResolvedBatchOptions {
  const { onError = executor.onError, timeoutMs, maxConcurrency = Number.POSITIVE_INFINITY, signal = null } = options;
  checkLimits({ maxConcurrency, timeoutMs: timeoutMs ?? Number.POSITIVE_INFINITY, onError });
  check(signal === null || signal instanceof AbortSignal, 'signal', 'must be an AbortSignal', signal);
  return {
    signal,
    onError,
    timeoutMs: timeoutMs ?? null,
    maxConcurrency,
    labels: givenLabels(options.labels ?? {}),
    isControlFlow: options.isControlFlow ?? (() => false),
    onEvent: options.onEvent ?? null,
  };
}

/** A copy that later changes of the caller's do not reach, without the labels that are undefined: they are not JSON. */
function givenLabels(labels: BatchLabels): BatchLabels {
  return Object.fromEntries(Object.entries(labels).filter(([, label]) => label !== undefined));
}

function checkLimits(limits: { maxConcurrency: number; timeoutMs: number; onError: OnError }): void {
  const { maxConcurrency, timeoutMs, onError } = limits;
  check(isPositiveInteger(maxConcurrency), 'maxConcurrency', 'must be a positive integer or Infinity', maxConcurrency);
  check(isPositiveMs(timeoutMs), 'timeoutMs', 'must be a positive number or Infinity', timeoutMs);
  check(onError === 'continue' || onError === 'fail-fast', 'onError', "must be 'continue' or 'fail-fast'", onError);
}

/** @throws {ExecutorError} `INVALID_OPTION`: `<option> <rule>, got <value>`. */
export function check(holds: boolean, option: string, rule: string, value: unknown): asserts holds {
  if (!holds) throw new ExecutorError('INVALID_OPTION', `${option} ${rule}, got ${show(value)}`);
}

export function isPositiveInteger(value: unknown): value is number {
  return value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && (value as number) > 0);
}

export function isPositiveMs(value: unknown): value is number {
  return typeof value === 'number' && value > 0;
}

/** A value as a message may show it. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 100));
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}

function printListenerError(error: unknown): void {
  console.error(`@parallel-tools/executor: a listener or recorder threw: ${messageOf(error)}`);
}
