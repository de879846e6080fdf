import type { ExecutorError } from '../errors.js';
import type { Gate } from '../schedule/gate.js';
import type { AttemptOutcome, ToolCall } from '../types.js';

/** An attempt that has ended, as a policy sees it. Times in µs on the executor's clock. */
export interface EndedAttempt {
  readonly outcome: AttemptOutcome;
  /** What the tool threw, or the timeout's error; undefined for `ok`. */
  readonly thrown: unknown;
  readonly startUs: number;
  readonly endUs: number;
  readonly nowUs: number;
  /** How long the error asks to leave the tool alone, in ms; null where it does not. */
  readonly retryAfterMs: number | null;
}

/** An attempt that came to nothing, as a policy sees it. */
export interface FailedAttempt {
  /** Counted from 1, without hedges. */
  readonly attempt: number;
  readonly thrown: unknown;
  readonly retryAfterMs: number | null;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * A rule around the attempts of a tool's calls: one object per tool, made from its options. One that has nothing to say is
 * silent.
 */
export interface Policy {
  /** What its calls must pass to start. */
  readonly gate?: Gate | undefined;
  /** Why a call must not queue; null where it may. */
  refusal?(call: ToolCall, nowUs: number): ExecutorError | null;
  attemptEnded?(ended: EndedAttempt): void;
  /** After a failed attempt. @returns Milliseconds until the next one; null to leave it at that. */
  retryInMs?(failed: FailedAttempt): number | null;
}
