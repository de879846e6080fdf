import type { Clock } from '../clock.js';

/** One timer for the earliest of moments that keep changing. Times in µs on the clock. */
export class Alarm {
  readonly #clock: Clock;
  readonly #onTimer: () => void;
  #atUs = Number.POSITIVE_INFINITY;
  #stop: (() => void) | null = null;

  constructor(clock: Clock, onTimer: () => void) {
    this.#clock = clock;
    this.#onTimer = onTimer;
  }

  /** Calls back at that moment and at no other; never for `Infinity`. */
  setFor(atUs: number, nowUs: number): void {
    if (atUs === this.#atUs) return;
    this.#atUs = atUs;
    this.#stop?.();
    this.#stop = null;
    if (atUs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.min(Math.max(0, atUs - nowUs) / 1000, LONGEST_TIMER_MS);
    this.#stop = this.#clock.setTimer(delayMs, () => {
      this.#atUs = Number.POSITIVE_INFINITY;
      this.#stop = null;
      this.#onTimer();
    });
  }
}

/** What timers can hold. Who is called back too early, also by a timer that counts whole milliseconds, sets it again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
