/** Listens to abort signals, once per signal however many batches share it. */
export interface AbortListeners {
  /** @returns What ends the listening. The signal must not be aborted yet. */
  add(signal: AbortSignal, onAbort: () => void): () => void;
}

export function createAbortListeners(): AbortListeners {
  const bySignal = new Map<AbortSignal, Set<() => void>>();

  const listen = (signal: AbortSignal): Set<() => void> => {
    const callbacks = new Set<() => void>();
    bySignal.set(signal, callbacks);
    signal.addEventListener('abort', onAbort, { once: true });
    return callbacks;
  };

  function onAbort(event: Event): void {
    const signal = event.target as AbortSignal;
    const callbacks = bySignal.get(signal);
    bySignal.delete(signal);
    for (const callback of callbacks ?? []) callback();
  }

  return {
    add(signal, callback) {
      const callbacks = bySignal.get(signal) ?? listen(signal);
      callbacks.add(callback);
      return () => {
        callbacks.delete(callback);
        if (callbacks.size > 0 || bySignal.get(signal) !== callbacks) return;
        bySignal.delete(signal);
        signal.removeEventListener('abort', onAbort);
      };
    },
  };
}
