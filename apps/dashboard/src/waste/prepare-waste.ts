import type { ToolWaste, Waste, WorkKind, WorkTime } from '@parallel-tools/metrics/queries';
import {
  formatCount,
  formatCounted,
  formatDuration,
  formatPercent,
  formatWholePercent,
  UNDEFINED_VALUE,
} from '@/lib/format';
import type { Sentence } from '@/lib/sentence';
import type { ToolColor } from '@/lib/tool-color';
import type { FigureModel } from '@/overview/prepare-figures';

/** What a range's run time came to, and what was saved. */
export interface WasteModel {
  readonly sentence: Sentence;
  readonly figures: readonly FigureModel[];
  readonly kinds: readonly KindRow[];
  readonly total: string;
  readonly tools: readonly ToolRow[];
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

export interface ToolRow {
  readonly toolId: number;
  readonly color: ToolColor;
  readonly toolName: string;
  readonly wasted: string;
  /** Of the tool's run time. */
  readonly percent: string;
  readonly kinds: Readonly<Record<Exclude<WorkKind, 'useful'>, string>>;
  readonly abandoned: string;
  readonly retries: string;
  readonly retryCost: string;
  readonly saved: string;
}

export const KIND_WORDS: Readonly<Record<WorkKind, { readonly label: string; readonly meaning: string }>> = {
  useful: { label: 'useful', meaning: 'ended ok' },
  error: { label: 'failed', meaning: 'ended with an error' },
  timeout: { label: 'timed out', meaning: 'ran until its timeout' },
  hedge: { label: 'hedge lost', meaning: 'the other of two was faster' },
  cancelled: { label: 'cancelled', meaning: 'ended by abort or fail-fast' },
  discarded: { label: 'discarded', meaning: 'its caller took the call back' },
};

export const WASTED_KINDS = [
  'error',
  'timeout',
  'hedge',
  'cancelled',
  'discarded',
] as const satisfies readonly WorkKind[];

export function prepareWaste(waste: Waste): WasteModel {
  const longestUs = waste.work.reduce((most, { us }) => Math.max(most, us), 1);
  return {
    sentence: prepareSentence(waste),
    figures: prepareFigures(waste),
    kinds: waste.work.map(({ kind, us }) => ({
      kind,
      ...KIND_WORDS[kind],
      time: formatDuration(us),
      percent: formatPercent(us, waste.runUs),
      width: us / longestUs,
    })),
    total: formatDuration(waste.runUs),
    tools: waste.tools.map(prepareTool),
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
      note: `could have run with the turn before; ${formatCount(waste.missedUnknownCount)} not known`,
    },
  ];
}

function prepareTool(tool: ToolWaste): ToolRow {
  const usOf = (kind: WorkKind) => tool.work.find((part) => part.kind === kind)?.us ?? 0;
  const text = (us: number) => (us === 0 ? '0' : formatDuration(us));
  return {
    toolId: tool.toolId,
    color: tool.color,
    toolName: tool.toolName,
    wasted: text(tool.wastedUs),
    percent: formatPercent(tool.wastedUs, tool.runUs),
    kinds: {
      error: text(usOf('error')),
      timeout: text(usOf('timeout')),
      hedge: text(usOf('hedge')),
      cancelled: text(usOf('cancelled')),
      discarded: text(usOf('discarded')),
    },
    abandoned: formatCount(tool.abandonedCount),
    retries: formatCount(tool.retryCount),
    retryCost: text(tool.retryRunUs + tool.backoffUs),
    saved: tool.cacheHitCount + tool.sharedCount === 0 ? UNDEFINED_VALUE : formatDuration(tool.savedUs),
  };
}
