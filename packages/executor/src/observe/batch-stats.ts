import type { BatchRecord, BatchStats } from '../types.js';
import { runUs } from './batch-totals.js';

/** The numbers of a batch for people, in ms. */
export function batchStats({ totals, calls }: BatchRecord): BatchStats {
  return {
    callCount: totals.callCount,
    okCount: totals.okCount,
    failedCount: totals.callCount - totals.okCount,
    retryCount: totals.retryCount,
    abandonedCount: totals.abandonedCount,
    makespanMs: totals.makespanUs / 1000,
    sequentialMs: totals.sequentialUs / 1000,
    idealMakespanMs: totals.idealMakespanUs / 1000,
    queueWaitMs: totals.queueWaitUs / 1000,
    speedup: totals.makespanUs === 0 ? null : totals.sequentialUs / totals.makespanUs,
    slowest: slowestOf(calls),
  };
}

function slowestOf(calls: BatchRecord['calls']): BatchStats['slowest'] {
  let slowest: BatchStats['slowest'] = null;
  for (const call of calls) {
    const runMs = runUs(call) / 1000;
    if (call.attempts.length > 0 && (slowest === null || runMs > slowest.runMs)) {
      slowest = { toolName: call.toolName, callId: call.callId, runMs };
    }
  }
  return slowest;
}
