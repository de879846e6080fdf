import type { Slots } from './slots.js';

/** A concurrency limit, and for how long it had no free slot: what a wait is blamed on. Times in µs of one clock. */
export class Limit {
  readonly #slots: Slots;
  #fullUs = 0;
  #fullSinceUs: number | null = null;

  constructor(slots: Slots) {
    this.#slots = slots;
  }

  get maxConcurrency(): number {
    return this.#slots.maxConcurrency;
  }

  hasFree(): boolean {
    return this.#slots.hasFree();
  }

  take(nowUs: number): void {
    this.#slots.take();
    this.observe(nowUs);
  }

  give(nowUs: number): void {
    this.#slots.give();
    this.observe(nowUs);
  }

  resize(maxConcurrency: number, nowUs: number): void {
    this.#slots.resize(maxConcurrency);
    this.observe(nowUs);
  }

  /** Looks whether a slot is free, after anything that may have changed it. */
  observe(nowUs: number): void {
    const hasFree = this.#slots.hasFree();
    if (!hasFree && this.#fullSinceUs === null) this.#fullSinceUs = nowUs;
    else if (hasFree && this.#fullSinceUs !== null) {
      this.#fullUs += nowUs - this.#fullSinceUs;
      this.#fullSinceUs = null;
    }
  }

  /** Sum of the stretches without a free slot, up to now. */
  fullUs(nowUs: number): number {
    return this.#fullUs + (this.#fullSinceUs === null ? 0 : nowUs - this.#fullSinceUs);
  }
}

/** Of most lanes. */
export const NO_LIMITS: readonly Limit[] = Object.freeze([]);
