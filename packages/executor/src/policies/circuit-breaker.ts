import { CircuitState, ConsecutiveBreaker, CountBreaker, type IBreaker } from 'cockatiel';
import { DEFAULTS } from '../defaults.js';
import type { ExecutorError } from '../errors.js';
import { Gate } from '../schedule/gate.js';
import type { ToolCall } from '../types.js';
import { guarded } from './guarded.js';
import { isCallersFault } from './http-error.js';
import type { EndedAttempt, Policy } from './policy.js';
import type { CircuitBreakerOptions } from './policy-options.js';
import { circuitOpen } from './refusals.js';

/** `closed` lets calls through, `open` lets none, `half-open` has let one through to see how it goes. */
export type CircuitStateName = 'closed' | 'open' | 'half-open';

/** Leaves a tool that fails alone for a while. When to open is counted by cockatiel's breakers; time is the executor's. */
export class CircuitBreaker implements Policy {
  readonly gate = new CircuitGate((nowUs) => this.#probe(nowUs));
  readonly #options: CircuitBreakerOptions;
  readonly #breaker: IBreaker;
  readonly #openUs: number;
  readonly #onChange: (state: CircuitStateName, refuses: boolean) => void;
  #state: CircuitStateName = 'closed';
  /** Attempts that started before are those of another state. */
  #sinceUs = Number.NEGATIVE_INFINITY;
  #lastThrown: unknown;

  constructor(options: CircuitBreakerOptions, onChange: (state: CircuitStateName, refuses: boolean) => void) {
    this.#options = options;
    this.#onChange = onChange;
    this.#openUs = Math.round((options.openMs ?? DEFAULTS.circuitOpenMs) * 1000);
    this.#breaker = breakerOf(options);
  }

  /** Rather than let calls wait. */
  get refuses(): boolean {
    return this.#options.whenOpen !== 'wait';
  }

  refusal(call: ToolCall, nowUs: number): ExecutorError | null {
    if (this.#state !== 'open' || !this.refuses || this.gate.isOpen(nowUs)) return null;
    return circuitOpen(call, (this.gate.opensAtUs - nowUs) / 1000, this.#lastThrown);
  }

  attemptEnded({ outcome, thrown, startUs, nowUs, retryAfterMs }: EndedAttempt): void {
    if (this.#state === 'open' || startUs < this.#sinceUs) return;
    const isProbe = this.#state === 'half-open';
    if (outcome === 'cancelled') {
      // It has shown nothing: the next one probes.
      if (isProbe) this.#change('open', nowUs, nowUs);
      return;
    }
    const state = isProbe ? CircuitState.HalfOpen : CircuitState.Closed;
    if (!this.#isFailure(outcome, thrown)) {
      this.#breaker.success(state);
      if (isProbe) this.#change('closed', Number.NEGATIVE_INFINITY, nowUs);
      return;
    }
    this.#lastThrown = thrown;
    if (!this.#breaker.failure(state) && !isProbe) return;
    this.#change('open', nowUs + Math.max(this.#openUs, (retryAfterMs ?? 0) * 1000), nowUs);
  }

  #isFailure(outcome: EndedAttempt['outcome'], thrown: unknown): boolean {
    const { isFailure = isToolsFault } = this.#options;
    return outcome === 'timeout' || (outcome === 'error' && guarded(() => isFailure(thrown), true));
  }

  #probe(nowUs: number): void {
    if (this.#state !== 'open') return;
    this.#sinceUs = nowUs;
    this.#change('half-open', Number.POSITIVE_INFINITY, nowUs);
  }

  #change(state: CircuitStateName, opensAtUs: number, nowUs: number): void {
    this.#state = state;
    this.gate.closeUntil(opensAtUs, nowUs);
    this.#onChange(state, this.refuses);
  }
}

/** Tells of the first call that goes through when it has been closed. */
class CircuitGate extends Gate {
  readonly #onStart: (nowUs: number) => void;

  constructor(onStart: (nowUs: number) => void) {
    super('circuit');
    this.#onStart = onStart;
  }

  override started(nowUs: number): void {
    this.#onStart(nowUs);
  }
}

function breakerOf({
  consecutiveFailures,
  failureRatio,
  windowSize = DEFAULTS.circuitWindowSize,
}: CircuitBreakerOptions) {
  if (failureRatio !== undefined) return new CountBreaker({ threshold: failureRatio, size: windowSize });
  return new ConsecutiveBreaker(consecutiveFailures ?? DEFAULTS.circuitConsecutiveFailures);
}

function isToolsFault(thrown: unknown): boolean {
  return !isCallersFault(thrown);
}
