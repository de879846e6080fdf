import type { BatchResult, CallStatus } from '../types.js';
import type { ExecutorEvent, ExecutorListener } from './events.js';

/**
 * Where an executor writes what it did: fields first, then a text that is always the same. `console` and a `pino` logger
 * are such loggers as they are.
 */
export interface ExecutorLogger {
  /** Once per batch, when its last call has ended. */
  info(fields: BatchLogFields, message: string): void;
  /** Once per call, when it has its result. */
  debug(fields: CallLogFields, message: string): void;
}

/** What is logged of a batch; its labels are among the fields. */
export interface BatchLogFields extends Readonly<Record<string, unknown>> {
  readonly batchId: string;
  readonly callCount: number;
  readonly okCount: number;
  readonly errorCount: number;
  readonly skippedCount: number;
  readonly cancelledCount: number;
  /** Since the batch was submitted. */
  readonly elapsedMs: number;
}

/** What is logged of a call: no arguments, no outputs, no messages. */
export interface CallLogFields extends Readonly<Record<string, unknown>> {
  readonly batchId: string;
  readonly callId: string;
  readonly toolName: string;
  readonly status: CallStatus;
  /** Of the error; null for `ok` and `skipped`. */
  readonly errorCode: string | null;
  /** Attempts that started. */
  readonly attempts: number;
  /** First attempt's start → end, backoffs included; null for a call that never started. */
  readonly runMs: number | null;
}

/** A listener that writes a line per call and per batch. */
export function logTo(logger: ExecutorLogger): ExecutorListener {
  // What the logger returns is returned, so that a rejection of it is heard of.
  return (event) => {
    if (event.type === 'call-end') return logger.debug(callFields(event), 'tool call ended');
    if (event.type !== 'batch-end') return;
    const { batchId, labels, atMs, result } = event;
    return logger.info({ ...labels, batchId, ...countsOf(result), elapsedMs: atMs }, 'tool batch ended');
  };
}

function callFields(event: Extract<ExecutorEvent, { type: 'call-end' }>): CallLogFields {
  const { batchId, callId, toolName, result, attempts, startMs, atMs } = event;
  return {
    batchId,
    callId,
    toolName,
    status: result.status,
    errorCode: 'error' in result ? result.error.code : null,
    attempts,
    runMs: startMs === null ? null : atMs - startMs,
  };
}

function countsOf({ results }: BatchResult) {
  const counts = { ok: 0, error: 0, skipped: 0, cancelled: 0 };
  for (const { status } of results) counts[status] += 1;
  return {
    callCount: results.length,
    okCount: counts.ok,
    errorCount: counts.error,
    skippedCount: counts.skipped,
    cancelledCount: counts.cancelled,
  };
}
