import type { BatchDetail, CallDetail } from '@parallel-tools/metrics/queries';
import { durationTicks } from '@/charts/axis';
import { cutEnd, displayName } from '@/lib/display-name';
import { formatBytes, formatCounted, formatDuration, formatTick } from '@/lib/format';
import { type CallOutcome, callOutcome, ranUs, WAIT_CAUSES, WAITED_FOR, type WaitCause, waitedUs } from './words';

/** What the timeline draws, all times in µs since the batch was submitted. */
export interface TimelineModel {
  /** Names the timeline for those who do not see it. */
  readonly name: string;
  /** Where the axis ends; at least 1, so that a batch without duration can be drawn. */
  readonly endUs: number;
  readonly ticks: readonly { readonly atUs: number; readonly label: string }[];
  readonly endLabel: string;
  readonly rows: readonly TimelineRow[];
  readonly criticalPath: readonly CriticalSegment[];
  /** The marks that occur, for the legend. */
  readonly legend: readonly LegendMark[];
  readonly inFlight: InFlight;
}

/** One call. */
export interface TimelineRow {
  readonly seq: number;
  readonly toolId: number;
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
}

/** A stretch of the realised critical path, drawn under the row of its call. */
export interface CriticalSegment {
  readonly rowIndex: number;
  readonly startUs: number;
  readonly endUs: number;
  /** The row the path comes from, at `startUs`; null for its first stretch. */
  readonly fromRowIndex: number | null;
}

export type LegendMark =
  | 'run'
  | 'tool-slot'
  | 'global-slot'
  | 'rate-limit'
  | 'circuit'
  | 'host'
  | 'shared'
  | 'backoff'
  | 'overhead'
  | 'dependency'
  | 'failed'
  | 'timeout'
  | 'abandoned'
  | 'cancelled'
  | 'skipped'
  | 'critical';

/** Attempts running at a time, as steps; each holds until the next one begins. */
export interface InFlight {
  readonly steps: readonly { readonly startUs: number; readonly count: number }[];
  readonly most: number;
  /** Null stands for no limit. */
  readonly limit: number | null;
}

type Attempt = CallDetail['attempts'][number];
type Wait = CallDetail['waits'][number];

const MAX_HINT_LENGTH = 40;
const MAX_NOTE_LENGTH = 160;

export function prepareTimeline(batch: BatchDetail): TimelineModel {
  const endUs = Math.max(1, batch.makespanUs, ...batch.calls.map((call) => call.endUs));
  const rows = batch.calls.map((call) => prepareRow(call, batch));
  const failed = batch.failedCount === 0 ? 'all ok' : `${formatCounted(batch.failedCount, 'failed call')}`;
  return {
    name: `Timeline of ${formatCounted(batch.callCount, 'call')} over ${formatDuration(batch.makespanUs)}, ${failed}. Arrow keys move between calls.`,
    endUs,
    ticks: durationTicks(endUs, 7)
      .filter((atUs) => atUs < endUs)
      .map((atUs) => ({ atUs, label: formatTick(atUs, endUs) })),
    endLabel: formatDuration(batch.makespanUs),
    rows,
    criticalPath: prepareCriticalPath(batch.calls),
    legend: prepareLegend(batch.calls),
    inFlight: prepareInFlight(batch),
  };
}

function prepareRow(call: CallDetail, batch: BatchDetail): TimelineRow {
  const outcome = callOutcome(call);
  return {
    seq: call.seq,
    toolId: call.toolId,
    toolName: call.toolName,
    hint: prepareHint(call),
    outcome,
    isCritical: call.critical,
    dependencyEndUs: dependencyEndUs(call, outcome),
    waits: call.waits
      .filter((wait) => wait.endUs > wait.startUs)
      .map(({ cause, startUs, endUs }) => ({ cause, startUs, endUs })),
    attempts: call.attempts.map(({ attempt, startUs, endUs, outcome: attemptOutcome, abandoned }) => ({
      attempt,
      startUs,
      endUs,
      outcome: attemptOutcome,
      isAbandoned: abandoned,
    })),
    endedWithoutRunUs: call.attempts.length === 0 ? call.endUs : null,
    endUs: call.endUs,
    note: prepareNote(call, outcome, batch),
    sentence: prepareSentence(call, outcome),
  };
}

// A skipped call never becomes ready: it waited for others until it was given up.
function dependencyEndUs(call: CallDetail, outcome: CallOutcome): number {
  if (call.level === 0) return 0;
  return outcome === 'skipped' ? call.endUs : call.readyUs;
}

