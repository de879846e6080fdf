import type { BatchDetail } from '@parallel-tools/metrics/queries';
import {
  formatCount,
  formatCounted,
  formatDuration,
  formatInstant,
  formatRatio,
  formatWholePercent,
  UNDEFINED_VALUE,
} from '@/lib/format';
import type { Sentence } from '@/lib/sentence';
import type { FigureModel } from '@/overview/prepare-figures';
import type { InFlight } from './prepare-in-flight';
import { prepareSentence } from './prepare-sentence';
import { CALL_OUTCOMES, type CallOutcome, callOutcome } from './words';

/** The head of a batch's page. */
export interface BatchSummary {
  readonly startedAt: string;
  readonly outcomes: readonly { readonly outcome: CallOutcome; readonly count: string }[];
  readonly labels: readonly { readonly label: string; readonly value: string }[];
  readonly sentence: Sentence;
  readonly figures: readonly FigureModel[];
}

export function prepareSummary(batch: BatchDetail, inFlight: InFlight): BatchSummary {
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
    figures: prepareFigures(batch, inFlight),
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

function prepareFigures(batch: BatchDetail, inFlight: InFlight): readonly FigureModel[] {
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
      note: attemptsNote(batch),
    },
    {
      label: 'Wasted work',
      value: formatDuration(batch.wastedUs),
      beside: null,
      note: wasteNote(batch),
    },
    {
      label: 'Mean in flight',
      value: inFlight.mean === null ? UNDEFINED_VALUE : inFlight.mean.toFixed(1),
      beside: limit === null ? 'no limit' : `of ${formatCount(limit)}`,
      note:
        inFlight.atLimitShare === null
          ? `most ${formatCount(inFlight.most)}`
          : `at the limit ${formatWholePercent(inFlight.atLimitShare, 1)} of the time`,
    },
  ];
}

function attemptsNote({ calls, retryCount }: BatchDetail): string {
  const hedgeCount = calls.reduce((count, { attempts }) => count + attempts.filter(({ hedge }) => hedge).length, 0);
  const retries = retryCount === 0 ? 'no retries' : formatCounted(retryCount, 'retry', 'retries');
  return hedgeCount === 0 ? retries : `${retries}, ${formatCounted(hedgeCount, 'hedge')}`;
}

/** What the wasted time was, by how its attempts ended; the parts sum to it. */
function wasteNote({ calls, abandonedCount }: BatchDetail): string {
  const us = new Map<string, number>();
  for (const { outcome, startUs, endUs } of calls.flatMap(({ attempts }) => attempts)) {
    if (outcome !== 'ok') us.set(WASTE_WORDS[outcome], (us.get(WASTE_WORDS[outcome]) ?? 0) + endUs - startUs);
  }
  const parts = [...us].filter(([, partUs]) => partUs > 0).map(([word, partUs]) => `${word} ${formatDuration(partUs)}`);
  const abandoned = abandonedCount === 0 ? [] : [`${formatCount(abandonedCount)} abandoned`];
  return [...parts, ...abandoned].join(', ') || 'nothing came to nothing';
}

const WASTE_WORDS = { error: 'failed', timeout: 'timed out', cancelled: 'cancelled' } as const;
