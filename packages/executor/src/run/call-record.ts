import type { AttemptRecord, CallRecord, ToolResult } from '../types.js';
import type { Attempt } from './attempt.js';
import { recordedError, recordedMessage } from './call-errors.js';
import { NO_WAITS } from './call-events.js';
import type { CallRun } from './call-run.js';

const NO_ERROR = { errorCode: null, errorMessage: null } as const;

type Writable<Fields> = { -readonly [Name in keyof Fields]: Fields[Name] };

type EndedCall = Writable<CallRecord>;

/** A call that has ended as plain data; whether it is critical shows when all have ended. */
export function callRecord(run: CallRun, result: ToolResult): EndedCall {
  const { seq, call, extras, attempt, priority, pathUs } = run;
  const attempts = attemptRecords(attempt);
  const { errorCode, errorMessage } = result.status === 'ok' ? NO_ERROR : recordedError(result);
  // What few calls have is added to them alone: a spread would cost every call more than the rest of its record.
  const record: EndedCall = {
    seq,
    callId: call.id,
    externalId: call.externalId ?? null,
    toolName: call.name,
    status: result.status,
    errorCode,
    errorMessage,
    availableUs: extras.availableUs,
    readyUs: run.readyAtUs,
    startUs: attempts[0]?.startUs ?? null,
    endUs: run.endUs,
    attempts,
    waits: run.waits ?? NO_WAITS,
    level: extras.level,
    priority,
    pathUs,
    critical: false,
  };
  if (extras.chunk !== null) record.chunk = extras.chunk;
  if (extras.source !== null) record.source = extras.source;
  return record;
}

function attemptRecords(last: Attempt | null): AttemptRecord[] {
  if (last === null) return [];
  if (last.previous === null) return [attemptRecord(last)];
  const records: AttemptRecord[] = [];
  for (let attempt: Attempt | null = last; attempt !== null; attempt = attempt.previous) {
    records.push(attemptRecord(attempt));
  }
  return records.reverse();
}

function attemptRecord({ number, startUs, endUs, outcome, abandoned, error, isHedge }: Attempt): AttemptRecord {
  const record: AttemptRecord = {
    attempt: number,
    startUs,
    endUs,
    outcome: outcome ?? 'cancelled',
    abandoned,
    errorCode: error === null ? null : error.code,
    errorMessage: error === null ? null : recordedMessage(error),
  };
  return isHedge ? { ...record, hedge: true } : record;
}
