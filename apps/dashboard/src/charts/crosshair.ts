import { useSyncExternalStore } from 'react';

/** Where the crosshair of the page stands: at the bucket that starts then, set by one of its charts. */
export interface Crosshair {
  readonly startMs: number;
  /** The chart that shows the tooltip. */
  readonly ownerId: string;
}

// One page is open at a time, and all its charts over time share this.
let current: Crosshair | null = null;
const listeners = new Set<() => void>();

/** Moves the crosshair of all charts; null takes it away. */
export function moveCrosshair(next: Crosshair | null): void {
  if (next?.startMs === current?.startMs && next?.ownerId === current?.ownerId) return;
  current = next;
  for (const listener of listeners) listener();
}

/** Where it stands now. */
export function useCrosshair(): Crosshair | null {
  return useSyncExternalStore(
    subscribe,
    () => current,
    () => null,
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
