import type { CallDecision, RequestedCall, RunOptions } from './run-types.js';

/** A question under way. */
export interface Approval {
  /** Resolves when it was answered, failed, or nobody waits for it any more; never rejects. */
  readonly settled: Promise<void>;
}

/** What becomes of the answer; at most one of them is called, once. */
export interface ApprovalListener {
  readonly onDecision: (decision: CallDecision) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Asks whether a call may run. An answer that is there at once takes effect at once; one after an abort, none. */
export function askFor(
  onToolCall: NonNullable<RunOptions['onToolCall']>,
  call: Omit<RequestedCall, 'signal'>,
  signals: readonly AbortSignal[],
  { onDecision, onFailure }: ApprovalListener,
): Approval {
  const signal = AbortSignal.any([...signals]);
  if (signal.aborted) return { settled: Promise.resolve() };
  const decide = (decision: CallDecision) => {
    if (!signal.aborted) onDecision(checked(decision));
  };
  try {
    const decision = onToolCall({ ...call, signal });
    if (!isPromiseLike(decision)) {
      decide(decision);
      return { settled: Promise.resolve() };
    }
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    return { settled: Promise.race([Promise.resolve(decision).then(decide).catch(onFailure), aborted]) };
  } catch (error) {
    onFailure(error);
    return { settled: Promise.resolve() };
  }
}

function isPromiseLike(value: unknown): value is PromiseLike<CallDecision> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

/** @throws {TypeError} For what is no decision: a call that nobody allowed does not run. */
function checked(decision: CallDecision): CallDecision {
  const isDecision =
    decision === 'allow' ||
    (typeof decision === 'object' &&
      decision !== null &&
      (('deny' in decision && typeof decision.deny === 'string') ||
        ('args' in decision && typeof decision.args === 'object' && decision.args !== null)));
  if (!isDecision) throw new TypeError("onToolCall must give 'allow', { deny: reason } or { args }");
  return decision;
}
