import type { EndedAttempt, Policy } from './policy.js';
import type { HedgeOptions } from './policy-options.js';

const REMEMBERED_RUNS = 100;
const LEAST_RUNS = 20;
const PERCENTILE = 0.95;

/** Says when a second attempt shall join a slow one. */
export class Hedge implements Policy {
  readonly #afterMs: number | null;
  /** Run times of the last `ok` runs, in µs, as a ring. */
  readonly #runsUs: number[] = [];
  #count = 0;
  #learnedMs: number | null = null;

  constructor({ afterMs }: HedgeOptions) {
    this.#afterMs = afterMs ?? null;
  }

  /** From the start of an attempt; null while nothing is known. */
  get afterMs(): number | null {
    if (this.#afterMs !== null) return this.#afterMs;
    if (this.#learnedMs === null && this.#runsUs.length >= LEAST_RUNS) this.#learnedMs = this.#percentileMs();
    return this.#learnedMs;
  }

  attemptEnded({ outcome, startUs, endUs }: EndedAttempt): void {
    if (outcome !== 'ok' || this.#afterMs !== null) return;
    this.#runsUs[this.#count % REMEMBERED_RUNS] = endUs - startUs;
    this.#count += 1;
    this.#learnedMs = null;
  }

  /** The nearest rank. */
  #percentileMs(): number {
    const sorted = this.#runsUs.toSorted((a, b) => a - b);
    return (sorted[Math.ceil(sorted.length * PERCENTILE) - 1] as number) / 1000;
  }
}
