import { Gate } from '../schedule/gate.js';
import type { EndedAttempt, Policy } from './policy.js';
import type { RateLimitOptions } from './policy-options.js';

/** Lets no more than `maxStarts` attempts start in any `intervalMs`, and none for as long as the tool asked for. */
export class RateLimit implements Policy {
  readonly gate: RateGate;

  constructor(options: RateLimitOptions) {
    this.gate = new RateGate(options);
  }

  attemptEnded({ retryAfterMs, nowUs }: EndedAttempt): void {
    if (retryAfterMs !== null) this.gate.pause(nowUs + retryAfterMs * 1000, nowUs);
  }
}

/** Closed while the last `maxStarts` starts all lie within one interval. */
class RateGate extends Gate {
  readonly #intervalUs: number;
  /** When the last starts were, as a ring. */
  readonly #starts: Float64Array;
  #count = 0;

  constructor({ maxStarts, intervalMs }: RateLimitOptions) {
    super('rate-limit');
    this.#intervalUs = Math.round(intervalMs * 1000);
    this.#starts = new Float64Array(maxStarts).fill(Number.NEGATIVE_INFINITY);
  }

  override started(nowUs: number): void {
    this.#starts[this.#count % this.#starts.length] = nowUs;
    this.#count += 1;
    const oldestUs = this.#starts[this.#count % this.#starts.length] as number;
    this.pause(oldestUs + this.#intervalUs, nowUs);
  }

  /** Stays closed until then, or longer. */
  pause(untilUs: number, nowUs: number): void {
    if (untilUs > this.opensAtUs) this.closeUntil(untilUs, nowUs);
  }
}
