import type fc from 'fast-check';
import type { Clock } from '../../src/index.js';
import { createManualClock, settle } from '../../src/testing/index.js';

/** Where a workload runs: what time is, and when what takes time is over. */
export interface World {
  readonly clock: Clock;
  /** Resolves when that is over; rejects with the signal's reason when that aborts first. */
  pause(ms: number, what: string, signal?: AbortSignal): Promise<void>;
  /** Lets everything happen until the promise settles. @throws When nothing is left that could settle it. */
  runUntil<Value>(promise: Promise<Value>): Promise<Value>;
  /** Lets happen what is left. */
  runOut(): Promise<void>;
}

const LONG_MS = 100_000;
/** What passes at once when nothing but time is left to come. */
const IDLE_MS = 25;

/** A pause takes as long as it says. */
export function timedWorld(): World {
  const clock = createManualClock();
  return {
    clock,
    pause: async (ms, _what, signal) => {
      if (ms > 0) await clock.sleep(ms, signal);
    },
    runUntil: (promise) => clock.runUntil(promise),
    runOut: () => clock.advance(LONG_MS),
  };
}

/** What follows each step: microtasks alone, all that settles without time passing, or that and time. */
export type AfterStep = 'microtasks' | 'settled' | number;

/** Pauses are over in an order that the scheduler chooses; time passes between them as it likes. */
export function scheduledWorld(scheduler: fc.Scheduler, afterSteps: readonly AfterStep[]): World {
  const clock = createManualClock();
  let steps = 0;

  const pause = (what: string, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const onAbort = () => reject(signal?.reason);
      if (signal?.aborted) onAbort();
      else signal?.addEventListener('abort', onAbort, { once: true });
      void scheduler.schedule(Promise.resolve(), what).then(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
    });

  const step = async () => {
    await scheduler.waitOne();
    const after = afterSteps[steps++ % afterSteps.length] ?? 'settled';
    if (after === 'settled') await settle();
    else if (after !== 'microtasks') await clock.advance(after);
  };

  return {
    clock,
    pause: (_ms, what, signal) => pause(what, signal),
    async runUntil(promise) {
      let isSettled = false;
      const done = () => {
        isSettled = true;
      };
      promise.then(done, done);
      await settle();
      while (!isSettled) {
        if (scheduler.count() > 0) await step();
        else if (clock.pendingTimers > 0) await clock.advance(IDLE_MS);
        else {
          // A step may have left things to settle, out of which more comes.
          await settle();
          if (!isSettled && scheduler.count() === 0 && clock.pendingTimers === 0) throw new Error('nothing is left');
        }
      }
      return promise;
    },
    async runOut() {
      await clock.advance(LONG_MS);
      while (scheduler.count() > 0) await step();
      await clock.advance(LONG_MS);
    },
  };
}
