import type { CallDetail } from '@parallel-tools/metrics/queries';
import { cutEnd, displayName } from '@/lib/display-name';
import { formatBytes, formatDuration } from '@/lib/format';
import type { ToolColor } from '@/lib/tool-color';
import { type CallOutcome, callOutcome, ranUs, WAIT_CAUSES, WAITED_FOR, waitedUs } from './words';

/** One call. */
export interface TimelineRow {
  readonly seq: number;
  readonly color: ToolColor;
  readonly toolName: string;
  /** What tells the call from others of its tool: an argument, else the size of its input. */
  readonly hint: string | null;
  readonly outcome: CallOutcome;
  readonly isCritical: boolean;
  /** Until when other calls had to end first; 0 for none. */
  readonly dependencyEndUs: number;
  readonly waits: readonly { readonly cause: Wait['cause']; readonly startUs: number; readonly endUs: number }[];
  readonly attempts: readonly TimelineAttempt[];
  /** Where a call that never ran came to its end; null when it ran. */
  readonly endedWithoutRunUs: number | null;
  /** When it was ready: orders rows by start. */
  readonly startUs: number;
  readonly endUs: number;
  /** Said beside the marks. */
  readonly note: string | null;
  /** The row read aloud. */
  readonly sentence: string;
}

export interface TimelineAttempt {
  readonly attempt: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly outcome: Attempt['outcome'];
  readonly isAbandoned: boolean;
  /** It joined a slow attempt, beside which it ran. */
  readonly isHedge: boolean;
  /** Attempts that ran at the same time share the row's height. */
  readonly lane: 'whole' | 'upper' | 'lower';
}

type Attempt = CallDetail['attempts'][number];
type Wait = CallDetail['waits'][number];

const MAX_HINT_LENGTH = 40;
const MAX_NOTE_LENGTH = 160;

/** @param before - The calls that had to end before it. */
export function prepareRow(call: CallDetail, before: readonly CallDetail[]): TimelineRow {
  const outcome = callOutcome(call);
  return {
    seq: call.seq,
    color: call.color,
    toolName: call.toolName,
    hint: prepareHint(call, before),
    outcome,
    isCritical: call.critical,
    dependencyEndUs: dependencyEndUs(call, outcome),
    waits: call.waits
      .filter((wait) => wait.endUs > wait.startUs)
      .map(({ cause, startUs, endUs }) => ({ cause, startUs, endUs })),
    attempts: call.attempts.map(({ attempt, startUs, endUs, outcome: attemptOutcome, abandoned, hedge }) => ({
      attempt,
      startUs,
      endUs,
      outcome: attemptOutcome,
      isAbandoned: abandoned,
      isHedge: hedge === true,
      lane: laneOf({ attempt, startUs, endUs, hedge }, call.attempts),
    })),
    endedWithoutRunUs: call.attempts.length === 0 ? call.endUs : null,
    startUs: Math.min(call.startUs ?? call.endUs, call.readyUs),
    endUs: call.endUs,
    note: prepareNote(call, outcome, before),
    sentence: prepareSentence(call, outcome),
  };
}

// A skipped call never becomes ready: it waited for others until it was given up.
export function dependencyEndUs(call: CallDetail, outcome: CallOutcome): number {
  if (call.level === 0) return 0;
  return outcome === 'skipped' ? call.endUs : call.readyUs;
}

type Timed = Pick<Attempt, 'attempt' | 'startUs' | 'endUs' | 'hedge'>;

function laneOf(attempt: Timed, all: readonly Timed[]): TimelineAttempt['lane'] {
  if (attempt.hedge) return 'lower';
  const isJoined = all.some(
    (other) => other.hedge && other.startUs < attempt.endUs && other.endUs > attempt.startUs && other !== attempt,
  );
  return isJoined ? 'upper' : 'whole';
}

function prepareHint(call: CallDetail, before: readonly CallDetail[]): string | null {
  if (call.args !== null) {
    const first = firstArgument(call.args);
    if (first !== null) return cutEnd(displayName(first), MAX_HINT_LENGTH);
  }
  if (before.length > 0) return `of ${before.map(({ seq }) => seq).join(', ')}`;
  return call.inputBytes === null ? null : formatBytes(call.inputBytes);
}

