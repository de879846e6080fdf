import {
  type BatchRecord,
  type BatchStats,
  type CallRecord,
  type PathPart,
  WAIT_CAUSES,
  type WaitCause,
} from '../types.js';
import { attribute } from './attribution.js';
import { isDiscarded, runUs } from './batch-totals.js';

/** The numbers of a batch for people, in ms; only the attribution stays in µs, so that it sums exactly. */
export function batchStats(
  { totals, calls, edges }: BatchRecord,
  parts: readonly PathPart[] = attribute(calls, edges).parts,
): BatchStats {
  const { makespanUs, sequentialUs, idealMakespanUs } = totals;
  return {
    callCount: totals.callCount,
    okCount: totals.okCount,
    failedCount: failedCountOf(calls),
    retryCount: totals.retryCount,
    abandonedCount: totals.abandonedCount,
    makespanMs: makespanUs / 1000,
    sequentialMs: sequentialUs / 1000,
    criticalPathMs: totals.criticalPathUs / 1000,
    idealMakespanMs: idealMakespanUs / 1000,
    queueWaitMs: totals.queueWaitUs / 1000,
    waitMs: waitMsOf(calls),
    wastedMs: totals.wastedUs / 1000,
    speedup: makespanUs === 0 ? null : sequentialUs / makespanUs,
    // The limits are those in force at the end: where they were lowered on the way, the ideal can lie above the makespan.
    efficiency: makespanUs === 0 ? null : Math.min(1, idealMakespanUs / makespanUs),
    attribution: parts,
    slowest: slowestOf(calls),
  };
}

function failedCountOf(calls: readonly CallRecord[]): number {
  let count = 0;
  for (const call of calls) if (call.status !== 'ok' && !isDiscarded(call)) count += 1;
  return count;
}

const NO_WAIT_MS = Object.fromEntries(WAIT_CAUSES.map((cause) => [cause, 0])) as Record<WaitCause, number>;

function waitMsOf(calls: readonly CallRecord[]): BatchStats['waitMs'] {
  const waitMs = { ...NO_WAIT_MS };
  for (const { waits } of calls) for (const { cause, startUs, endUs } of waits) waitMs[cause] += endUs - startUs;
  for (const cause of WAIT_CAUSES) waitMs[cause] /= 1000;
  return waitMs;
}

function slowestOf(calls: readonly CallRecord[]): BatchStats['slowest'] {
  let slowest: CallRecord | null = null;
  let slowestUs = -1;
  for (const call of calls) {
    const callRunUs = runUs(call);
    if (call.attempts.length === 0 || callRunUs <= slowestUs) continue;
    slowest = call;
    slowestUs = callRunUs;
  }
  return slowest && { toolName: slowest.toolName, callId: slowest.callId, runMs: slowestUs / 1000 };
}