function prepareHint(call: CallDetail): string | null {
  if (call.args !== null) {
    const first = firstArgument(call.args);
    if (first !== null) return cutEnd(displayName(first), MAX_HINT_LENGTH);
  }
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

function prepareNote(call: CallDetail, outcome: CallOutcome, batch: BatchDetail): string | null {
  const text = noteText(call, outcome, batch);
  return text === null ? null : cutEnd(displayName(text), MAX_NOTE_LENGTH);
}

function noteText(call: CallDetail, outcome: CallOutcome, batch: BatchDetail): string | null {
  switch (outcome) {
    case 'ok':
      return retriedNote(call);
    case 'timeout':
      return `timed out after ${formatDuration(lastRunUs(call))}${abandonedNote(call)}`;
    case 'error':
      return [call.errorCode, call.errorMessage].filter((part) => part !== null).join(': ') || 'failed';
    case 'cancelled':
      return `${cancelledNote(call.errorCode)}${abandonedNote(call)}`;
    case 'skipped': {
      const blamed = failedDependency(call, batch);
      return blamed === null ? 'skipped' : `skipped: call ${blamed} did not end ok`;
    }
    default:
      return outcome satisfies never;
  }
}

function retriedNote(call: CallDetail): string | null {
  const failed = call.attempts.filter((attempt) => attempt.outcome !== 'ok');
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

function failedDependency(call: CallDetail, batch: BatchDetail): number | null {
  const before = batch.edges.filter((edge) => edge.to === call.seq).map((edge) => edge.from);
  return batch.calls.find((other) => before.includes(other.seq) && other.status !== 'ok')?.seq ?? null;
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

/** The calls of the path in the order they ended; a riser joins two rows where one began when the other had ended. */
function prepareCriticalPath(calls: readonly CallDetail[]): readonly CriticalSegment[] {
  const path = calls
    .map((call, rowIndex) => ({ call, rowIndex }))
    .filter(({ call }) => call.critical)
    .sort((a, b) => a.call.endUs - b.call.endUs || a.rowIndex - b.rowIndex);
  return path.map(({ call, rowIndex }, index) => {
    const previous = path[index - 1];
    const startsAfter = previous !== undefined && previous.call.endUs <= (call.startUs ?? call.endUs);
    return {
      rowIndex,
      startUs: startsAfter ? previous.call.endUs : call.readyUs,
      endUs: call.endUs,
      fromRowIndex: startsAfter ? previous.rowIndex : null,
    };
  });
}

function prepareLegend(calls: readonly CallDetail[]): readonly LegendMark[] {
  const attempts = calls.flatMap((call) => call.attempts);
  const waited = (cause: WaitCause) => calls.some((call) => waitedUs(call, cause) > 0);
  const occurs: Readonly<Record<LegendMark, boolean>> = {
    run: attempts.length > 0,
    'tool-slot': waited('tool-slot'),
    'global-slot': waited('global-slot'),
    'rate-limit': waited('rate-limit'),
    circuit: waited('circuit'),
    host: waited('host'),
    shared: waited('shared'),
    backoff: waited('backoff'),
    overhead: waited('overhead'),
    dependency: calls.some((call) => dependencyEndUs(call, callOutcome(call)) > 0),
    failed: attempts.some((attempt) => attempt.outcome === 'error'),
    timeout: attempts.some((attempt) => attempt.outcome === 'timeout'),
    abandoned: attempts.some((attempt) => attempt.abandoned),
    cancelled: calls.some((call) => call.status === 'cancelled') || attempts.some((a) => a.outcome === 'cancelled'),
    skipped: calls.some((call) => call.status === 'skipped'),
    critical: calls.some((call) => call.critical),
  };
  return LEGEND_ORDER.filter((mark) => occurs[mark]);
}

const LEGEND_ORDER: readonly LegendMark[] = [
  'run',
  'tool-slot',
  'global-slot',
  'rate-limit',
  'circuit',
  'host',
  'shared',
  'backoff',
  'overhead',
  'dependency',
  'failed',
  'timeout',
  'abandoned',
  'cancelled',
  'skipped',
  'critical',
];

function prepareInFlight(batch: BatchDetail): InFlight {
  const changes = batch.calls
    .flatMap((call) => call.attempts)
    .filter((attempt) => attempt.endUs > attempt.startUs)
    .flatMap(({ startUs, endUs }) => [
      { atUs: startUs, by: 1 },
      { atUs: endUs, by: -1 },
    ])
    // An end frees its slot for a start at the same instant.
    .sort((a, b) => a.atUs - b.atUs || a.by - b.by);
  const steps: { startUs: number; count: number }[] = [{ startUs: 0, count: 0 }];
  let count = 0;
  for (const { atUs, by } of changes) {
    count += by;
    const last = steps.at(-1);
    if (last?.startUs === atUs) last.count = count;
    else steps.push({ startUs: atUs, count });
  }
  return {
    steps: withoutDips(steps, batch.makespanUs),
    most: Math.max(...steps.map((step) => step.count)),
    limit: batch.limits.maxConcurrency,
  };
}

// While a slot changes hands nothing runs in it for some microseconds: narrower than a pixel, that would be noise.
const DIPS_PER_AXIS = 1000;

function withoutDips(steps: InFlight['steps'], axisUs: number): InFlight['steps'] {
  const shortestUs = axisUs / DIPS_PER_AXIS;
  return steps.filter((step, index) => {
    const before = steps[index - 1];
    const after = steps[index + 1];
    if (before === undefined || after === undefined) return true;
    const isDip = step.count < before.count && step.count < after.count;
    return !isDip || after.startUs - step.startUs >= shortestUs;
  });
}
