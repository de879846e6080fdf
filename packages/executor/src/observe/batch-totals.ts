import type { BatchOutcome, BatchTotals, CallRecord, LimitsRecord } from '../types.js';

/**
 * Sums over the calls of a batch whose calls are independent.
 *
 * @param limits - For the ideal makespan: max(critical path, work ÷ limit, max over tools of work ÷ the tool's limit).
 * @returns Integer µs; the ideal makespan is rounded up.
 * @see Graham (1966), "Bounds for certain multiprocessing anomalies": no schedule is shorter than the ideal makespan.
 */
export function batchTotals(calls: readonly CallRecord[], limits: LimitsRecord): BatchTotals {
  const attempts = calls.flatMap((call) => call.attempts);
  const count = (status: CallRecord['status']) => calls.filter((call) => call.status === status).length;
  const runsUs = calls.map(runUs);
  const sequentialUs = sum(runsUs);
  const criticalPathUs = greatest(runsUs);
  return {
    callCount: calls.length,
    okCount: count('ok'),
    errorCount: count('error'),
    skippedCount: count('skipped'),
    cancelledCount: count('cancelled'),
    attemptCount: attempts.length,
    retryCount: sum(calls.map((call) => Math.max(0, call.attempts.length - 1))),
    timeoutCount: attempts.filter(({ outcome }) => outcome === 'timeout').length,
    abandonedCount: attempts.filter(({ abandoned }) => abandoned).length,
    makespanUs: greatest(calls.map((call) => call.endUs)),
    sequentialUs,
    criticalPathUs,
    idealMakespanUs: Math.max(
      criticalPathUs,
      shareUs(sequentialUs, limits.maxConcurrency),
      greatestToolShareUs(calls, limits),
    ),
    queueWaitUs: sum(calls.map((call) => (call.startUs === null ? call.endUs : call.startUs) - call.readyUs)),
    backoffUs: sum(
      calls.flatMap((call) => call.waits).map((wait) => (wait.cause === 'backoff' ? wait.endUs - wait.startUs : 0)),
    ),
    wastedUs: sum(attempts.map((attempt) => (attempt.outcome === 'ok' ? 0 : attempt.endUs - attempt.startUs))),
    maxInFlight: maxInFlight(attempts),
  };
}

/** Run time of a call over all its attempts, in µs. */
export function runUs(call: CallRecord): number {
  return sum(call.attempts.map(({ startUs, endUs }) => endUs - startUs));
}

/** How a batch ended; an empty one is `ok`. */
export function outcomeOf(totals: BatchTotals, wasCancelled: boolean): BatchOutcome {
  if (totals.okCount === totals.callCount) return 'ok';
  if (wasCancelled) return 'cancelled';
  return totals.okCount > 0 ? 'partial' : 'failed';
}

function greatestToolShareUs(calls: readonly CallRecord[], limits: LimitsRecord): number {
  const workUs = new Map<string, number>();
  for (const call of calls) workUs.set(call.toolName, (workUs.get(call.toolName) ?? 0) + runUs(call));
  return greatest(limits.tools.map((tool) => shareUs(workUs.get(tool.toolName) ?? 0, tool.maxConcurrency)));
}

function shareUs(workUs: number, limit: number | null): number {
  return limit === null ? 0 : Math.ceil(workUs / limit);
}

function maxInFlight(attempts: readonly { readonly startUs: number; readonly endUs: number }[]): number {
  // At one instant ends come first, then each attempt that took no measurable time by itself, then starts: a slot is
  // given on, not shared.
  const edges = attempts.flatMap(({ startUs, endUs }) => {
    const isInstant = startUs === endUs;
    return [
      { atUs: startUs, by: 1, rank: isInstant ? 1 : 2 },
      { atUs: endUs, by: -1, rank: isInstant ? 1 : 0 },
    ];
  });
  edges.sort((a, b) => a.atUs - b.atUs || a.rank - b.rank);
  let inFlight = 0;
  let most = 0;
  for (const { by } of edges) {
    inFlight += by;
    most = Math.max(most, inFlight);
  }
  return most;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
