/** Where time comes from. Nothing else in the executor asks the system for it. */
export interface Clock {
  /** Monotonic, in ms, with fractions; its zero is arbitrary. */
  now(): number;
  /** Wall time, epoch ms: for labels, never for durations. */
  wallTimeMs(): number;
  /** Calls back once after `delayMs`; returns what cancels it. A pending timer keeps the process alive. */
  setTimer(delayMs: number, callback: () => void): () => void;
}

/** The machine's clocks and timers. */
export const systemClock: Clock = Object.freeze({
  now: () => performance.now(),
  wallTimeMs: () => Date.now(),
  setTimer(delayMs: number, callback: () => void) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
});
