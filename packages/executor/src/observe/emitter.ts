import type { ExecutorEvent, ExecutorListener } from './events.js';

/** Hands events to listeners; what a listener throws never reaches the batch. */
export interface Emitter {
  /** False while nobody listens, so that no event needs to be made. */
  readonly isHeard: boolean;
  emit(event: ExecutorEvent): void;
  subscribe(listener: ExecutorListener): () => void;
}

export function createEmitter(onListenerError: (error: unknown) => void): Emitter {
  const listeners = new Set<ExecutorListener>();
  return {
    get isHeard() {
      return listeners.size > 0;
    },
    emit(event) {
      for (const listener of listeners) hand(event, listener, onListenerError);
    },
    subscribe(listener) {
      // A wrapper of its own, so that one function can subscribe twice and end each subscription alone.
      const entry: ExecutorListener = (event) => listener(event);
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
  };
}

/** Runs a stranger's function; what it throws, or rejects with, goes to `onListenerError`. */
export function guard(run: () => unknown, onListenerError: (error: unknown) => void): void {
  hand(undefined, run, onListenerError);
}

/** Hands a value to a stranger's function; what it throws, or rejects with, goes to `onListenerError`. */
export function hand<Value>(
  value: Value,
  listener: (value: Value) => unknown,
  onListenerError: (error: unknown) => void,
): void {
  try {
    const returned = listener(value);
    if (returned instanceof Promise) returned.catch((error: unknown) => tell(onListenerError, error));
  } catch (error) {
    tell(onListenerError, error);
  }
}

/** Hands an error to `onListenerError`; what that throws goes nowhere. */
export function tell(onListenerError: (error: unknown) => void, error: unknown): void {
  try {
    onListenerError(error);
  } catch {
    // There is nobody left to tell.
  }
}
