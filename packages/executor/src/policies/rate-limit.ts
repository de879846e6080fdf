import { Gate } from '../schedule/gate.js';
import type { EndedAttempt, Policy } from './policy.js';
import type { RateLimitOptions } from './policy-options.js';

/** Lets no more than `maxStarts` attempts start in any `intervalMs`, and none for as long as the tool asked for. */
export class RateLimit implements Policy {
  readonly gate: RateGate;

  /** @param before - Whose starts and pauses count on. */
  constructor(options: RateLimitOptions, before: RateLimit | null = null) {
    this.gate = new RateGate(options, before?.gate ?? null);
  }

  attemptEnded({ retryAfterMs, nowUs }: EndedAttempt): void {
    if (retryAfterMs !== null) this.gate.leaveAlone(nowUs + retryAfterMs * 1000, nowUs);
  }
}

/** Closed while the last `maxStarts` starts all lie within one interval. */
class RateGate extends Gate {
  readonly #intervalUs: number;
  /** When the last starts were, as a ring. */
  readonly #starts: Float64Array;
  #count = 0;
  /** Until when the tool asked to be left alone. */
  #askedUntilUs = Number.NEGATIVE_INFINITY;

  constructor({ maxStarts, intervalMs }: RateLimitOptions, before: RateGate | null) {
    super('rate-limit');
    this.#intervalUs = Math.round(intervalMs * 1000);
    this.#starts = new Float64Array(maxStarts).fill(Number.NEGATIVE_INFINITY);
    if (before === null) return;
    for (const startUs of before.#starts.toSorted()) if (Number.isFinite(startUs)) this.started(startUs);
    this.leaveAlone(before.#askedUntilUs, 0);
  }

  override started(nowUs: number): void {
    this.#starts[this.#count % this.#starts.length] = nowUs;
    this.#count += 1;
    const oldestUs = this.#starts[this.#count % this.#starts.length] as number;
    this.#pause(oldestUs + this.#intervalUs, nowUs);
  }

  /** The tool asks to be left alone until then. */
  leaveAlone(untilUs: number, nowUs: number): void {
    this.#askedUntilUs = Math.max(untilUs, this.#askedUntilUs);
    this.#pause(untilUs, nowUs);
  }

  /** Stays closed until then, or longer. */
  #pause(untilUs: number, nowUs: number): void {
    if (untilUs > this.opensAtUs) this.closeUntil(untilUs, nowUs);
  }
}
