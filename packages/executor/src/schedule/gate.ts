import type { WaitCause } from '../types.js';

/** Why a gate is closed. */
export type GateCause = Extract<WaitCause, 'circuit' | 'rate-limit' | 'host'>;

/**
 * What keeps queued calls from starting though slots are free, until a moment that may be known, and for how long it did:
 * what a wait is blamed on. Times in µs of one clock.
 */
export class Gate {
  readonly cause: GateCause;
  #opensAtUs = Number.NEGATIVE_INFINITY;
  #changedAtUs = 0;
  #closedUs = 0;

  constructor(cause: GateCause) {
    this.cause = cause;
  }

  /** When it opens, or opened; `Infinity` while nobody knows. */
  get opensAtUs(): number {
    return this.#opensAtUs;
  }

  isOpen(nowUs: number): boolean {
    return nowUs >= this.#opensAtUs;
  }

  /** Sets when it opens; a moment that is over opens it. */
  closeUntil(opensAtUs: number, nowUs: number): void {
    this.#closedUs = this.closedUs(nowUs);
    this.#changedAtUs = nowUs;
    this.#opensAtUs = opensAtUs;
  }

  /** Sum of the stretches in which it was closed, up to now. */
  closedUs(nowUs: number): number {
    return this.#closedUs + Math.max(0, Math.min(nowUs, this.#opensAtUs) - this.#changedAtUs);
  }

  /** A call went through. */
  started(_nowUs: number): void {
    // A plain gate does not count.
  }
}

/** Of most tools. */
export const NO_GATES: readonly Gate[] = Object.freeze([]);
