import pLimit from 'p-limit';

/** A number of places, each held by one running call. */
export interface Slots {
  readonly maxConcurrency: number;
  hasFree(): boolean;
  /** Takes a free slot at once; what it returns gives the slot back. */
  take(): () => void;
}

/**
 * Slots held by p-limit, whose counts are the one truth about what is free.
 *
 * @param onFree - Called after a slot given back is free again: p-limit counts it a few microtasks later.
 */
export function limitSlots(maxConcurrency: number, onFree: () => void): Slots {
  const limit = pLimit(maxConcurrency);
  return {
    maxConcurrency,
    hasFree: () => limit.activeCount + limit.pendingCount < limit.concurrency,
    take() {
      const held = Promise.withResolvers<void>();
      void limit(() => held.promise).then(onFree);
      return held.resolve;
    },
  };
}

/** Slots that are a plain counter, free the moment they are given back: for simulation and tests. */
export function countedSlots(maxConcurrency: number): Slots {
  let taken = 0;
  return {
    maxConcurrency,
    hasFree: () => taken < maxConcurrency,
    take() {
      taken += 1;
      return () => {
        taken -= 1;
      };
    },
  };
}
