import type { Waste, WorkKind, WorkTime } from '@parallel-tools/metrics/queries';
import {
  formatCount,
  formatCounted,
  formatDuration,
  formatPercent,
  formatSummed,
  formatWholePercent,
  UNDEFINED_VALUE,
} from '@/lib/format';
import type { Sentence } from '@/lib/sentence';
import type { FigureModel } from '@/overview/prepare-figures';

/** What a range's run time came to, and what was saved. */
export interface WasteModel {
  readonly sentence: Sentence;
  readonly figures: readonly FigureModel[];
  readonly kinds: readonly KindRow[];
  readonly total: { readonly time: string; readonly percent: string };
}

/** One bar: all bars together are all run time. */
export interface KindRow {
  readonly kind: WorkKind;
  readonly label: string;
  readonly meaning: string;
  readonly time: string;
  readonly percent: string;
  /** Of the longest bar. */
  readonly width: number;
}

export const KIND_WORDS: Readonly<Record<WorkKind, { readonly label: string; readonly meaning: string }>> = {
  useful: { label: 'useful', meaning: 'ended ok' },
  error: { label: 'failed', meaning: 'ended with an error' },
  timeout: { label: 'timed out', meaning: 'ran until its timeout' },
  hedge: { label: 'hedge lost', meaning: 'the other of two was faster' },
  cancelled: { label: 'cancelled', meaning: 'ended by abort or fail-fast' },
  discarded: { label: 'discarded', meaning: 'its caller took the call back' },
};

export function prepareWaste(waste: Waste): WasteModel {
  const longestUs = waste.work.reduce((most, { us }) => Math.max(most, us), 1);
  return {
    sentence: prepareSentence(waste),
    figures: prepareFigures(waste),
    kinds: waste.work.map(({ kind, us }) => ({
      kind,
      ...KIND_WORDS[kind],
      time: formatSummed(us, waste.runUs),
      percent: formatPercent(us, waste.runUs),
      width: us / longestUs,
    })),
    total: { time: formatSummed(waste.runUs, waste.runUs), percent: formatPercent(waste.runUs, waste.runUs) },
  };
}

function prepareSentence({ wastedUs, runUs, tools }: Waste): Sentence {
  if (runUs === 0) return ['No tool ran in this range.'];
  if (wastedUs === 0)
    return ['No run time came to nothing: all ', { emphasis: formatDuration(runUs) }, ' were useful.'];
  const [worst] = tools;
  const begin: Sentence = [
    { emphasis: `${formatWholePercent(wastedUs, runUs)} of all run time` },
    ` came to nothing: ${formatDuration(wastedUs)} of ${formatDuration(runUs)}`,
  ];
  if (worst === undefined || worst.wastedUs === 0) return [...begin, '.'];
  const kind = worstKind(worst.work);
  const share = formatWholePercent(worst.wastedUs, wastedUs);
  return [...begin, `, ${share} of it in `, { tool: worst.toolName }, `, mostly ${KIND_WORDS[kind].label}.`];
}

function worstKind(work: readonly WorkTime[]): WorkKind {
  const wasted = work.filter(({ kind }) => kind !== 'useful');
  return wasted.reduce((worst, part) => (part.us > worst.us ? part : worst), wasted[0] ?? { kind: 'error', us: 0 })
    .kind;
}

function prepareFigures(waste: Waste): readonly FigureModel[] {
  const { wastedUs, runUs, retryCount, retryRunUs, backoffUs, cacheHitCount, sharedCount, savedUs } = waste;
  return [
    {
      label: 'Wasted run time',
      value: formatDuration(wastedUs),
      beside: runUs === 0 ? null : formatPercent(wastedUs, runUs),
      note: `of ${formatDuration(runUs)}`,
    },
    {
      label: 'Abandoned',
      value: formatCount(waste.abandonedCount),
      beside: waste.abandonedCount === 1 ? 'attempt' : 'attempts',
      note: 'still ran when given up',
    },
    {
      label: 'Retry cost',
      value: formatDuration(retryRunUs + backoffUs),
      beside: null,
      note: `${formatCounted(retryCount, 'retry', 'retries')}, ${formatDuration(backoffUs)} of it backoff`,
    },
    {
      label: 'Saved by cache',
      value: cacheHitCount + sharedCount === 0 ? UNDEFINED_VALUE : formatDuration(savedUs),
      beside: cacheHitCount + sharedCount === 0 ? null : 'estimated',
      note: `${formatCounted(cacheHitCount, 'hit')}, ${formatCount(sharedCount)} shared`,
    },
    {
      label: 'Missed parallelism',
      value: formatCount(waste.missedCount),
      beside: waste.missedCount === 1 ? 'turn' : 'turns',
      note: `could have joined the turn before${unknownNote(waste)}`,
    },
  ];
}

/** Turns of which nobody knows, as their arguments were not captured. */
function unknownNote({ missedUnknownCount }: Waste): string {
  return missedUnknownCount === 0 ? '' : `; ${formatCount(missedUnknownCount)} not known`;
}
