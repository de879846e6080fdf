import { Attempt } from './attempt.js';
import { hedgeLost } from './call-errors.js';
import type { CallExtras } from './call-extras.js';
import type { CallRun } from './call-run.js';

/** A second attempt joins the one of a call that has just started, if that takes long. */
export function hedgeLater(run: CallRun): void {
  const afterMs = run.scheduledTool.policies?.hedge?.afterMs ?? null;
  const { attempt } = run;
  if (afterMs === null || attempt === null || attempt.isDecided) return;
  const { engine, options, startUs } = run.batch;
  // One at a time, and alone, is what was asked for.
  if (!options.parallel || run.claim?.exclusive) return;
  const stop = engine.options.clock.setTimer(afterMs, () => {
    const nowUs = engine.nowUs();
    // Only a slot that nobody waits for.
    if (!engine.scheduler.takeAnother(run, nowUs)) return;
    run.attempt = new Attempt(run, nowUs - startUs, attempt);
    run.attempt.start(nowUs);
  });
  attempt.hedgeIn(stop);
}

/** One of two attempts has brought the result; the call ends with it when the other has been stopped. */
export function win(run: CallRun, won: NonNullable<CallExtras['won']>, loser: Attempt): void {
  run.addExtras().won = won;
  const error = hedgeLost(run.call, loser.number);
  loser.stop('cancelled', error, error);
}
