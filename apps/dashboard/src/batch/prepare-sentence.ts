import type { BatchDetail } from '@parallel-tools/metrics/queries';
import { formatCount, formatCounted, formatDuration, formatWholePercent } from '@/lib/format';
import type { Sentence } from '@/lib/sentence';
import { CAUSES, type TimeKind } from '@/ui/causes';

// A wait under this share of the makespan holds nobody back.
const MIN_SHARE_TO_NAME = 0.1;
const MAX_CALLS_NAMED = 3;

/** What cost most of the makespan: the wait of the critical path that is longest, else the run that is. */
export function prepareSentence(batch: BatchDetail): Sentence {
  if (batch.calls.length === 0) return ['The batch had no calls.'];
  if (batch.makespanUs === 0) return ['The batch took no measurable time. ', tail(batch)];
  const costs = costsOf(batch);
  const wait = costs.find(({ kind }) => kind !== 'run' && kind !== 'overhead');
  if (wait !== undefined && wait.us >= batch.makespanUs * MIN_SHARE_TO_NAME) return waitSentence(batch, wait);
  return runSentence(batch, costs);
}

/** What one cause cost at one tool, on the path. */
interface Cost {
  readonly kind: TimeKind;
  readonly toolName: string;
  readonly seqs: readonly number[];
  readonly us: number;
  readonly times: number;
}

/** Greatest first. */
function costsOf({ calls, path }: BatchDetail): readonly Cost[] {
  const toolBySeq = new Map(calls.map((call) => [call.seq, call.toolName]));
  const costs = new Map<string, { kind: TimeKind; toolName: string; seqs: Set<number>; us: number; times: number }>();
  for (const { seq, kind, startUs, endUs } of path) {
    const toolName = toolBySeq.get(seq) ?? '';
    const key = JSON.stringify([kind, toolName]);
    const cost = costs.get(key) ?? { kind, toolName, seqs: new Set(), us: 0, times: 0 };
    cost.seqs.add(seq);
    cost.us += endUs - startUs;
    cost.times += 1;
    costs.set(key, cost);
  }
  return [...costs.values()]
    .map((cost) => ({ ...cost, seqs: [...cost.seqs] }))
    .sort((a, b) => b.us - a.us || a.kind.localeCompare(b.kind));
}

function waitSentence(batch: BatchDetail, { kind, toolName, seqs, us, times }: Cost): Sentence {
  const cost = { emphasis: shareOf(us, batch), kind };
  const twice = seqs.length === 1 && times === 2 ? ' twice' : '';
  const begin: Sentence = [...subject(kind, toolName, batch), ' cost ', cost];
  return isOfTool(kind)
    ? [...begin, `: ${callsWords(seqs)} waited for it${twice}. `, tail(batch)]
    : [...begin, `: ${callsWords(seqs)}, `, { tool: toolName }, `, waited${twice}. `, tail(batch)];
}

/** Whether the tool has to do with the wait, beyond being what waited. */
function isOfTool(kind: TimeKind): boolean {
  return kind === 'rate-limit' || kind === 'tool-slot' || kind === 'circuit';
}

/** "The rate limit of `web_search`". */
function subject(kind: TimeKind, toolName: string, { limits }: BatchDetail): Sentence {
  const tool = { tool: toolName };
  const limit = limits.tools.find((candidate) => candidate.toolName === toolName)?.maxConcurrency;
  switch (kind) {
    case 'rate-limit':
      return ['The rate limit of ', tool];
    case 'tool-slot':
      return limit === undefined ? ['The limit of ', tool] : ['The limit of ', tool, ` (${limit} at a time)`];
    case 'circuit':
      return ['The open circuit of ', tool];
    case 'global-slot':
      return [
        limits.maxConcurrency === null
          ? 'Waiting for a global slot'
          : `Waiting for one of ${formatCounted(limits.maxConcurrency, 'global slot')}`,
      ];
    case 'backoff':
      return ['Backing off before retries'];
    case 'arrival':
      return ['Waiting for calls to arrive'];
    default:
      return [`Waiting for ${CAUSES[kind].waitedFor}`];
  }
}

function runSentence(batch: BatchDetail, costs: readonly Cost[]): Sentence {
  const runs = batch.path.filter(({ kind }) => kind === 'run');
  const runUs = runs.reduce((sum, { startUs, endUs }) => sum + (endUs - startUs), 0);
  const longest = costs.find(({ kind }) => kind === 'run');
  const begin: Sentence = ['No limit held this batch back: ', { emphasis: shareOf(runUs, batch) }, ' is run time'];
  if (longest === undefined) return [...begin, '. ', tail(batch)];
  const call = batch.calls.find(({ seq }) => seq === longest.seqs[0]);
  const until = longest.seqs.length === 1 && call?.errorCode === 'TOOL_TIMEOUT' ? ', until its timeout' : '';
  const most =
    longest.us === runUs
      ? `, all of it in ${callsWords(longest.seqs)}, `
      : `, most of it in ${callsWords(longest.seqs)}, `;
  return [...begin, most, { tool: longest.toolName }, `${until}. `, tail(batch)];
}

function shareOf(us: number, { makespanUs }: BatchDetail): string {
  return `${formatDuration(us)} of ${formatDuration(makespanUs)} (${formatWholePercent(us, makespanUs)})`;
}

function callsWords(seqs: readonly number[]): string {
  if (seqs.length === 1) return `call ${seqs[0]}`;
  if (seqs.length > MAX_CALLS_NAMED) return formatCounted(seqs.length, 'call');
  return `calls ${seqs.slice(0, -1).join(', ')} and ${seqs.at(-1)}`;
}

function tail(batch: BatchDetail): string {
  if (batch.failedCount === 0) {
    return batch.callCount === 1 ? 'Its one call ended ok.' : `All ${formatCount(batch.callCount)} calls ended ok.`;
  }
  return `${formatCount(batch.failedCount)} of ${formatCounted(batch.callCount, 'call')} did not end ok.`;
}
