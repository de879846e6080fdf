import type { Overview, ToolLatency } from '@parallel-tools/metrics/queries';
import { formatCount, formatCounted, formatDuration, formatRatio } from '@/lib/format';
import type { Sentence } from '@/lib/sentence';

/** The page's answer in one sentence, and the numbers it rests on. */
export interface Verdict {
  readonly headline: Sentence;
  readonly evidence: readonly Sentence[];
}

// Below it the factor reads "1.0×": faster in name only.
const NOTICEABLE_SPEEDUP = 1.05;
// A tool is not blamed for a few failures among many calls of others.
const MIN_FAILURES_TO_NAME = 2;

/**
 * What a range of batches comes to: how much faster they ran than one call after another, and what was possible.
 *
 * @param tools - Tools of the range, in any order.
 */
export function prepareVerdict(overview: Overview, tools: readonly ToolLatency[]): Verdict {
  return {
    headline: headline(overview),
    evidence: [totals(overview), slowest(tools), failingMost(tools, overview)].filter((part) => part !== null),
  };
}

function headline({ batchCount, callCount, speedup, idealSpeedup }: Overview): Sentence {
  if (speedup === null) return ['The batches of this range took no measurable time.'];
  const possible = idealSpeedup !== null && formatRatio(idealSpeedup) !== formatRatio(speedup) ? idealSpeedup : null;
  if (speedup < NOTICEABLE_SPEEDUP) {
    if (callCount <= batchCount) return ['Every batch had one call, so nothing could run at the same time.'];
    const limit =
      possible !== null && possible >= NOTICEABLE_SPEEDUP ? `; ${formatRatio(possible)} was possible.` : '.';
    return ['Batches ran ', { emphasis: 'no faster' }, ` than one call after another${limit}`];
  }
  return [
    'Batches ran ',
    { emphasis: `${formatRatio(speedup)} faster` },
    ' than one call after another',
    possible !== null && possible > speedup
      ? `; ${formatRatio(possible)} was possible.`
      : ', which is all their limits allow.',
  ];
}

function totals({ batchCount, callCount, sequentialUs, makespanUs }: Overview): Sentence {
  const batches = batchCount === 1 ? 'their batch' : `${formatCount(batchCount)} batches`;
  return [
    `${formatCounted(callCount, 'call')} ran for ${formatDuration(sequentialUs)} in all; `,
    `${batches} took ${formatDuration(makespanUs)}.`,
  ];
}

function slowest(tools: readonly ToolLatency[]): Sentence | null {
  let worst: ToolLatency | null = null;
  for (const tool of tools) if ((tool.runP95Us ?? 0) > (worst?.runP95Us ?? 0)) worst = tool;
  if (worst === null) return null;
  return [{ tool: worst.toolName }, ` is slowest: run p95 ${formatDuration(worst.runP95Us)}.`];
}

function failingMost(tools: readonly ToolLatency[], { failedCount }: Overview): Sentence | null {
  if (failedCount === 0) return ['No call failed.'];
  let worst: ToolLatency | null = null;
  for (const tool of tools) if (tool.failedCount > (worst?.failedCount ?? 0)) worst = tool;
  if (worst === null || worst.failedCount < MIN_FAILURES_TO_NAME) return null;
  return [
    { tool: worst.toolName },
    ` fails most often: ${formatCount(worst.failedCount)} of ${formatCounted(worst.callCount, 'call')}.`,
  ];
}
