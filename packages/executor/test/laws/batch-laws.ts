import { type Evidence, mayEndEarly, predecessors, TICK_US } from './evidence.js';

export function* attributionSums({ batches }: Evidence): Iterable<string> {
  for (const { index, parts, record } of batches) {
    let atUs = 0;
    for (const { startUs, endUs } of parts) {
      if (startUs !== atUs || endUs <= startUs)
        yield `batch ${index}: a part from ${startUs} to ${endUs} after ${atUs}`;
      atUs = endUs;
    }
    const lastUs = Math.max(0, ...record.calls.map(({ endUs }) => endUs));
    if (record.totals.makespanUs !== lastUs || atUs !== lastUs) {
      yield `batch ${index}: ${atUs} attributed, makespan ${record.totals.makespanUs}, last end ${lastUs}`;
    }
  }
}

/** Whether nothing but one limit holds a batch back. */
export function isBoundByGraham({ observed: { workload } }: Pick<Evidence, 'observed'>): boolean {
  const [batch, ...others] = workload.batches;
  if (batch === undefined || others.length > 0 || batch.isOpen || !batch.parallel) return false;
  return workload.tools.every((tool) => tool === 'plain');
}

export function* grahamsBound({ observed, batches }: Evidence): Iterable<string> {
  const [batch] = batches;
  if (batch === undefined || !isBoundByGraham({ observed }) || mayEndEarly(batch)) return;
  const slots = Math.min(observed.workload.maxConcurrency, batch.spec.maxConcurrency);
  const runsUs = batch.calls.map(({ attempts }) => attempts.reduce((sum, run) => sum + run.endUs - run.startUs, 0));
  const before = predecessors(batch.record);
  const pathsUs: number[] = [];
  const pathUs = (call: number): number => {
    pathsUs[call] ??= runsUs[call]! + Math.max(0, ...before[call]!.map(pathUs));
    return pathsUs[call];
  };
  const longestUs = Math.max(0, ...runsUs.map((_, call) => pathUs(call)));
  const workUs = runsUs.reduce((sum, runUs) => sum + runUs, 0);
  const { makespanUs } = batch.record.totals;
  const leastUs = Math.max(longestUs, workUs / slots);
  const mostUs = workUs / slots + (1 - 1 / slots) * longestUs;
  // A millionth for the division.
  if (makespanUs < leastUs - 1e-6 || makespanUs > mostUs + 1e-6)
    yield `${makespanUs} is not in [${leastUs}, ${mostUs}]`;
}

export function* overInTime({ batches }: Evidence): Iterable<string> {
  for (const { index, spec, calls, addedUs, abortedUs, startUs } of batches) {
    const abortUs = abortedUs === null ? Number.POSITIVE_INFINITY : Math.max(abortedUs - startUs, 0);
    const endUs = Math.min(spec.deadlineMs * 1000 + TICK_US, abortUs);
    for (const [call, record] of calls.entries()) {
      const lateUs = record.endUs - Math.max(endUs, addedUs[call]! - startUs);
      if (lateUs > 0) yield `batch ${index}: c${call} ends ${lateUs} µs late`;
      const started = record.attempts.find((attempt) => attempt.startUs > endUs);
      if (started !== undefined) yield `batch ${index}: c${call} starts at ${started.startUs}, after ${endUs}`;
    }
  }
}

export function* nothingIsLeft({ observed, batches }: Evidence): Iterable<string> {
  const { timersAfterBatches, timersAfterClose, listenersAfterBatches } = observed;
  const keeps = batches.some(({ calls }) => calls.some(({ attempts }) => attempts.some(({ abandoned }) => abandoned)));
  if (timersAfterBatches > 0 && !keeps) yield `${timersAfterBatches} timers when the batches are over`;
  if (timersAfterClose > 0) yield `${timersAfterClose} timers after close`;
  if (listenersAfterBatches > 0) yield `${listenersAfterBatches} listeners on signals`;
}
