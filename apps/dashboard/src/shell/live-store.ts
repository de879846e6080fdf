import { useSyncExternalStore } from 'react';

/** What a live page knows of the stream of new batches. */
export interface LiveState {
  readonly link: 'connecting' | 'open' | 'lost';
  readonly isPaused: boolean;
  /** Batches that came while it was paused. */
  readonly waitingCount: number;
  /** When the database could last be read, epoch ms; null while it can. */
  readonly staleSinceMs: number | null;
  /** What has come, said to those who do not see it; empty before anything did. */
  readonly news: string;
}

const INITIAL: LiveState = { link: 'connecting', isPaused: false, waitingCount: 0, staleSinceMs: null, news: '' };

// One page is open at a time; its indicator and its strip share this.
let state = INITIAL;
const listeners = new Set<() => void>();

export function changeLive(change: Partial<LiveState>): void {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}

export function liveState(): LiveState {
  return state;
}

export function useLive(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
    () => INITIAL,
  );
}
