import type { BatchDetail, CallDetail } from '@parallel-tools/metrics/queries';
import { formatBytes, formatCount, formatDuration } from '@/lib/format';
import type { ToolColor } from '@/lib/tool-color';
import { CAUSE_WORDS, type CallOutcome, callOutcome, ranUs, WAIT_CAUSES, waitedUs } from './words';

/** One call in full, as text. */
export interface CallModel {
  readonly seq: number;
  readonly callId: string;
  readonly externalId: string | null;
  readonly color: ToolColor;
  readonly toolName: string;
  readonly outcome: CallOutcome;
  /** "ok, 2 attempts". */
  readonly cameTo: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Calls that had to end before it, and calls that waited for it. */
  readonly needs: readonly CallLink[];
  readonly neededBy: readonly CallLink[];
  readonly attempts: readonly AttemptModel[];
  readonly errors: readonly { readonly title: string; readonly text: string }[];
  readonly args: Payload;
  readonly output: Payload;
}

export interface CallLink {
  readonly seq: number;
  readonly toolName: string;
}

export interface AttemptModel {
  readonly attempt: number;
  readonly start: string;
  readonly run: string;
  readonly outcome: CallOutcome;
  readonly isAbandoned: boolean;
}

/** What was kept of a payload; `text` is null when it was not captured. */
export interface Payload {
  readonly text: string | null;
  /** Characters left out. */
  readonly cutCount: number;
}

const MAX_PAYLOAD_LENGTH = 4000;

export function prepareCalls(batch: BatchDetail): readonly CallModel[] {
  const bySeq = new Map(batch.calls.map((call) => [call.seq, call]));
  const link = (seq: number): CallLink => ({ seq, toolName: bySeq.get(seq)?.toolName ?? '' });
  return batch.calls.map((call) => ({
    seq: call.seq,
    callId: call.callId,
    externalId: call.externalId,
    color: call.color,
    toolName: call.toolName,
    outcome: callOutcome(call),
    cameTo: cameTo(call),
    facts: [...limitFacts(batch, call.toolName), ...prepareFacts(call)],
    needs: batch.edges.filter((edge) => edge.to === call.seq).map((edge) => link(edge.from)),
    neededBy: batch.edges.filter((edge) => edge.from === call.seq).map((edge) => link(edge.to)),
    attempts: call.attempts.map((attempt) => ({
      attempt: attempt.attempt,
      start: formatDuration(attempt.startUs),
      run: formatDuration(attempt.endUs - attempt.startUs),
      outcome: attempt.outcome,
      isAbandoned: attempt.abandoned,
    })),
    errors: prepareErrors(call),
    args: preparePayload(call.args),
    output: preparePayload(call.output),
  }));
}

function cameTo(call: CallDetail): string {
  const outcome = callOutcome(call);
  return call.attempts.length > 1 ? `${outcome}, ${call.attempts.length} attempts` : outcome;
}

/** The limit its tool had, where it had one of its own. */
function limitFacts({ limits }: BatchDetail, toolName: string): CallModel['facts'] {
  const limit = limits.tools.find((tool) => tool.toolName === toolName)?.maxConcurrency ?? null;
  return limit === null ? [] : [{ label: 'Concurrency limit of the tool', value: formatCount(limit) }];
}

function prepareFacts(call: CallDetail): CallModel['facts'] {
  const waits = WAIT_CAUSES.flatMap((cause) => {
    const us = waitedUs(call, cause);
    return us === 0
      ? []
      : [
          {
            label: cause === 'overhead' ? 'Executor overhead' : `Waited, ${CAUSE_WORDS[cause]}`,
            value: formatDuration(us),
          },
        ];
  });
  return [
    { label: 'Input / output', value: `${formatBytes(call.inputBytes)} / ${formatBytes(call.outputBytes)}` },
    ...(call.level > 0 ? [{ label: 'Ready at', value: formatDuration(call.readyUs) }] : []),
    ...waits,
    { label: 'Ran', value: call.attempts.length === 0 ? 'never' : formatDuration(ranUs(call)) },
    { label: 'Ready to end', value: formatDuration(call.endUs - call.readyUs) },
  ];
}

/** Errors of attempts, then the call's own where it says something else. */
function prepareErrors(call: CallDetail): CallModel['errors'] {
  const ofAttempts = call.attempts.flatMap((attempt) => {
    const text = errorText(attempt.errorCode, attempt.errorMessage);
    return text === null
      ? []
      : [{ title: call.attempts.length > 1 ? `Error of attempt ${attempt.attempt}` : 'Error', text }];
  });
  const own = errorText(call.errorCode, call.errorMessage);
  const isSaid = own === null || ofAttempts.some((error) => error.text === own);
  return isSaid ? ofAttempts : [...ofAttempts, { title: 'Error of the call', text: own }];
}

function errorText(code: string | null, message: string | null): string | null {
  const parts = [code, message].filter((part) => part !== null && part !== '');
  return parts.length === 0 ? null : parts.join(': ');
}

function preparePayload(json: string | null): Payload {
  if (json === null) return { text: null, cutCount: 0 };
  const text = indented(json);
  return { text: text.slice(0, MAX_PAYLOAD_LENGTH), cutCount: Math.max(0, text.length - MAX_PAYLOAD_LENGTH) };
}

// Texts read better without quotes and escapes; a payload too long for the recorder comes as the text of its beginning.
function indented(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  } catch {
    // Redaction may leave anything.
    return json;
  }
}
