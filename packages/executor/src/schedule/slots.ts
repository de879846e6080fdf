/** A number of places, each held by one running call. */
export interface Slots {
  readonly maxConcurrency: number;
  hasFree(): boolean;
  /** Takes a slot at once, also when none is free: for a call that runs already. */
  take(): void;
  /** Gives a taken slot back. */
  give(): void;
  /** Changes their number; those taken beyond a lower one stay taken until they are given back. */
  resize(maxConcurrency: number): void;
}

/** Slots that are a plain counter, free the moment they are given back. */
export function countedSlots(maxConcurrency: number): Slots {
  let taken = 0;
  let most = maxConcurrency;
  return {
    get maxConcurrency() {
      return most;
    },
    hasFree: () => taken < most,
    take() {
      taken += 1;
    },
    give() {
      taken -= 1;
    },
    resize(next) {
      most = next;
    },
  };
}
