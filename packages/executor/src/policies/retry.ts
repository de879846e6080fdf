import { DEFAULTS } from '../defaults.js';
import { guarded } from './guarded.js';
import { isCallersFault } from './http-error.js';
import type { FailedAttempt, Policy } from './policy.js';
import type { RetryOptions } from './policy-options.js';

/** Repeats failed attempts, unless the error itself says that it would not help. */
export function retryPolicy(retry: RetryOptions): Policy {
  const { retryOn = isRetryable, maxRetryAfterMs = DEFAULTS.maxRetryAfterMs } = retry;
  const retryInMs = ({ attempt, thrown, random, retryAfterMs }: FailedAttempt): number | null => {
    const backoffMs = retryDelayMs(retry, attempt, random);
    if (backoffMs === null || !guarded(() => retryOn(thrown, attempt) === true, false)) return null;
    if (retryAfterMs === null) return backoffMs;
    return retryAfterMs > maxRetryAfterMs ? null : Math.max(backoffMs, retryAfterMs);
  };
  return { retryInMs };
}

/** More of them would not be a number any more; 1 ms is past every delay long before. */
const MOST_DOUBLINGS = 1000;

/**
 * Backoff before the next attempt: exponential, with equal jitter (half of it fixed, half drawn), so that many callers
 * do not come back at once.
 *
 * @param failedAttempt - The attempt that failed, counted from 1.
 * @param random - Uniform in [0, 1).
 * @returns Milliseconds; null when there is no next attempt.
 * @see Brooker (2015), "Exponential Backoff And Jitter", AWS Architecture Blog.
 * @example
 * retryDelayMs({ maxRetries: 2, initialDelayMs: 100 }, 1, () => 0.5); // => 75
 */
export function retryDelayMs(retry: RetryOptions, failedAttempt: number, random: () => number): number | null {
  if (failedAttempt > retry.maxRetries) return null;
  const { initialDelayMs = DEFAULTS.retryInitialDelayMs, maxDelayMs = DEFAULTS.retryMaxDelayMs } = retry;
  const doublings = Math.min(failedAttempt - 1, MOST_DOUBLINGS);
  const fullMs = Math.min(maxDelayMs, initialDelayMs * 2 ** doublings);
  return fullMs / 2 + (random() * fullMs) / 2;
}

/** Whether what a tool threw may be tried again: yes, unless the error itself says no. */
export function isRetryable(thrown: unknown): boolean {
  const said = guarded(() => (thrown as { isRetryable?: unknown } | null | undefined)?.isRetryable, undefined);
  return typeof said === 'boolean' ? said : !isCallersFault(thrown);
}
