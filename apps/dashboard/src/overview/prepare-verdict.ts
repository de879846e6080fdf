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
    evidence: [totals(overview), ...blame(tools, overview)],
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
      : ', which is all that was possible.',
  ];
}

function totals({ batchCount, callCount, sequentialUs, makespanUs }: Overview): Sentence {
  const batches = batchCount === 1 ? 'their batch' : `${formatCount(batchCount)} batches`;
  return [
    `${formatCounted(callCount, 'call')} ran for ${formatDuration(sequentialUs)} in all; `,
    `${batches} took ${formatDuration(makespanUs)}.`,
  ];
}

/** The tool that is slowest and the one that fails most often; one sentence when they are the same. */
function blame(tools: readonly ToolLatency[], { failedCount }: Overview): readonly Sentence[] {
  const slowest = greatest(tools, (tool) => tool.runP95Us ?? 0);
  // Of two tools with as many failures, the one with fewer calls fails more often.
  const fewestCallsFirst = tools.toSorted((a, b) => a.callCount - b.callCount);
  const failing = greatest(fewestCallsFirst, (tool) => tool.failedCount);
  const slow = slowest === null ? null : ` is slowest: run p95 ${formatDuration(slowest.runP95Us)}`;
  const fails =
    failing === null || failing.failedCount < MIN_FAILURES_TO_NAME
      ? null
      : ` fails most often: ${formatCount(failing.failedCount)} of ${formatCounted(failing.callCount, 'call')}.`;
  if (slowest !== null && slowest === failing && fails !== null) {
    return [[{ tool: slowest.toolName }, `${slow}, and${fails}`]];
  }
  const sentences: Sentence[] = [];
  if (slowest !== null) sentences.push([{ tool: slowest.toolName }, `${slow}.`]);
  if (failing !== null && fails !== null) sentences.push([{ tool: failing.toolName }, fails]);
  if (failedCount === 0) sentences.push(['No call failed.']);
  return sentences;
}

/** The first tool with the greatest value; null when none has any. */
function greatest(tools: readonly ToolLatency[], measure: (tool: ToolLatency) => number): ToolLatency | null {
  let found: ToolLatency | null = null;
  for (const tool of tools) if (measure(tool) > (found === null ? 0 : measure(found))) found = tool;
  return found;
}
