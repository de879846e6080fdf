import { cancelledBy } from './call-results.js';
import type { CallRun } from './call-run.js';

/** Keeps a call from becoming ready until it is released. */
export function hold(run: CallRun): void {
  run.addExtras().isHeld = true;
  run.pending += 1;
}

/** Other arguments for a held call; without effect on another. */
export function replaceArgs(run: CallRun, args: object): void {
  if (!run.extras.isHeld || run.isEnded) return;
  const extras = run.addExtras();
  run.call = { ...run.call, args };
  run.args = null;
  run.claim = null;
  extras.problem = null;
  extras.references = null;
  run.batch.planner.planAgain(run);
}

export function release(run: CallRun): void {
  if (letGo(run)) run.batch.engine.pump();
}

/** Releases a call, without starting anything yet; false where it was not held. */
export function letGo(run: CallRun): boolean {
  if (!run.extras.isHeld) return false;
  const extras = run.addExtras();
  extras.isHeld = false;
  if (!run.isEnded) extras.availableUs = run.batch.nowUs();
  run.batch.engine.scheduler.unblock(run);
  return true;
}

/** The call has ended: there is nothing to release any more, so nobody may ever do it. */
export function dropHold(run: CallRun): void {
  if (!run.extras.isHeld) return;
  run.addExtras().isHeld = false;
  run.pending -= 1;
}

/** The call turned out not to be meant. */
export function discard(run: CallRun): void {
  const extras = run.addExtras();
  if (extras.isDiscarded || run.batch.isFinished) return;
  extras.isDiscarded = true;
  const cause = { code: 'DISCARDED' } as const;
  run.batch.noteDiscard(run);
  if (run.result !== null) run.result = cancelledBy(run.call, cause, run.attempt?.number ?? 0);
  else run.cancel(cause);
  release(run);
  run.batch.engine.pump();
}
