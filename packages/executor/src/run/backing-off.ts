import type { Attempt } from './attempt.js';
import { refusalOf } from './call-policies.js';
import type { CallRun } from './call-run.js';

/** A call waits after a failed attempt, without slots, and queues again for the next one. */
export function backOff(run: CallRun, attempt: Attempt, delayMs: number, nowUs: number): void {
  const { engine, startUs } = run.batch;
  engine.scheduler.park(run, nowUs);
  run.stage = 'backing-off';
  run.stopBackoff = engine.options.clock.setTimer(delayMs, () => {
    const readyUs = engine.nowUs();
    run.addWait('backoff', attempt.endUs, readyUs - startUs);
    const refusal = refusalOf(run, readyUs);
    if (refusal === null) {
      run.stage = 'queued';
      engine.scheduler.requeue(run, readyUs);
    } else run.fail(refusal);
    engine.pump();
  });
}
