import pLimit from 'p-limit';
import type { Slots } from './slots.js';

/** Slots given back that are kept for the next call; more are given back to p-limit. */
const MOST_IDLE = 64;

/**
 * One slot of p-limit, held until it is given back. It is itself what the run of p-limit waits for: a promise in its place
 * would hold more.
 */
class Lease {
  /** What p-limit gave for the run: it resolves when the slot is counted free. */
  run: Promise<unknown> | null = null;
  #isGivenBack = false;
  #resolve: (() => void) | null = null;

  /** The run has begun, which p-limit may put off, and waits. */
  // biome-ignore lint/suspicious/noThenProperty: it is a thenable on purpose, for the run alone.
  then(resolve: () => void): void {
    this.#resolve = resolve;
    if (this.#isGivenBack) resolve();
  }

  giveBack(): void {
    this.#isGivenBack = true;
    this.#resolve?.();
  }
}

/** Held while there is no limit: there is nothing to hold then. */
const NO_LEASE = new Lease();

/**
 * Slots held by p-limit, whose `activeCount + pendingCount` is the one truth about how many are out. A slot is a run of
 * p-limit; one that is given back is kept as a lease for the next call, which costs less than half of a new run.
 *
 * @param onFree - Called when a slot became free later than it was given back: p-limit counts a run that ended a few
 *   microtasks later, which matters after `resize` to a lower number.
 */
export function limitSlots(maxConcurrency: number, onFree: () => void): Slots {
  const limit = pLimit(maxConcurrency);
  const idle: Lease[] = [];
  const taken: Lease[] = [];

  const countOut = () => limit.activeCount + limit.pendingCount;
  const newLease = (): Lease => {
    if (limit.concurrency === Number.POSITIVE_INFINITY) return NO_LEASE;
    const lease = new Lease();
    lease.run = limit(giveLease, lease);
    return lease;
  };
  const giveBack = (lease: Lease) => {
    lease.giveBack();
    void lease.run?.then(onFree);
  };

  return {
    get maxConcurrency() {
      return limit.concurrency;
    },
    hasFree: () => countOut() - idle.length < limit.concurrency,
    take() {
      taken.push(idle.pop() ?? newLease());
    },
    give() {
      const lease = taken.pop() ?? NO_LEASE;
      if (lease === NO_LEASE) return;
      if (idle.length < MOST_IDLE && countOut() <= limit.concurrency) idle.push(lease);
      else giveBack(lease);
    },
    resize(next) {
      limit.concurrency = next;
      // What is given back here is counted out for a while yet.
      for (let excess = countOut() - next; excess > 0 && idle.length > 0; excess--) giveBack(idle.pop() as Lease);
      for (const [index, lease] of taken.entries()) if (lease === NO_LEASE) taken[index] = newLease();
    },
  };
}

function giveLease(lease: Lease): Lease {
  return lease;
}
