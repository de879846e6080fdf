import type { ExecutorError } from '../errors.js';
import { retryAfterMs } from '../policies/http-error.js';
import type { AttemptOutcome } from '../types.js';
import type { Attempt } from './attempt.js';
import type { CallRun } from './call-run.js';

/**
 * Lets the policies of a call's tool, and those of the executor, learn from an attempt. Times in µs on the engine's clock.
 *
 * @param value - What the tool gave or threw.
 * @returns How long its error asks to leave the tool alone, in ms; null where it does not, or nobody would listen.
 */
export function tellPolicies(run: CallRun, outcome: AttemptOutcome, value: unknown, startUs: number, endUs: number) {
  const { engine } = run.batch;
  const { policies } = run.scheduledTool;
  if (policies === null && engine.adaptive === null) return null;
  const asksMs = outcome === 'error' ? retryAfterMs(value, engine.options.clock.wallTimeMs()) : null;
  const thrown = outcome === 'error' || outcome === 'timeout' ? value : undefined;
  const ended = { outcome, thrown, startUs, endUs, nowUs: engine.nowUs(), retryAfterMs: asksMs };
  policies?.attemptEnded(ended);
  engine.adaptive?.attemptEnded(ended);
  return asksMs;
}

/** Why a call must not queue; null where it may. */
export function refusalOf({ call, scheduledTool: { policies } }: CallRun, nowUs: number): ExecutorError | null {
  return policies === null ? null : policies.refusal(call, nowUs);
}

/**
 * After a failed attempt.
 *
 * @param thrown - What the tool threw, or the timeout's error.
 * @returns Milliseconds until the next attempt; null to leave it at that.
 */
export function retryInMsOf(
  run: CallRun,
  attempt: Attempt,
  thrown: unknown,
  retryAfterMs: number | null,
  nowUs: number,
): number | null {
  const { policies, effects } = run.scheduledTool;
  // It may still write.
  if (policies === null || (effects !== 'read' && run.hasAbandoned)) return null;
  // Nobody would let it start.
  if (policies.refusal(run.call, nowUs) !== null) return null;
  const random = run.batch.engine.options.random ?? Math.random;
  return policies.retryInMs({ attempt: attempt.tryNumber, thrown, retryAfterMs, random });
}
