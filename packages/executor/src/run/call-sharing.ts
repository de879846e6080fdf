import type { ExecutorError } from '../errors.js';
import type { ToolResult } from '../types.js';
import { Attempt } from './attempt.js';
import { sharedError } from './call-errors.js';
import type { CallRun } from './call-run.js';
import type { SharedRuns } from './shared-runs.js';

/** Whether a call that is ready needs no attempt of its own: its result is kept, or on its way. */
export function isShared(run: CallRun, runs: SharedRuns): boolean {
  const { cache } = runs;
  const ownKey = cache.keyOf(run.args as object, run.batch.options.context);
  if (ownKey === null) return false;
  const { cacheGroup } = run.extras;
  const key = cacheGroup === '' ? ownKey : `${cacheGroup}\n${ownKey}`;
  const kept = cache.get(key);
  const extras = run.addExtras();
  if (kept !== undefined) {
    extras.source = 'cache';
    run.end({ status: 'ok', ...run.ids, output: kept.output }, run.batch.nowUs());
    return true;
  }
  extras.cacheKey = key;
  // What it holds while it runs cannot be handed over.
  if (!cache.sharesInFlight || run.claim !== null) return false;
  const { shared, isFollower } = runs.enter(key, run);
  extras.shared = shared;
  if (isFollower) run.stage = 'sharing';
  return isFollower;
}

/** The call runs itself what it waited for another to run. */
export function lead(run: CallRun): void {
  const nowUs = run.batch.engine.nowUs();
  run.addWait('shared', run.readyAtUs, nowUs - run.batch.startUs);
  run.queue(nowUs);
  run.batch.engine.pump();
}

/** What the call waited for another to run has ended. */
export function endAs(run: CallRun, result: ToolResult): void {
  const nowUs = run.batch.nowUs();
  run.addWait('shared', run.readyAtUs, nowUs);
  run.addExtras().source = 'shared';
  if (result.status === 'ok') run.end({ ...result, ...run.ids }, nowUs);
  else if (result.status === 'error') {
    run.end({ ...result, ...run.ids, error: sharedError(run.call, result.error) }, nowUs);
  }
}

/** Somebody else wants what a call that is cancelled runs: the run goes on as theirs. @returns Whether that is so. */
export function handOver(run: CallRun, error: ExecutorError, nowUs: number): boolean {
  const { attempt } = run;
  // Before its tool runs there is nothing to hand over: who comes next begins anew.
  if (attempt === null || !attempt.toolRuns || attempt.isDecided || run.state !== 'running') return false;
  const heir = run.extras.shared?.succeed(run) ?? null;
  if (heir === null) return false;
  attempt.rival?.stop('cancelled', error, error);
  const goesOn = goOnWith(heir, attempt, run.batch.startUs + nowUs);
  // It ends before the other begins, which all hear: together they would be one too many.
  attempt.endEarly(error);
  goesOn.announce();
  return true;
}

function goOnWith(heir: CallRun, attempt: Attempt, nowUs: number): Attempt {
  const { startUs, engine } = heir.batch;
  heir.addWait('shared', heir.readyAtUs, nowUs - startUs);
  engine.scheduler.handOver(attempt.run, heir, nowUs);
  heir.stage = 'running';
  heir.attempt = new Attempt(heir, nowUs - startUs);
  heir.attempt.goOnWith(attempt, nowUs);
  return heir.attempt;
}

/** A call has ended: what others may have of it. */
export function tellSharers(run: CallRun, result: ToolResult): void {
  const { cacheKey, shared } = run.extras;
  if (cacheKey !== null && result.status === 'ok') run.scheduledTool.policies?.cache?.set(cacheKey, result.output);
  shared?.ended(run, result);
}
