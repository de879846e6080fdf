import type { AttemptRecord, BatchPayload, BatchRecord, CallRecord } from '@parallel-tools/executor';
import {
  ATTEMPT_COLUMNS,
  type AttemptRow,
  BATCH_COLUMNS,
  type BatchRow,
  CALL_COLUMNS,
  type CallRow,
  type Columns,
} from '../store/rows.js';
import { type CaptureOptions, captureErrorMessage, capturePayload } from './capture-payload.js';
import { sanitiseJson, truncate } from './sanitise.js';

/** One batch, or one value of a metric, as rows: each text is the inside of a JSON array of arrays. */
export interface EncodedBatch {
  readonly batches: string;
  readonly calls: string;
  readonly attempts: string;
  readonly metrics: string;
  /** Its calls and attempts are for the rollups alone. */
  readonly omitsCalls: boolean;
  /** When it was taken, epoch ms. */
  readonly takenAtMs: number;
  /** UTF-8 bytes of the texts. */
  readonly byteLength: number;
}

/** What the recorder adds to a batch. */
export interface BatchNotes {
  /** When it was taken, epoch ms. */
  readonly takenAtMs: number;
  /** False: sampling leaves its calls out. */
  readonly sampled: boolean;
  readonly missed: 'yes' | 'no' | 'unknown' | null;
  readonly missedBatchId: string | null;
}

/** Names and ids come from models too; beyond this many UTF-16 code units they are cut. */
const MAX_NAME_CHARS = 256;

/**
 * A finished batch as the rows that will be stored: as text, so that it is bounded by bytes and handed to the writer's
 * thread at no more than the cost of a copy.
 *
 * @throws {TypeError} For a record of another shape.
 */
export function encodeBatch(
  record: BatchRecord,
  payload: BatchPayload,
  options: CaptureOptions,
  notes: BatchNotes,
): EncodedBatch {
  const calls = record.calls.map((call) => callRow(record, call, payload, options));
  const attempts = record.calls.flatMap((call) =>
    call.attempts.map((attempt) => attemptRow(record, call, attempt, options)),
  );
  const texts = {
    batches: rowsText(BATCH_COLUMNS, [batchRow(record, notes)]),
    calls: rowsText(CALL_COLUMNS, calls),
    attempts: rowsText(ATTEMPT_COLUMNS, attempts),
  };
  const byteLength = Object.values(texts).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return { ...texts, metrics: '', omitsCalls: !notes.sampled, takenAtMs: notes.takenAtMs, byteLength };
}

function batchRow(record: BatchRecord, notes: BatchNotes): BatchRow {
  const { batchId, labels, limits, totals } = record;
  return {
    id: batchId,
    started_at_ms: startedAtMs(record),
    record_version: record.version,
    outcome: record.outcome,
    on_error: record.onError,
    parallel: record.parallel ?? null,
    open: record.open ?? null,
    session_id: shortened(labels.sessionId),
    agent: shortened(labels.agent),
    node: shortened(labels.node),
    thread_id: shortened(labels.threadId),
    run_id: shortened(labels.runId),
    graph: shortened(labels.graph),
    recorded_at_ms: Math.round(notes.takenAtMs),
    rolled_up: true,
    sampled: notes.sampled,
    missed: notes.missed,
    missed_batch_id: notes.missedBatchId,
    max_concurrency: limits.maxConcurrency,
    tool_limits: JSON.stringify(limits.tools),
    edges: JSON.stringify(record.edges),
    call_count: totals.callCount,
    ok_count: totals.okCount,
    error_count: totals.errorCount,
    skipped_count: totals.skippedCount,
    cancelled_count: totals.cancelledCount,
    attempt_count: totals.attemptCount,
    retry_count: totals.retryCount,
    hedge_count: totals.hedgeCount ?? null,
    timeout_count: totals.timeoutCount,
    abandoned_count: totals.abandonedCount,
    makespan_us: totals.makespanUs,
    sequential_us: totals.sequentialUs,
    critical_path_us: totals.criticalPathUs,
    ideal_makespan_us: totals.idealMakespanUs,
    queue_wait_us: totals.queueWaitUs,
    backoff_us: totals.backoffUs,
    wasted_us: totals.wastedUs,
    max_in_flight: totals.maxInFlight,
    slowest_seq: slowestSeq(record.calls),
  };
}

function callRow(record: BatchRecord, call: CallRecord, payload: BatchPayload, options: CaptureOptions): CallRow {
  const { inputBytes, outputBytes, args, output } = capturePayload(call, payload, options);
  return {
    batch_id: record.batchId,
    seq: call.seq,
    batch_started_at_ms: startedAtMs(record),
    tool_name: truncate(call.toolName, MAX_NAME_CHARS),
    call_id: truncate(call.callId, MAX_NAME_CHARS),
    external_id: shortened(call.externalId),
    status: call.status,
    error_code: shortened(call.errorCode),
    error_message: captureErrorMessage(call.errorMessage, call, options),
    available_us: call.availableUs ?? null,
    priority: call.priority ?? null,
    path_us: call.pathUs ?? null,
    chunk: call.chunk ?? null,
    source: call.source ?? null,
    ready_us: call.readyUs,
    start_us: call.startUs,
    end_us: call.endUs,
    run_us: runUs(call),
    queue_wait_us: call.startUs === null ? null : call.startUs - call.readyUs,
    attempt_count: call.attempts.length,
    timeout_count: call.attempts.filter(({ outcome }) => outcome === 'timeout').length,
    level: call.level,
    critical: call.critical,
    waits: JSON.stringify(call.waits),
    input_bytes: inputBytes,
    output_bytes: outputBytes,
    args,
    output,
  };
}

function attemptRow(
  record: BatchRecord,
  call: CallRecord,
  attempt: AttemptRecord,
  options: CaptureOptions,
): AttemptRow {
  return {
    batch_id: record.batchId,
    seq: call.seq,
    attempt: attempt.attempt,
    batch_started_at_ms: startedAtMs(record),
    tool_name: truncate(call.toolName, MAX_NAME_CHARS),
    start_us: attempt.startUs,
    end_us: attempt.endUs,
    run_us: attempt.endUs - attempt.startUs,
    outcome: attempt.outcome,
    hedge: attempt.hedge ?? null,
    abandoned: attempt.abandoned,
    error_code: shortened(attempt.errorCode),
    error_message: captureErrorMessage(attempt.errorMessage, call, options),
  };
}

function slowestSeq(calls: readonly CallRecord[]): number | null {
  const started = calls.filter(({ attempts }) => attempts.length > 0);
  const [first, ...rest] = started;
  if (first === undefined) return null;
  return rest.reduce((slowest, call) => (runUs(call) > runUs(slowest) ? call : slowest), first).seq;
}

function runUs({ attempts }: CallRecord): number {
  return attempts.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0);
}

function shortened(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : truncate(text, MAX_NAME_CHARS);
}

/** Wall clocks may have fractions of a millisecond. */
function startedAtMs(record: BatchRecord): number {
  return Math.round(record.startedAtMs);
}

function rowsText<Column extends string>(
  { names }: Columns<Column>,
  rows: readonly { readonly [Name in Column]: unknown }[],
): string {
  return sanitiseJson(rows.map((row) => JSON.stringify(names.map((name) => row[name]))).join(','));
}
