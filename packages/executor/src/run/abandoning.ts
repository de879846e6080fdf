import type { CallRun } from './call-run.js';

/** A call has ended and an attempt of it was abandoned: what it holds may still be used, until that settles or for so long. */
export function keepResources(run: CallRun): void {
  const { engine } = run.batch;
  const release = { onDeadline: () => releaseAbandoned(run) };
  engine.abandoned.set(run, engine.deadlines.set(engine.options.runtime.abandonGraceMs, release));
}

/** An abandoned attempt has settled after all. */
export function abandonedSettled(run: CallRun): void {
  if (!run.hasAbandoned) releaseAbandoned(run);
}

/** Gives back what abandoned attempts kept. */
export function releaseAbandoned(run: CallRun): void {
  const { engine } = run.batch;
  const deadline = engine.abandoned.get(run);
  if (!engine.abandoned.delete(run)) return;
  deadline?.clear();
  engine.scheduler.releaseResources(run, engine.nowUs());
  engine.pump();
}
