import type { EdgeRecord } from '@parallel-tools/executor';
import { type ReadStore, sql } from '../store/store.js';
import { type AttemptColumns, attemptRecord } from './attempt-record.js';
import {
  BATCH_ROW_COLUMNS,
  BATCH_ROW_TABLES,
  type BatchRowColumns,
  batchRow,
  type LimitColumns,
  limitsOf,
} from './batch-row.js';
import { CALL_COLUMNS, CALL_TABLES, type CallColumns, callFields } from './call-fields.js';
import { pathOf } from './path-time.js';
import type { BatchDetail, CallDetail } from './types.js';

interface DetailColumns extends BatchRowColumns, LimitColumns {
  readonly on_error: string;
  readonly edges: string;
  readonly ideal_makespan_us: bigint;
  readonly critical_path_us: bigint;
  readonly queue_wait_us: bigint;
  readonly backoff_us: bigint;
  readonly wasted_us: bigint;
  readonly max_in_flight: bigint;
  readonly abandoned_count: bigint;
  readonly attempt_count: bigint;
}

interface DetailCallColumns extends CallColumns {
  readonly input_bytes: bigint | null;
  readonly output_bytes: bigint | null;
  readonly args: string | null;
  readonly output: string | null;
}

/**
 * One batch with all its calls, by position, and their attempts; bounded by the batch itself. Batches are written whole
 * and never changed, so that separate reads agree.
 *
 * @returns Null when there is no such batch.
 */
export async function getBatch(store: ReadStore, batchId: string): Promise<BatchDetail | null> {
  const [[batch], calls, attempts] = await Promise.all([
    readBatch(store, batchId),
    readCalls(store, batchId),
    readAttempts(store, batchId),
  ]);
  if (batch === undefined) return null;
  const attemptsBySeq = Map.groupBy(attempts, ({ seq }) => Number(seq));
  const details = calls.map((call) => callDetail(call, attemptsBySeq.get(Number(call.seq)) ?? []));
  const edges = JSON.parse(batch.edges) as EdgeRecord[];
  return {
    ...batchRow(batch),
    onError: batch.on_error as BatchDetail['onError'],
    idealMakespanUs: Number(batch.ideal_makespan_us),
    criticalPathUs: Number(batch.critical_path_us),
    queueWaitUs: Number(batch.queue_wait_us),
    backoffUs: Number(batch.backoff_us),
    wastedUs: Number(batch.wasted_us),
    maxInFlight: Number(batch.max_in_flight),
    abandonedCount: Number(batch.abandoned_count),
    attemptCount: Number(batch.attempt_count),
    limits: limitsOf(batch),
    calls: details,
    edges,
    path: pathOf({ calls: details, edges }),
  };
}

function readBatch(store: ReadStore, batchId: string): Promise<readonly DetailColumns[]> {
  return store.query<DetailColumns>(sql`
    SELECT ${BATCH_ROW_COLUMNS}, batch.on_error, batch.max_concurrency, batch.tool_limits, batch.edges,
      batch.ideal_makespan_us, batch.critical_path_us, batch.queue_wait_us, batch.backoff_us, batch.wasted_us,
      batch.max_in_flight, batch.abandoned_count, batch.attempt_count
    FROM ${BATCH_ROW_TABLES} WHERE batch.id = ${batchId}`);
}

function readCalls(store: ReadStore, batchId: string): Promise<readonly DetailCallColumns[]> {
  return store.query<DetailCallColumns>(sql`
    SELECT ${CALL_COLUMNS}, input_bytes, output_bytes, args, output FROM ${CALL_TABLES}
    WHERE batch_id = ${batchId} ORDER BY seq`);
}

function readAttempts(store: ReadStore, batchId: string): Promise<readonly AttemptColumns[]> {
  return store.query<AttemptColumns>(sql`
    SELECT seq, attempt, start_us, end_us, outcome, hedge, abandoned, error_code, error_message
    FROM attempt WHERE batch_id = ${batchId} ORDER BY seq, attempt`);
}

function callDetail(call: DetailCallColumns, attempts: readonly AttemptColumns[]): CallDetail {
  return {
    ...callFields(call, attempts.map(attemptRecord)),
    inputBytes: call.input_bytes === null ? null : Number(call.input_bytes),
    outputBytes: call.output_bytes === null ? null : Number(call.output_bytes),
    args: call.args,
    output: call.output,
  };
}
