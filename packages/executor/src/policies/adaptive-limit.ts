import { DEFAULTS } from '../defaults.js';
import { isOverload } from './http-error.js';
import type { EndedAttempt, Policy } from './policy.js';
import type { AdaptiveLimitOptions } from './policy-options.js';

/** Why an adaptive limit changed. */
export type LimitChangeReason = 'room' | 'overload' | 'latency';

/** A limit that is turned. */
export interface AdaptedLimit {
  readonly maxConcurrency: number;
  isFull(): boolean;
  resize(maxConcurrency: number, reason: LimitChangeReason): void;
}

/** What is kept of a limit that proved too high. */
const DECREASE = 0.7;
/** Rounds that a limit below one that proved too high is held before that one is tried again: first, and at most. */
const FIRST_HOLD = 4;
const LONGEST_HOLD = 16;
/** Runs of a round at least, so that a mean says something. */
const LEAST_ROUND = 5;

/**
 * Where an adaptive limit starts.
 *
 * @param given - The limit that holds otherwise; one that is not finite says nothing.
 * @returns `initial`, or the given limit, no further than the bounds.
 */
export function adaptiveStart({ initial, min, max }: AdaptiveLimitOptions, given: number): number {
  if (initial !== undefined) return initial;
  const start = Number.isFinite(given) ? given : DEFAULTS.maxConcurrency;
  return Math.min(max ?? DEFAULTS.adaptiveMax, Math.max(min ?? DEFAULTS.adaptiveMin, start));
}

/**
 * Additive increase, multiplicative decrease: once a round (as many `ok` runs as the limit) that used the limit went well
 * it grows by one; when a run says overload (429, 503, a timeout) or a round took much longer than the best it
 * shrinks by 30 %. It remembers the limit that proved too high, climbs back to the one below and stays, and tries the
 * high one again only now and then, one step at a time: so it does not saw.
 *
 * @see Chiu & Jain (1989), "Analysis of the Increase and Decrease Algorithms for Congestion Avoidance in Computer
 *   Networks"; Ha, Rhee, Xu (2008), "CUBIC", for staying near the last limit that was too high.
 */
export class AdaptiveLimit implements Policy {
  readonly #limit: AdaptedLimit;
  readonly #min: number;
  readonly #max: number;
  readonly #tolerance: number;
  /** The lowest limit known to be too high. */
  #ceiling = Number.POSITIVE_INFINITY;
  #hold = FIRST_HOLD;
  #heldRounds = 0;
  /** The limit is one step above one that was held. */
  #isTrying = false;
  #bestUs = Number.POSITIVE_INFINITY;
  #changedAtUs = Number.NEGATIVE_INFINITY;
  #round = { count: 0, sumUs: 0, wasFull: false };

  constructor(options: AdaptiveLimitOptions, limit: AdaptedLimit) {
    this.#limit = limit;
    this.#min = options.min ?? DEFAULTS.adaptiveMin;
    this.#max = options.max ?? DEFAULTS.adaptiveMax;
    this.#tolerance = options.latencyTolerance ?? DEFAULTS.latencyTolerance;
  }

  attemptEnded({ outcome, thrown, startUs, endUs, nowUs, retryAfterMs }: EndedAttempt): void {
    // What started under another limit says nothing about this one.
    if (startUs < this.#changedAtUs || outcome === 'cancelled') return;
    if (outcome === 'timeout' || (outcome === 'error' && (retryAfterMs !== null || isOverload(thrown)))) {
      this.#decrease('overload', nowUs);
    } else if (outcome === 'ok') this.#addRun(endUs - startUs, nowUs);
  }

  #addRun(runUs: number, nowUs: number): void {
    const round = this.#round;
    const { maxConcurrency } = this.#limit;
    round.count += 1;
    round.sumUs += runUs;
    round.wasFull ||= this.#limit.isFull();
    if (round.count < Math.max(LEAST_ROUND, maxConcurrency)) return;
    const meanUs = round.sumUs / round.count;
    const isSlow = meanUs > this.#bestUs * this.#tolerance && maxConcurrency > this.#min;
    // At the lowest limit a run takes as long as it takes: the tool has become slower for good.
    this.#bestUs = maxConcurrency === this.#min ? meanUs : Math.min(meanUs, this.#bestUs);
    const { wasFull } = round;
    this.#round = { count: 0, sumUs: 0, wasFull: false };
    if (isSlow) this.#decrease('latency', nowUs);
    else if (wasFull) this.#increase(nowUs);
  }

  #increase(nowUs: number): void {
    const { maxConcurrency } = this.#limit;
    if (maxConcurrency >= this.#ceiling) {
      // It went well where it once did not: there is more room now.
      this.#ceiling = Number.POSITIVE_INFINITY;
      this.#hold = FIRST_HOLD;
    }
    this.#isTrying = maxConcurrency + 1 >= this.#ceiling;
    if (this.#isTrying && this.#heldRounds < this.#hold) {
      this.#isTrying = false;
      this.#heldRounds += 1;
      return;
    }
    this.#turn(maxConcurrency + 1, 'room', nowUs);
  }

  #decrease(reason: LimitChangeReason, nowUs: number): void {
    const { maxConcurrency } = this.#limit;
    const wasTrying = this.#isTrying && maxConcurrency === this.#ceiling;
    this.#ceiling = maxConcurrency;
    this.#isTrying = false;
    // The step back is one where the step up was all that was wrong.
    if (wasTrying) this.#hold = Math.min(this.#hold * 2, LONGEST_HOLD);
    this.#turn(wasTrying ? maxConcurrency - 1 : Math.floor(maxConcurrency * DECREASE), reason, nowUs);
  }

  #turn(to: number, reason: LimitChangeReason, nowUs: number): void {
    const next = Math.min(this.#max, Math.max(this.#min, to));
    this.#heldRounds = 0;
    this.#round = { count: 0, sumUs: 0, wasFull: false };
    if (next === this.#limit.maxConcurrency) return;
    this.#changedAtUs = nowUs;
    this.#limit.resize(next, reason);
  }
}
