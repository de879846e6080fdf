import { LinkedList } from './linked-list.js';

/** Listens to abort signals, once per signal however many batches share it. */
export interface AbortListeners {
  /** @returns What ends the listening. The signal must not be aborted yet. */
  add(signal: AbortSignal, onAbort: () => void): () => void;
}

export function createAbortListeners(): AbortListeners {
  // Weak: a signal's entry is kept while the signal is, for the next batch on it.
  const bySignal = new WeakMap<AbortSignal, LinkedList<() => void>>();

  function onAbort(event: Event): void {
    const callbacks = bySignal.get(event.target as AbortSignal)?.toArray() ?? [];
    bySignal.delete(event.target as AbortSignal);
    for (const callback of callbacks) callback();
  }

  return {
    add(signal, callback) {
      const callbacks = bySignal.get(signal) ?? new LinkedList<() => void>();
      if (callbacks.isEmpty) {
        bySignal.set(signal, callbacks);
        signal.addEventListener('abort', onAbort, { once: true });
      }
      const node = callbacks.add(callback);
      return () => {
        if (callbacks.remove(node) && callbacks.isEmpty) signal.removeEventListener('abort', onAbort);
      };
    },
  };
}
