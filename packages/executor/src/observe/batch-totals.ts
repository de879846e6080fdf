import type { AttemptRecord, BatchOutcome, BatchTotals, CallRecord, EdgeRecord, LimitsRecord } from '../types.js';
import { criticalPathUs } from './critical-path.js';
import { maxInFlight } from './max-in-flight.js';

/**
 * Sums over the calls of a batch.
 *
 * @param limits - For the ideal makespan: max(critical path, work ÷ limit, max over tools of work ÷ the tool's limit).
 * @returns Integer µs; the ideal makespan is rounded up. Linear in calls, attempts and edges, but for the sort by time
 * that finds `maxInFlight`.
 * @see Graham (1966), "Bounds for certain multiprocessing anomalies": no schedule is shorter than the ideal makespan.
 */
export function batchTotals(
  calls: readonly CallRecord[],
  limits: LimitsRecord,
  edges: readonly EdgeRecord[],
): BatchTotals {
  const byStatus = { ok: 0, error: 0, skipped: 0, cancelled: 0 };
  const attempts: AttemptRecord[] = [];
  const runsUs: number[] = [];
  const times = { makespanUs: 0, sequentialUs: 0, queueWaitUs: 0, backoffUs: 0 };
  const tries = { retryCount: 0, hedgeCount: 0 };
  for (const call of calls) {
    const callRunUs = runUs(call);
    runsUs.push(callRunUs);
    byStatus[call.status] += 1;
    const hedgeCount = call.attempts.length < 2 ? 0 : call.attempts.filter(({ hedge }) => hedge).length;
    tries.hedgeCount += hedgeCount;
    tries.retryCount += Math.max(0, call.attempts.length - 1 - hedgeCount);
    times.makespanUs = Math.max(times.makespanUs, call.endUs);
    times.sequentialUs += callRunUs;
    times.queueWaitUs += (call.startUs ?? call.endUs) - call.readyUs;
    for (const wait of call.waits) if (wait.cause === 'backoff') times.backoffUs += wait.endUs - wait.startUs;
    for (const attempt of call.attempts) attempts.push(attempt);
  }
  const longestChainUs = criticalPathUs(calls, runsUs, edges);
  return {
    callCount: calls.length,
    okCount: byStatus.ok,
    errorCount: byStatus.error,
    skippedCount: byStatus.skipped,
    cancelledCount: byStatus.cancelled,
    attemptCount: attempts.length,
    ...tries,
    ...attemptTotals(attempts),
    ...times,
    criticalPathUs: longestChainUs,
    idealMakespanUs: Math.max(
      longestChainUs,
      shareUs(times.sequentialUs, limits.maxConcurrency),
      greatestToolShareUs(calls, runsUs, limits),
    ),
    maxInFlight: maxInFlight(attempts),
  };
}

/** Run time of a call over all its attempts, in µs; what a hedge ran beside the attempt it joined counts once. */
export function runUs({ attempts }: Pick<CallRecord, 'attempts'>): number {
  let totalUs = 0;
  let coveredUs = 0;
  for (const { startUs, endUs, hedge } of attempts) {
    totalUs += endUs - startUs;
    if (hedge) totalUs -= Math.max(0, Math.min(coveredUs, endUs) - startUs);
    coveredUs = endUs;
  }
  return totalUs;
}

/** The caller took it back; it does not count when a batch is judged. */
export function isDiscarded({ status, errorCode }: Pick<CallRecord, 'status' | 'errorCode'>): boolean {
  return status === 'cancelled' && errorCode === 'DISCARDED';
}

/** How a batch ended, by the calls that were not discarded; `ok` where none are left. */
export function outcomeOf(
  calls: readonly Pick<CallRecord, 'status' | 'errorCode'>[],
  wasCancelled: boolean,
): BatchOutcome {
  let okCount = 0;
  let failedCount = 0;
  for (const call of calls) {
    if (call.status === 'ok') okCount += 1;
    else if (!isDiscarded(call)) failedCount += 1;
  }
  if (failedCount === 0) return 'ok';
  if (wasCancelled) return 'cancelled';
  return okCount > 0 ? 'partial' : 'failed';
}

function attemptTotals(attempts: readonly AttemptRecord[]) {
  let timeoutCount = 0;
  let abandonedCount = 0;
  let wastedUs = 0;
  for (const { outcome, abandoned, startUs, endUs } of attempts) {
    if (outcome === 'timeout') timeoutCount += 1;
    if (abandoned) abandonedCount += 1;
    if (outcome !== 'ok') wastedUs += endUs - startUs;
  }
  return { timeoutCount, abandonedCount, wastedUs };
}

function greatestToolShareUs(calls: readonly CallRecord[], runsUs: readonly number[], limits: LimitsRecord): number {
  if (limits.tools.length === 0) return 0;
  const workUs = new Map<string, number>();
  for (const [index, { toolName }] of calls.entries()) {
    workUs.set(toolName, (workUs.get(toolName) ?? 0) + (runsUs[index] ?? 0));
  }
  let greatestUs = 0;
  for (const { toolName, maxConcurrency } of limits.tools) {
    greatestUs = Math.max(greatestUs, shareUs(workUs.get(toolName) ?? 0, maxConcurrency));
  }
  return greatestUs;
}

function shareUs(workUs: number, limit: number | null): number {
  return limit === null ? 0 : Math.ceil(workUs / limit);
}
