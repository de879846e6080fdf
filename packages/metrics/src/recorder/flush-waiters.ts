/** Who waits until all batches with a lower number are stored or given up. */
export interface FlushWaiters {
  /** Resolves when that is so, or after `timeoutMs`. */
  wait(untilNumber: number, timeoutMs: number): Promise<void>;
  /** All batches with a lower number than this are stored or given up. */
  reached(number: number): void;
}

export function createFlushWaiters(): FlushWaiters {
  const waiters = new Set<{ readonly untilNumber: number; readonly resolve: () => void }>();
  return {
    async wait(untilNumber, timeoutMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const waiter = { untilNumber, resolve };
      waiters.add(waiter);
      const timer = timeoutMs === Number.POSITIVE_INFINITY ? undefined : setTimeout(resolve, timeoutMs);
      await promise;
      clearTimeout(timer);
      waiters.delete(waiter);
    },
    reached(number) {
      for (const { untilNumber, resolve } of waiters) if (number >= untilNumber) resolve();
    },
  };
}
