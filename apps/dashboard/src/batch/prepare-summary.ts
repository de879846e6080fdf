import type { BatchDetail, CallDetail } from '@parallel-tools/metrics/queries';
import {
  formatCount,
  formatCounted,
  formatDuration,
  formatInstant,
  formatRatio,
  formatWholePercent,
} from '@/lib/format';
import type { Sentence, SentencePart } from '@/lib/sentence';
import type { FigureModel } from '@/overview/prepare-figures';
import {
  CALL_OUTCOMES,
  type CallOutcome,
  callOutcome,
  ranUs,
  WAIT_CAUSES,
  WAITED_FOR,
  type WaitCause,
  waitedUs,
} from './words';

/** The head of a batch's page. */
export interface BatchSummary {
  readonly startedAt: string;
  readonly outcomes: readonly { readonly outcome: CallOutcome; readonly count: string }[];
  readonly labels: readonly { readonly label: string; readonly value: string }[];
  readonly sentence: Sentence;
  readonly figures: readonly FigureModel[];
}

export function prepareSummary(batch: BatchDetail): BatchSummary {
  const counts = CALL_OUTCOMES.map((outcome) => ({
    outcome,
    count: batch.calls.filter((call) => callOutcome(call) === outcome).length,
  }));
  return {
    startedAt: formatInstant(batch.startedAtMs),
    outcomes: counts
      .filter(({ count }) => count > 0)
      .map(({ outcome, count }) => ({ outcome, count: formatCount(count) })),
    labels: prepareLabels(batch),
    sentence: prepareSentence(batch),
    figures: prepareFigures(batch),
  };
}

function prepareLabels({ labels }: BatchDetail): BatchSummary['labels'] {
  return [
    { label: 'session', value: labels.sessionId },
    { label: 'agent', value: labels.agent },
    { label: 'node', value: labels.node },
    { label: 'thread', value: labels.threadId },
  ].flatMap(({ label, value }) => (value === undefined ? [] : [{ label, value }]));
}

/** What set the makespan: the call that ended last, and whether it ran or waited for longer. */
function prepareSentence(batch: BatchDetail): Sentence {
  if (batch.calls.length === 0) return ['The batch had no calls.'];
  const last = batch.calls.reduce((latest, call) => (call.endUs > latest.endUs ? call : latest));
  if (last.attempts.length === 0) {
    return [{ tool: last.toolName }, ` (call ${last.seq}) ended last and never ran. `, tail(batch)];
  }
  const wait = longestWait(last);
  const share = (us: number): SentencePart => ({
    emphasis: `${formatDuration(us)} of ${formatDuration(batch.makespanUs)} (${formatWholePercent(us, batch.makespanUs)})`,
  });
  const begin: Sentence = [{ tool: last.toolName }, ` (call ${last.seq}) ended last: it `];
  const untilTimeout = callOutcome(last) === 'timeout' ? ' until its timeout' : '';
  if (wait !== null && wait.us > ranUs(last)) {
    const ran = ` and ran ${formatDuration(ranUs(last))}${untilTimeout}. `;
    return [...begin, ...waited(wait.cause, share(wait.us), last, batch), ran, tail(batch)];
  }
  const also: Sentence = wait === null ? [] : [', and ', ...waited(wait.cause, formatDuration(wait.us), last, batch)];
  return [...begin, 'ran ', share(ranUs(last)), untilTimeout, ...also, '. ', tail(batch)];
}

type NamedCause = Exclude<WaitCause, 'overhead'>;

// A wait under one hundredth of the makespan explains nothing.
const MIN_SHARE_TO_NAME = 0.01;

function longestWait(call: CallDetail): { readonly cause: NamedCause; readonly us: number } | null {
  const causes = WAIT_CAUSES.filter((cause) => cause !== 'overhead');
  const longest = causes.map((cause) => ({ cause, us: waitedUs(call, cause) })).reduce((a, b) => (b.us > a.us ? b : a));
  return longest.us > call.endUs * MIN_SHARE_TO_NAME ? longest : null;
}

function waited(cause: NamedCause, howLong: SentencePart, call: CallDetail, { limits }: BatchDetail): Sentence {
  if (cause === 'backoff') return ['backed off for ', howLong];
  const what =
    cause === 'global-slot' ? globalSlot(limits) : cause === 'tool-slot' ? toolSlot(limits, call) : WAITED_FOR[cause];
  return ['waited ', howLong, ` for ${what}`];
}

function globalSlot({ maxConcurrency }: BatchDetail['limits']): string {
  return maxConcurrency === null ? 'a global slot' : `one of ${formatCounted(maxConcurrency, 'global slot')}`;
}

function toolSlot({ tools }: BatchDetail['limits'], { toolName }: CallDetail): string {
  const limit = tools.find((tool) => tool.toolName === toolName)?.maxConcurrency;
  return limit === undefined ? 'a slot of its tool' : `one of ${formatCounted(limit, 'slot')} of its tool`;
}

function tail(batch: BatchDetail): string {
  if (batch.failedCount === 0) {
    return batch.callCount === 1 ? 'Its one call ended ok.' : `All ${formatCount(batch.callCount)} calls ended ok.`;
  }
  return `${formatCount(batch.failedCount)} of ${formatCounted(batch.callCount, 'call')} did not end ok.`;
}

function prepareFigures(batch: BatchDetail): readonly FigureModel[] {
  const { makespanUs, idealMakespanUs, sequentialUs, speedup } = batch;
  const ideal = idealMakespanUs > 0 ? sequentialUs / idealMakespanUs : null;
  const limit = batch.limits.maxConcurrency;
  return [
    {
      label: 'Makespan',
      value: formatDuration(makespanUs),
      beside: null,
      note: `ideal ${formatDuration(idealMakespanUs)}`,
    },
    {
      label: 'Speedup realised / ideal',
      value: formatRatio(speedup),
      beside: ideal === null ? null : `of ${formatRatio(ideal)}`,
      note: `sequential time ${formatDuration(sequentialUs)}`,
    },
    {
      label: 'Calls',
      value: formatCount(batch.callCount),
      beside: formatCounted(batch.attemptCount, 'attempt'),
      note: batch.retryCount === 0 ? 'no retries' : formatCounted(batch.retryCount, 'retry', 'retries'),
    },
    {
      label: 'Wasted work',
      value: formatDuration(batch.wastedUs),
      beside: null,
      note:
        batch.abandonedCount === 0
          ? 'nothing abandoned'
          : `${formatCounted(batch.abandonedCount, 'attempt')} abandoned`,
    },
    {
      label: 'Most in flight',
      value: formatCount(batch.maxInFlight),
      beside: limit === null ? 'no limit' : `of ${formatCount(limit)}`,
      note: `queue wait ${formatDuration(batch.queueWaitUs)}, backoff ${formatDuration(batch.backoffUs)}`,
    },
  ];
}
