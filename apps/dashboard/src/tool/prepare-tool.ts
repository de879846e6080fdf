import type { Bottlenecks, LatencyBucket, ToolLatency } from '@parallel-tools/metrics/queries';
import { formatCount, formatDuration, formatPercent, formatWholePercent } from '@/lib/format';
import type { Sentence } from '@/lib/sentence';
import type { FigureModel } from '@/overview/prepare-figures';
import { CAUSES, type TimeKind } from '@/ui/causes';

/** The head of a tool's page. */
export interface ToolHead {
  /** "1 of 12 by critical-path time"; null for a tool without any. */
  readonly rank: string | null;
  readonly sentence: Sentence;
}

/** One cause of waiting, over the whole range. */
export interface WaitSum {
  readonly kind: TimeKind;
  readonly us: number;
}

/** Σ waits of all calls by cause, greatest first. */
export function waitSums(buckets: readonly LatencyBucket[]): readonly WaitSum[] {
  const sums = new Map<TimeKind, number>();
  for (const { cause, us } of buckets.flatMap((bucket) => bucket.waits)) sums.set(cause, (sums.get(cause) ?? 0) + us);
  return [...sums].map(([kind, us]) => ({ kind, us })).toSorted((a, b) => b.us - a.us);
}

/** Whether a tool is slow or waiting, in one sentence. */
export function prepareToolHead(
  tool: ToolLatency,
  buckets: readonly LatencyBucket[],
  bottlenecks: Bottlenecks,
): ToolHead {
  const index = bottlenecks.rows.findIndex((row) => row.toolId === tool.toolId);
  const rank =
    index < 0 ? null : `${formatCount(index + 1)} of ${formatCount(bottlenecks.totalCount)} by critical-path time`;
  return { rank, sentence: sentenceOf(tool, waitSums(buckets)) };
}

function sentenceOf(tool: ToolLatency, waits: readonly WaitSum[]): Sentence {
  const { runP95Us, waitP95Us } = tool;
  if (runP95Us === null || waitP95Us === null) return ['No call of it ran to its end in this range.'];
  const [run, wait] = [formatDuration(runP95Us), formatDuration(waitP95Us)];
  const [worst] = waits;
  const waitedUs = waits.reduce((sum, { us }) => sum + us, 0);
  if (waitP95Us <= runP95Us || worst === undefined) {
    const begin = run === wait ? 'Calls wait as long as they run: ' : 'Calls run longer than they wait: ';
    return [begin, { emphasis: `run p95 is ${run}` }, ` against a wait p95 of ${wait}.`];
  }
  return [
    `Calls spend more time queued than running: wait p95 is ${wait} against a run p95 of ${run}, and `,
    { emphasis: `${formatWholePercent(worst.us, waitedUs)} of the wait`, kind: worst.kind },
    ` is for ${CAUSES[worst.kind].waitedFor}.`,
  ];
}

/** The five figures of a tool, against the period before. */
export function prepareToolFigures(now: ToolLatency, before: ToolLatency | null): readonly FigureModel[] {
  const cacheShare = (tool: ToolLatency) => formatPercent(tool.cacheHitCount, tool.callCount);
  return [
    {
      label: 'Calls',
      value: formatCount(now.callCount),
      beside: null,
      note: before === null ? NOTHING_BEFORE : `was ${formatCount(before.callCount)}`,
    },
    {
      label: 'Failed calls',
      value: formatPercent(now.failedCount, now.callCount),
      beside: formatCount(now.failedCount),
      ...compared(now, before, failureRatio, (tool) => formatPercent(tool.failedCount, tool.callCount)),
    },
    {
      label: 'Run p50 / p95',
      value: formatDuration(now.runP50Us),
      beside: `/ ${formatDuration(now.runP95Us)}`,
      ...compared(
        now,
        before,
        (tool) => tool.runP95Us,
        (tool) => `${formatDuration(tool.runP50Us)} / ${formatDuration(tool.runP95Us)}`,
      ),
    },
    {
      label: 'Wait p95',
      value: formatDuration(now.waitP95Us),
      beside: null,
      ...compared(
        now,
        before,
        (tool) => tool.waitP95Us,
        (tool) => formatDuration(tool.waitP95Us),
      ),
    },
    {
      label: 'Cache hits',
      value: now.cacheHitCount === 0 ? '—' : cacheShare(now),
      beside: now.cacheHitCount === 0 ? null : formatCount(now.cacheHitCount),
      note:
        now.cacheHitCount === 0
          ? 'no call was answered from a cache'
          : before === null
            ? NOTHING_BEFORE
            : `was ${cacheShare(before)}`,
    },
  ];
}

const NOTHING_BEFORE = 'no calls before to compare with';

function failureRatio(tool: ToolLatency): number {
  return tool.failedCount / Math.max(1, tool.callCount);
}

/** More is worse, and is said only where the shown values differ. */
function compared(
  now: ToolLatency,
  before: ToolLatency | null,
  measure: (tool: ToolLatency) => number | null,
  format: (tool: ToolLatency) => string,
): Pick<FigureModel, 'note' | 'change'> {
  if (before === null) return { note: NOTHING_BEFORE };
  const [value, was] = [measure(now), measure(before)];
  if (value === null || was === null || format(now) === format(before)) return { note: `was ${format(before)}` };
  const isUp = value > was;
  return { note: `was ${format(before)}, ${isUp ? 'worse' : 'better'}`, change: { isUp, isWorse: isUp } };
}
