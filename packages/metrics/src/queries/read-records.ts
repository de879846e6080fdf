import type { AttemptRecord, BatchRecord, CallRecord, EdgeRecord } from '@parallel-tools/executor';
import { join, type ReadStore, type Sql, sql } from '../store/store.js';
import { type AttemptColumns, attemptRecord } from './attempt-record.js';
import { type LimitColumns, labelsOf, limitsOf } from './batch-row.js';
import { CALL_COLUMNS, CALL_TABLES, type CallColumns, callFields } from './call-fields.js';
import type { ToolRef } from './types.js';

/** A call as it was recorded, with the id of its tool. */
export type StoredCall = CallRecord & ToolRef;

/** A batch as it was recorded, save what was redacted or cut. */
export interface StoredRecord extends BatchRecord {
  readonly calls: readonly StoredCall[];
}

interface BatchColumns extends LimitColumns {
  readonly id: string;
  readonly record_version: bigint;
  readonly started_at_ms: bigint;
  readonly outcome: string;
  readonly on_error: string;
  readonly parallel: boolean | null;
  readonly open: boolean | null;
  readonly session_id: string | null;
  readonly agent: string | null;
  readonly node: string | null;
  readonly thread_id: string | null;
  readonly run_id: string | null;
  readonly graph: string | null;
  readonly edges: string;
  readonly call_count: bigint;
  readonly ok_count: bigint;
  readonly error_count: bigint;
  readonly skipped_count: bigint;
  readonly cancelled_count: bigint;
  readonly attempt_count: bigint;
  readonly retry_count: bigint;
  readonly hedge_count: bigint | null;
  readonly timeout_count: bigint;
  readonly abandoned_count: bigint;
  readonly makespan_us: bigint;
  readonly sequential_us: bigint;
  readonly critical_path_us: bigint;
  readonly ideal_makespan_us: bigint;
  readonly queue_wait_us: bigint;
  readonly backoff_us: bigint;
  readonly wasted_us: bigint;
  readonly max_in_flight: bigint;
}

interface RecordCallColumns extends CallColumns {
  readonly batch_id: string;
  readonly priority: number | null;
  readonly path_us: number | null;
}

interface BatchAttemptColumns extends AttemptColumns {
  readonly batch_id: string;
}

/**
 * The records of these batches, for `simulate` and for what no column holds. In rows of before these fields were stored,
 * calls were available at once, with the priority 0.
 *
 * @param batchIds - At most 1,000.
 * @returns In the order of the ids; without those that are not there.
 */
export async function readRecords(store: ReadStore, batchIds: readonly string[]): Promise<readonly StoredRecord[]> {
  if (batchIds.length === 0) return [];
  const ids = join([...batchIds]);
  const [batches, calls, attempts] = await Promise.all([
    store.query<BatchColumns>(batchesOf(ids)),
    store.query<RecordCallColumns>(callsOf(ids)),
    store.query<BatchAttemptColumns>(attemptsOf(ids)),
  ]);
  const batchById = new Map(batches.map((batch) => [batch.id, batch]));
  const callsById = Map.groupBy(calls, ({ batch_id }) => batch_id);
  const attemptsById = Map.groupBy(attempts, ({ batch_id }) => batch_id);
  return batchIds.flatMap((id) => {
    const batch = batchById.get(id);
    return batch === undefined ? [] : [storedRecord(batch, callsById.get(id) ?? [], attemptsById.get(id) ?? [])];
  });
}

function batchesOf(ids: Sql): Sql {
  return sql`
    SELECT id, record_version, started_at_ms, outcome, on_error, parallel, open, session_id, agent, node, thread_id, run_id, graph,
      max_concurrency, tool_limits, edges, call_count, ok_count, error_count, skipped_count, cancelled_count,
      attempt_count, retry_count, hedge_count, timeout_count, abandoned_count, makespan_us, sequential_us,
      critical_path_us, ideal_makespan_us, queue_wait_us, backoff_us, wasted_us, max_in_flight
    FROM batch WHERE id IN (${ids})`;
}

function callsOf(ids: Sql): Sql {
  return sql`
    SELECT batch_id, ${CALL_COLUMNS}, priority, path_us FROM ${CALL_TABLES}
    WHERE batch_id IN (${ids}) ORDER BY batch_id, seq`;
}

function attemptsOf(ids: Sql): Sql {
  return sql`
    SELECT batch_id, seq, attempt, start_us, end_us, outcome, hedge, abandoned, error_code, error_message
    FROM attempt WHERE batch_id IN (${ids}) ORDER BY batch_id, seq, attempt`;
}

function storedRecord(
  batch: BatchColumns,
  calls: readonly RecordCallColumns[],
  attempts: readonly BatchAttemptColumns[],
): StoredRecord {
  const attemptsBySeq = Map.groupBy(attempts, ({ seq }) => Number(seq));
  return {
    version: Number(batch.record_version) as BatchRecord['version'],
    batchId: batch.id,
    startedAtMs: Number(batch.started_at_ms),
    outcome: batch.outcome as BatchRecord['outcome'],
    onError: batch.on_error as BatchRecord['onError'],
    ...(batch.parallel !== null && { parallel: batch.parallel }),
    ...(batch.open !== null && { open: batch.open }),
    labels: labelsOf(batch),
    limits: limitsOf(batch),
    totals: totalsOf(batch),
    calls: calls.map((call) => storedCall(call, (attemptsBySeq.get(Number(call.seq)) ?? []).map(attemptRecord))),
    edges: JSON.parse(batch.edges) as EdgeRecord[],
  };
}

function totalsOf(batch: BatchColumns): BatchRecord['totals'] {
  return {
    callCount: Number(batch.call_count),
    okCount: Number(batch.ok_count),
    errorCount: Number(batch.error_count),
    skippedCount: Number(batch.skipped_count),
    cancelledCount: Number(batch.cancelled_count),
    attemptCount: Number(batch.attempt_count),
    retryCount: Number(batch.retry_count),
    ...(batch.hedge_count !== null && { hedgeCount: Number(batch.hedge_count) }),
    timeoutCount: Number(batch.timeout_count),
    abandonedCount: Number(batch.abandoned_count),
    makespanUs: Number(batch.makespan_us),
    sequentialUs: Number(batch.sequential_us),
    criticalPathUs: Number(batch.critical_path_us),
    idealMakespanUs: Number(batch.ideal_makespan_us),
    queueWaitUs: Number(batch.queue_wait_us),
    backoffUs: Number(batch.backoff_us),
    wastedUs: Number(batch.wasted_us),
    maxInFlight: Number(batch.max_in_flight),
  };
}

function storedCall(call: RecordCallColumns, attempts: readonly AttemptRecord[]): StoredCall {
  return { ...callFields(call, attempts), priority: call.priority ?? 0, pathUs: call.path_us ?? 0 };
}
