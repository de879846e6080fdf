import type { AttemptRecord, CallRecord, EdgeRecord, LimitsRecord, WaitCause, WaitRecord } from '../src/types.js';

export const UNLIMITED: LimitsRecord = { maxConcurrency: null, tools: [] };

export function attemptRecord(startUs: number, endUs: number, more: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    attempt: 1,
    startUs,
    endUs,
    outcome: 'ok',
    abandoned: false,
    errorCode: null,
    errorMessage: null,
    ...more,
  };
}

export function waitRecord(cause: WaitCause, startUs: number, endUs: number): WaitRecord {
  return { cause, startUs, endUs };
}

/** Available and ready at 0, `ok`, ended with its last attempt, unless told otherwise. */
export function callRecord(seq: number, more: Partial<CallRecord> = {}): CallRecord {
  const attempts = more.attempts ?? [];
  return {
    seq,
    callId: `c${seq}`,
    externalId: null,
    toolName: 'tool',
    status: 'ok',
    errorCode: null,
    errorMessage: null,
    availableUs: 0,
    readyUs: 0,
    startUs: attempts[0]?.startUs ?? null,
    endUs: attempts.at(-1)?.endUs ?? 0,
    attempts,
    waits: [],
    level: 0,
    priority: 0,
    pathUs: 0,
    critical: false,
    ...more,
  };
}

export function edgeRecord(from: number, to: number): EdgeRecord {
  return { from, to, reason: 'depends-on' };
}
