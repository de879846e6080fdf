import type { Clock } from '../clock.js';

/** Calls back at deadlines, with one timer for each distinct timeout instead of one for each attempt. */
export interface Deadlines {
  /**
   * @param timeoutMs - From now. `Infinity` never calls back.
   * @returns What takes the deadline away.
   */
  add(timeoutMs: number, onDeadline: () => void): () => void;
}

/** What timers can hold; a longer wait is armed again when it is over. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const nothing = () => undefined;

export function createDeadlines(clock: Clock): Deadlines {
  const lanes = new Map<number, ReturnType<typeof createDeadlineLane>>();
  return {
    add(timeoutMs, onDeadline) {
      if (timeoutMs === Number.POSITIVE_INFINITY) return nothing;
      const lane = lanes.get(timeoutMs) ?? createDeadlineLane(clock, timeoutMs, () => lanes.delete(timeoutMs));
      lanes.set(timeoutMs, lane);
      return lane.add(onDeadline);
    },
  };
}

/** Deadlines with one timeout fall due in the order in which they were added, so the first decides the timer. */
function createDeadlineLane(clock: Clock, timeoutMs: number, onEmpty: () => void) {
  // A Set iterates in the order of adding and takes out anywhere in O(1).
  const pending = new Set<{ readonly dueMs: number; readonly onDeadline: () => void }>();
  let stopTimer: () => void = nothing;

  const arm = (delayMs: number) => {
    // There is one already when a deadline was added by one that fell due.
    stopTimer();
    stopTimer = clock.setTimer(Math.min(Math.ceil(delayMs), LONGEST_TIMER_MS), fire);
  };

  const fire = () => {
    const nowMs = clock.now();
    for (const deadline of pending) {
      if (deadline.dueMs > nowMs) {
        arm(deadline.dueMs - nowMs);
        return;
      }
      pending.delete(deadline);
      deadline.onDeadline();
    }
    onEmpty();
  };

  return {
    add(onDeadline: () => void): () => void {
      const deadline = { dueMs: clock.now() + timeoutMs, onDeadline };
      pending.add(deadline);
      if (pending.size === 1) arm(timeoutMs);
      return () => {
        if (!pending.delete(deadline) || pending.size > 0) return;
        stopTimer();
        onEmpty();
      };
    },
  };
}
