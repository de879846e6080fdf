import type { AttemptRecord, BatchPayload, BatchRecord, BatchTotals, CallRecord } from '@parallel-tools/executor';
import { sum } from './exact-numbers.js';

let made = 0;

/** An attempt that took 1 ms and went well, unless told otherwise. */
export function buildAttempt(given: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    attempt: 1,
    startUs: 100,
    endUs: 1100,
    outcome: 'ok',
    abandoned: false,
    errorCode: null,
    errorMessage: null,
    ...given,
  };
}

/** A call with one attempt that took 1 ms and went well, unless told otherwise. */
export function buildCall(given: Partial<CallRecord> = {}): CallRecord {
  const attempts = given.attempts ?? [buildAttempt()];
  const startUs = attempts[0]?.startUs ?? null;
  return {
    seq: 1,
    callId: `call-${given.seq ?? 1}`,
    externalId: null,
    toolName: 'search',
    status: 'ok',
    errorCode: null,
    errorMessage: null,
    availableUs: 0,
    readyUs: 0,
    startUs,
    endUs: attempts.at(-1)?.endUs ?? 0,
    attempts,
    waits: startUs === null ? [] : [{ cause: 'overhead', startUs: 0, endUs: startUs }],
    level: 0,
    priority: 0,
    pathUs: 0,
    critical: false,
    ...given,
  };
}

/** A batch of the given calls, with totals that fit them. */
export function buildRecord(given: Partial<BatchRecord> = {}): BatchRecord {
  made += 1;
  const calls = given.calls ?? [buildCall()];
  const totals = totalsOf(calls);
  return {
    version: 1,
    batchId: `01930000-0000-7000-8000-${made.toString(16).padStart(12, '0')}`,
    startedAtMs: 1_700_000_000_000 + made,
    outcome: totals.okCount === totals.callCount ? 'ok' : 'partial',
    onError: 'continue',
    labels: {},
    limits: { maxConcurrency: 10, tools: [] },
    totals,
    calls,
    edges: [],
    ...given,
  };
}

/** A payload with these arguments and outputs for every call. */
export function buildPayload(record: BatchRecord, args: unknown = {}, output: unknown = 'done'): BatchPayload {
  return {
    calls: record.calls.map(({ callId, toolName }) => ({ id: callId, name: toolName, args })),
    results: record.calls.map(({ callId, toolName }) => ({ status: 'ok', callId, toolName, output })),
  };
}

function totalsOf(calls: readonly CallRecord[]): BatchTotals {
  const attempts = calls.flatMap((call) => call.attempts);
  const runs = calls.map((call) => sum(call.attempts.map(({ startUs, endUs }) => endUs - startUs)));
  const count = (status: CallRecord['status']) => calls.filter((call) => call.status === status).length;
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
    makespanUs: Math.max(0, ...calls.map(({ endUs }) => endUs)),
    sequentialUs: sum(runs),
    criticalPathUs: Math.max(0, ...runs),
    idealMakespanUs: Math.max(0, ...runs),
    queueWaitUs: sum(calls.map(({ startUs, readyUs }) => (startUs === null ? 0 : startUs - readyUs))),
    backoffUs: 0,
    wastedUs: 0,
    maxInFlight: calls.length,
  };
}
