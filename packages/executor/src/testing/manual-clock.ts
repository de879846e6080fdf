import type { Clock } from '../clock.js';
import { settle } from './settle.js';

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Timers that have not called back and were not cancelled. */
  readonly pendingTimers: number;
  /** Moves time forward, calling each timer back at its time and letting what follows from it settle. */
  advance(ms: number): Promise<void>;
  /** Moves time from timer to timer until the promise settles, and gives its value. */
  runUntil<Value>(promise: Promise<Value>): Promise<Value>;
  /** Resolves after `ms` of this clock; rejects with the signal's reason when that aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * A clock for tests and for seeding: starts at 0, with the wall time given.
 *
 * @param wallTimeMs - Epoch ms at the clock's 0; moves with the clock.
 */
export function createManualClock(wallTimeMs = Date.UTC(2026, 0, 1)): ManualClock {
  const timers = new Map<number, { readonly dueMs: number; readonly callback: () => void }>();
  let nowMs = 0;
  let nextId = 0;

  const setTimer = (delayMs: number, callback: () => void) => {
    const id = nextId++;
    timers.set(id, { dueMs: nowMs + Math.max(0, delayMs), callback });
    return () => {
      timers.delete(id);
    };
  };

  /** Calls back the next timer that is due by then; of two at one time the older. */
  const fireNext = (untilMs: number): boolean => {
    let next: { id: number; dueMs: number; callback: () => void } | undefined;
    for (const [id, timer] of timers) if (next === undefined || timer.dueMs < next.dueMs) next = { id, ...timer };
    if (next === undefined || next.dueMs > untilMs) return false;
    timers.delete(next.id);
    nowMs = Math.max(nowMs, next.dueMs);
    next.callback();
    return true;
  };

  return {
    now: () => nowMs,
    wallTimeMs: () => wallTimeMs + nowMs,
    setTimer,
    get pendingTimers() {
      return timers.size;
    },
    async advance(ms) {
      const untilMs = nowMs + ms;
      await settle();
      while (fireNext(untilMs)) await settle();
      nowMs = untilMs;
    },
    async runUntil(promise) {
      let isSettled = false;
      const done = () => {
        isSettled = true;
      };
      promise.then(done, done);
      await settle();
      while (!isSettled) {
        if (!fireNext(Number.POSITIVE_INFINITY)) throw new Error('no timer is left and the promise is still pending');
        await settle();
      }
      return promise;
    },
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        const stop = setTimer(ms, () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        });
        function onAbort(): void {
          stop();
          reject(signal?.reason);
        }
        if (signal?.aborted) onAbort();
        else signal?.addEventListener('abort', onAbort, { once: true });
      });
    },
  };
}
