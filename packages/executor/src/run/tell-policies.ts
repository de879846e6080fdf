import { retryAfterMs } from '../policies/http-error.js';
import type { AttemptOutcome } from '../types.js';
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
