import { type BatchLabels, type Clock, type Executor, ExecutorError, systemClock } from '@parallel-tools/executor';
import { type CutRule, cutMiddle } from './cut-result.js';
import type { RunOptions } from './run-types.js';

/** Options of a run with nothing left undefined. */
export interface ResolvedRunOptions extends CutRule {
  readonly executor: Executor;
  readonly maxTurns: number;
  readonly maxCalls: number;
  readonly maxTokens: number;
  readonly maxTimeMs: number;
  readonly signal: AbortSignal | null;
  readonly labels: BatchLabels;
  readonly eager: boolean;
  readonly references: boolean;
  readonly strict: boolean | 'where-possible';
  readonly executeOnLastTurn: boolean;
  readonly onMaxTurns: NonNullable<RunOptions['onMaxTurns']>;
  readonly repair: NonNullable<RunOptions['repair']> | null;
  readonly onUnknownTool: NonNullable<RunOptions['onUnknownTool']>;
  readonly replayFields: readonly string[];
  readonly onToolCall: NonNullable<RunOptions['onToolCall']> | null;
  readonly clock: Clock;
}

const DEFAULTS = Object.freeze({
  maxTurns: 10,
  maxCalls: Number.POSITIVE_INFINITY,
  maxTokens: Number.POSITIVE_INFINITY,
  maxTimeMs: Number.POSITIVE_INFINITY,
  maxResultChars: 100_000,
});

/** What DeepSeek and Kimi, OpenRouter, and Google want back. */
const REPLAY_FIELDS = Object.freeze(['reasoning_content', 'reasoning_details', 'extra_content']);

/** @throws {ExecutorError} `INVALID_OPTION`, naming option and value. */
export function resolveRunOptions(options: RunOptions): ResolvedRunOptions {
  const { executor, signal = null, labels = {}, eager = 'off', references = false, onToolCall = null } = options;
  const { strict = false, executeOnLastTurn = false, onMaxTurns = 'stop', repair = null } = options;
  const { onUnknownTool = 'error-result', replayFields = REPLAY_FIELDS } = options;
  const { maxTurns, maxCalls, maxTokens, maxTimeMs, maxResultChars } = { ...DEFAULTS, ...withoutUndefined(options) };
  if (!Number.isSafeInteger(maxTurns) || maxTurns < 1) throw invalid('maxTurns must be a positive integer', maxTurns);
  for (const [name, value] of Object.entries({ maxCalls, maxTokens, maxResultChars })) {
    const isRight = value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && value > 0);
    if (!isRight) throw invalid(`${name} must be a positive integer or Infinity`, value);
  }
  if (typeof maxTimeMs !== 'number' || !(maxTimeMs > 0))
    throw invalid('maxTimeMs must be a positive number or Infinity', maxTimeMs);
  if (eager !== 'off' && eager !== 'read-only') throw invalid("eager must be 'off' or 'read-only'", eager);
  if (strict !== false && strict !== true && strict !== 'where-possible')
    throw invalid("strict must be true, false or 'where-possible'", strict);
  if (onMaxTurns !== 'stop' && onMaxTurns !== 'final-answer')
    throw invalid("onMaxTurns must be 'stop' or 'final-answer'", onMaxTurns);
  if (typeof onUnknownTool !== 'function' && onUnknownTool !== 'error-result' && onUnknownTool !== 'throw')
    throw invalid("onUnknownTool must be 'error-result', 'throw' or a function", onUnknownTool);
  if (references && !readsReferences(executor))
    throw invalid('references needs an executor made with references: true', references);
  const { cutResult = cutMiddle, clock = systemClock } = options;
  const limits = { maxTurns, maxCalls, maxTokens, maxTimeMs, maxResultChars };
  const hooks = { onToolCall, repair, onUnknownTool, cutResult, clock };
  const turns = { executeOnLastTurn, onMaxTurns, eager: eager !== 'off' };
  return { ...limits, ...hooks, ...turns, executor, signal, labels, references, strict, replayFields };
}

export function invalid(rule: string, value: unknown): ExecutorError {
  return new ExecutorError('INVALID_OPTION', `${rule}, got ${String(value)}`);
}

/** An option that is given as undefined is not given. */
function withoutUndefined(options: RunOptions): Partial<Record<keyof typeof DEFAULTS, number>> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** A plan of two calls, which runs nothing, shows whether the second would wait for the first. */
function readsReferences(executor: Executor): boolean {
  const [tool] = executor.tools;
  if (tool === undefined) return true;
  const { name } = tool;
  const plan = executor.plan([
    { id: 'first', name, args: {} },
    { id: 'second', name, args: { value: { $ref: 'first' } } },
  ]);
  return plan.edges.some(({ reason }) => reason === 'reference');
}
