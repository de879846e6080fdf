import type { AttemptRecord, BatchRecord, BatchTotals, CallRecord } from '@parallel-tools/executor';
import { type ReadStore, sql } from '../store/store.js';
import { getBatch } from './get-batch.js';
import type { BatchDetail, CallDetail } from './types.js';

interface BatchColumns {
  readonly record_version: bigint;
  readonly parallel: boolean | null;
  readonly open: boolean | null;
  readonly ok_count: bigint;
  readonly error_count: bigint;
  readonly skipped_count: bigint;
  readonly cancelled_count: bigint;
  readonly hedge_count: bigint | null;
  readonly timeout_count: bigint;
}

interface CallColumns {
  readonly seq: bigint;
  readonly available_us: bigint | null;
  readonly priority: number | null;
  readonly path_us: number | null;
}

/**
 * The record a batch was stored from, save what was redacted or cut: what `simulate` reads. In rows of before these fields
 * were stored, calls were available at once, with the priority 0.
 *
 * @returns Null when there is no such batch.
 */
export async function getRecord(store: ReadStore, batchId: string): Promise<BatchRecord | null> {
  const [detail, [batch], calls] = await Promise.all([
    getBatch(store, batchId),
    store.query<BatchColumns>(sql`
      SELECT record_version, parallel, open, ok_count, error_count, skipped_count, cancelled_count, hedge_count,
        timeout_count
      FROM batch WHERE id = ${batchId}`),
    store.query<CallColumns>(sql`
      SELECT seq, available_us, priority, path_us FROM tool_call WHERE batch_id = ${batchId}`),
  ]);
  if (detail === null || batch === undefined) return null;
  const columnsBySeq = new Map(calls.map((call) => [Number(call.seq), call]));
  return {
    version: Number(batch.record_version) as BatchRecord['version'],
    batchId,
    startedAtMs: detail.startedAtMs,
    outcome: detail.outcome,
    onError: detail.onError,
    ...(batch.parallel !== null && { parallel: batch.parallel }),
    ...(batch.open !== null && { open: batch.open }),
    labels: detail.labels,
    limits: detail.limits,
    totals: totalsOf(detail, batch),
    calls: detail.calls.map((call) => callRecord(call, columnsBySeq.get(call.seq))),
    edges: detail.edges,
  };
}

function totalsOf(detail: BatchDetail, batch: BatchColumns): BatchTotals {
  return {
    callCount: detail.callCount,
    okCount: Number(batch.ok_count),
    errorCount: Number(batch.error_count),
    skippedCount: Number(batch.skipped_count),
    cancelledCount: Number(batch.cancelled_count),
    attemptCount: detail.attemptCount,
    retryCount: detail.retryCount,
    ...(batch.hedge_count !== null && { hedgeCount: Number(batch.hedge_count) }),
    timeoutCount: Number(batch.timeout_count),
    abandonedCount: detail.abandonedCount,
    makespanUs: detail.makespanUs,
    sequentialUs: detail.sequentialUs,
    criticalPathUs: detail.criticalPathUs,
    idealMakespanUs: detail.idealMakespanUs,
    queueWaitUs: detail.queueWaitUs,
    backoffUs: detail.backoffUs,
    wastedUs: detail.wastedUs,
    maxInFlight: detail.maxInFlight,
  };
}

function callRecord(call: CallDetail, columns: CallColumns | undefined): CallRecord {
  return {
    seq: call.seq,
    callId: call.callId,
    externalId: call.externalId,
    toolName: call.toolName,
    status: call.status,
    errorCode: call.errorCode,
    errorMessage: call.errorMessage,
    availableUs: Number(columns?.available_us ?? 0),
    readyUs: call.readyUs,
    startUs: call.startUs,
    endUs: call.endUs,
    attempts: call.attempts satisfies readonly AttemptRecord[],
    waits: call.waits,
    level: call.level,
    priority: columns?.priority ?? 0,
    pathUs: columns?.path_us ?? 0,
    critical: call.critical,
    ...(call.chunk !== undefined && { chunk: call.chunk }),
    ...(call.source !== undefined && { source: call.source }),
  };
}
