import type { Bottlenecks, Overview } from '@parallel-tools/metrics/queries';
import { formatCounted, formatDuration, formatRatio, formatWholePercent } from '@/lib/format';
import type { Sentence } from '@/lib/sentence';
import { CAUSES, type TimeKind } from '@/ui/causes';

/** The page's answer in one sentence, what it rests on, and where to go from it. */
export interface Verdict {
  readonly headline: Sentence;
  readonly evidence: readonly Sentence[];
  /** The tool that is blamed; null when none is. */
  readonly culprit: { readonly toolId: number; readonly toolName: string; readonly kind: TimeKind } | null;
}

// Less than this of all critical-path time is nothing to act on.
const NOTICEABLE_SHARE = 0.05;

/** Which tool and which wait held the agent back most in a range. */
export function prepareVerdict(overview: Overview, bottlenecks: Bottlenecks): Verdict {
  const { makespanUs, worst } = bottlenecks;
  const evidence = [speedupSentence(overview), ...slowestSentence(bottlenecks)];
  if (makespanUs === 0) {
    const headline = ['The batches of this range took no measurable time.'];
    return { headline, evidence: [], culprit: null };
  }
  if (worst === null || worst.us / makespanUs < NOTICEABLE_SHARE) {
    const runUs = sumOf(bottlenecks, 'run');
    const share = `${formatWholePercent(runUs, makespanUs)} of critical-path time`;
    return {
      headline: ['No limit holds the agent back: ', { emphasis: share }, ' is run time.'],
      evidence,
      culprit: null,
    };
  }
  return {
    headline: [
      { tool: worst.toolName },
      ' holds the agent back: ',
      { emphasis: `${formatWholePercent(worst.us, makespanUs)} of all critical-path time`, kind: worst.kind },
      ` is spent waiting for ${CAUSES[worst.kind].waitedFor}.`,
    ],
    evidence,
    culprit: { toolId: worst.toolId, toolName: worst.toolName, kind: worst.kind },
  };
}

/** Of the tools shown; the rest is too small to count here. */
function sumOf({ rows }: Bottlenecks, kind: TimeKind): number {
  return rows.reduce((sum, row) => sum + (row.parts.find((part) => part.kind === kind)?.us ?? 0), 0);
}

function speedupSentence({
  callCount,
  batchCount,
  sequentialUs,
  makespanUs,
  speedup,
  idealSpeedup,
}: Overview): Sentence {
  const possible =
    idealSpeedup === null || speedup === null || formatRatio(idealSpeedup) === formatRatio(speedup)
      ? ''
      : `; ${formatRatio(idealSpeedup)} was possible`;
  return [
    `${formatCounted(callCount, 'call')} ran for ${formatDuration(sequentialUs)} in all, `,
    `${formatCounted(batchCount, 'batch', 'batches')} took ${formatDuration(makespanUs)}: `,
    `${formatRatio(speedup)} faster than one after another${possible}.`,
  ];
}

function slowestSentence({ rows, makespanUs }: Bottlenecks): readonly Sentence[] {
  const most = rows.reduce<{ readonly toolName: string; readonly us: number } | null>((found, row) => {
    const us = row.parts.find((part) => part.kind === 'run')?.us ?? 0;
    return us > (found?.us ?? 0) ? { toolName: row.toolName, us } : found;
  }, null);
  if (most === null) return [];
  const share = formatWholePercent(most.us, makespanUs);
  return [['The longest runs on the critical path are those of ', { tool: most.toolName }, `: ${share}.`]];
}
