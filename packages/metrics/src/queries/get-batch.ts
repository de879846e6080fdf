import type { CallStatus, EdgeRecord, LimitsRecord, WaitRecord } from '@parallel-tools/executor';
import { type ReadStore, sql } from '../store/store.js';
import { type AttemptColumns, attemptRecord } from './attempt-record.js';
import { BATCH_ROW_COLUMNS, BATCH_ROW_TABLES, type BatchRowColumns, batchRow } from './batch-row.js';
import { pathOf } from './path-time.js';
import { toolRef } from './tool-ref.js';
import type { BatchDetail, CallDetail } from './types.js';

interface DetailColumns extends BatchRowColumns {
  readonly on_error: string;
  readonly max_concurrency: bigint | null;
  readonly tool_limits: string;
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

interface CallColumns {
  readonly seq: bigint;
  readonly call_id: string;
  readonly external_id: string | null;
  readonly tool_id: bigint;
  readonly tool_name: string;
  readonly tool_color: bigint | null;
  readonly status: string;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly available_us: bigint | null;
  readonly ready_us: bigint;
  readonly start_us: bigint | null;
  readonly end_us: bigint;
  readonly level: bigint;
  readonly critical: boolean;
  readonly waits: string;
  readonly chunk: bigint | null;
  readonly source: string | null;
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

function readCalls(store: ReadStore, batchId: string): Promise<readonly CallColumns[]> {
  return store.query<CallColumns>(sql`
    SELECT seq, call_id, external_id, tool_id, tool.name AS tool_name, tool.color AS tool_color, status, error_code, error_message,
      ready_us, start_us, end_us, level, critical, waits, chunk, source, available_us, input_bytes, output_bytes, args, output
    FROM tool_call JOIN tool ON tool.id = tool_call.tool_id WHERE batch_id = ${batchId} ORDER BY seq`);
}

function readAttempts(store: ReadStore, batchId: string): Promise<readonly AttemptColumns[]> {
  return store.query<AttemptColumns>(sql`
    SELECT seq, attempt, start_us, end_us, outcome, hedge, abandoned, error_code, error_message
    FROM attempt WHERE batch_id = ${batchId} ORDER BY seq, attempt`);
}

function limitsOf({ max_concurrency, tool_limits }: DetailColumns): LimitsRecord {
  return {
    maxConcurrency: max_concurrency === null ? null : Number(max_concurrency),
    tools: JSON.parse(tool_limits) as LimitsRecord['tools'],
  };
}

function callDetail(call: CallColumns, attempts: readonly AttemptColumns[]): CallDetail {
  return {
    seq: Number(call.seq),
    callId: call.call_id,
    externalId: call.external_id,
    ...toolRef(call.tool_id, call.tool_name, call.tool_color),
    status: call.status as CallStatus,
    errorCode: call.error_code,
    errorMessage: call.error_message,
    availableUs: Number(call.available_us ?? 0),
    readyUs: Number(call.ready_us),
    startUs: call.start_us === null ? null : Number(call.start_us),
    endUs: Number(call.end_us),
    attempts: attempts.map(attemptRecord),
    waits: JSON.parse(call.waits) as WaitRecord[],
    level: Number(call.level),
    critical: call.critical,
    ...(call.chunk !== null && { chunk: Number(call.chunk) }),
    ...(call.source !== null && { source: call.source as NonNullable<CallDetail['source']> }),
    inputBytes: call.input_bytes === null ? null : Number(call.input_bytes),
    outputBytes: call.output_bytes === null ? null : Number(call.output_bytes),
    args: call.args,
    output: call.output,
  };
}