/** The first argument that is a text or a number, as it reads; null when there is none. */
function firstArgument(argsJson: string): string | null {
  try {
    const args: unknown = JSON.parse(argsJson);
    if (typeof args !== 'object' || args === null) return null;
    const value = Object.values(args).find(
      (candidate) => typeof candidate === 'string' || typeof candidate === 'number',
    );
    return typeof value === 'string' ? `"${value}"` : value === undefined ? null : String(value);
  } catch {
    // Redaction may leave anything: then the size has to do.
    return null;
  }
}

function prepareNote(call: CallDetail, outcome: CallOutcome, before: readonly CallDetail[]): string | null {
  const text = noteText(call, outcome, before);
  return text === null ? null : cutEnd(displayName(text), MAX_NOTE_LENGTH);
}

function noteText(call: CallDetail, outcome: CallOutcome, before: readonly CallDetail[]): string | null {
  switch (outcome) {
    case 'ok':
      return call.source === undefined ? retriedNote(call) : SOURCE_NOTES[call.source];
    case 'timeout':
      return `timed out after ${formatDuration(lastRunUs(call))}${abandonedNote(call)}`;
    case 'error':
      return [call.errorCode, call.errorMessage].filter((part) => part !== null).join(': ') || 'failed';
    case 'cancelled':
      return `${cancelledNote(call.errorCode)}${abandonedNote(call)}`;
    case 'skipped': {
      const blamed = before.find((other) => other.status !== 'ok');
      return blamed === undefined ? 'skipped' : `skipped: call ${blamed.seq} did not end ok`;
    }
    default:
      return outcome satisfies never;
  }
}

const SOURCE_NOTES: Readonly<Record<NonNullable<CallDetail['source']>, string>> = {
  cache: 'answered from the cache',
  shared: 'answered by the same call elsewhere',
  'earlier-batch': 'taken over from an earlier batch',
};

function retriedNote(call: CallDetail): string | null {
  const hedge = call.attempts.find((attempt) => attempt.hedge);
  const failed = call.attempts.filter((attempt) => attempt.outcome !== 'ok' && attempt.errorCode !== 'HEDGE_LOST');
  if (hedge !== undefined && failed.length === 0) {
    return hedge.outcome === 'ok' ? 'hedge won, first attempt cancelled' : 'hedge lost';
  }
  if (failed.length === 0) return null;
  const words = failed.map((attempt) =>
    attempt.outcome === 'timeout' ? 'timed out' : (attempt.errorMessage ?? 'failed'),
  );
  return `${[...new Set(words)].join(', ')}; ok at attempt ${call.attempts.length}`;
}

function abandonedNote(call: CallDetail): string {
  return call.attempts.some((attempt) => attempt.abandoned) ? ', abandoned while it still ran' : '';
}

function lastRunUs(call: CallDetail): number | null {
  const last = call.attempts.at(-1);
  return last === undefined ? null : last.endUs - last.startUs;
}

function cancelledNote(errorCode: string | null): string {
  if (errorCode === 'FAIL_FAST') return 'cancelled: another call failed first';
  if (errorCode === 'ABORTED') return 'cancelled: the batch was aborted';
  if (errorCode === 'DEADLINE') return 'cancelled: the batch was over its deadline';
  if (errorCode === 'DISCARDED') return 'discarded: it turned out not to be meant';
  if (errorCode === 'CONTROL_FLOW') return 'cancelled: the tool handed control back';
  return errorCode === null ? 'cancelled' : `cancelled: ${errorCode}`;
}

function prepareSentence(call: CallDetail, outcome: CallOutcome): string {
  const waits = WAIT_CAUSES.flatMap((cause) => {
    const us = waitedUs(call, cause);
    return us === 0 || cause === 'overhead' ? [] : [`waited ${formatDuration(us)} for ${WAITED_FOR[cause]}`];
  });
  const parts = [
    `call ${call.seq}`,
    displayName(call.toolName),
    ...waits,
    call.attempts.length === 0 ? 'did not run' : `ran ${formatDuration(ranUs(call))}`,
    ...(call.attempts.length > 1 ? [`${call.attempts.length} attempts`] : []),
    OUTCOME_WORDS[outcome],
    ...(call.critical ? ['on the critical path'] : []),
  ];
  return parts.join(', ');
}

const OUTCOME_WORDS: Readonly<Record<CallOutcome, string>> = {
  ok: 'ok',
  error: 'failed',
  timeout: 'timed out',
  cancelled: 'cancelled',
  skipped: 'skipped',
};
