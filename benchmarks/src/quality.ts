import { atMost, type Finding, finding } from './finding.ts';
import { boundsOf, type Graph, remainingPathsMs, shuffled } from './graph.ts';
import { barrierMakespanMs, listMakespanMs } from './list-schedule.ts';
import { type GraphSet, loadTurns, loadWorkflows } from './load-graphs.ts';
import { makeTurns, makeWorkflows } from './make-graphs.ts';
import { type Random, seededRandom } from './random.ts';
import { type Estimates, runVirtually } from './run-graph.ts';
import type { Settings } from './settings.ts';
import { type Spread, spreadOf } from './spread.ts';

const LIMITS = [1, 2, 4, 8, 16];
const SCORED_LIMITS = [4, 16];
const TIE_SEEDS = 20;
const QUICK_SHARE = 10;
/** Of float sums. */
const ROUNDING = 1e-9;

/** Makespan of a graph with this many slots. */
type Schedule = (graph: Graph, limit: number, random: Random) => Promise<number> | number;

/** How good the schedules are, in virtual time alone. */
export async function* measureQuality(settings: Settings): AsyncGenerator<Finding> {
  const { dataFolder, seed } = settings;
  const turns = dataFolder === null ? { graphs: makeTurns(seed), cyclicCount: 0 } : loadTurns(dataFolder, seed);
  const workflows = dataFolder === null ? makeWorkflows(seed) : loadWorkflows(dataFolder);
  yield await countViolations(turns, workflows, settings);
  for (const limit of SCORED_LIMITS) yield* score(workflows, limit, settings);
}

/** A schedule over Graham's bound let a slot idle while a call was ready. */
async function countViolations(turns: GraphSet, workflows: readonly Graph[], { isQuick }: Settings): Promise<Finding> {
  const graphs = [...turns.graphs.filter((_, index) => !isQuick || index % QUICK_SHARE === 0), ...workflows];
  const violations: string[] = [];
  for (const graph of graphs) {
    for (const limit of LIMITS) {
      const { lowerMs, grahamMs } = boundsOf(graph, limit);
      const { makespanMs } = await runVirtually(graph, limit);
      const isPossible = makespanMs >= lowerMs * (1 - ROUNDING) && makespanMs <= grahamMs * (1 + ROUNDING);
      if (!isPossible) violations.push(`${graph.name} at ${limit}`);
    }
  }
  const left = turns.cyclicCount > 0 ? `; ${turns.cyclicCount} cyclic graphs left out` : '';
  const detail = `${graphs.length} graphs at limits ${LIMITS.join(', ')}${left}${violations.slice(0, 3).map((name) => `; ${name}`)}`;
  return finding('makespans out of Graham’s bounds', spreadOf([violations.length]), '', { goal: atMost(0), detail });
}

async function* score(workflows: readonly Graph[], limit: number, settings: Settings): AsyncGenerator<Finding> {
  const scoreOf = (schedule: Schedule) => geometricMeans(workflows, limit, schedule, settings);
  const ours = (estimatesFor: (graph: Graph, random: Random) => Estimates) =>
    scoreOf(async (graph, slots, random) => (await runVirtually(graph, slots, estimatesFor(graph, random))).makespanMs);

  yield* scorePlain(workflows, limit, settings);
  const fifo = await scoreOf((graph, slots) => listMakespanMs(graph, slots));
  const truth = await ours((graph) => ({ estimateMs: ({ id }) => graph.calls[Number(id)]?.durationMs }));
  yield scoreFinding('nothing known', limit, await ours(() => ({})));
  const means = await ours((graph) => ({ durations: Object.fromEntries(toolMeansMs(graph)) }));
  yield scoreFinding('per-tool means', limit, means, { maxMedian: fifo.median - 0.02, why: 'FIFO − 2 points' });
  yield scoreFinding('per-call estimates off by 2×', limit, await ours(wrongByTwo), {
    maxMedian: truth.median + 0.015,
    why: 'true durations + 1.5 points',
  });
  yield scoreFinding('true durations', limit, truth);
}

/** What others would reach; the list schedules by remaining path show what estimates can bring on these graphs at all. */
async function* scorePlain(workflows: readonly Graph[], limit: number, settings: Settings): AsyncGenerator<Finding> {
  const byPath = (estimatesMs: (graph: Graph) => readonly number[]): Schedule => {
    return (graph, slots) => listMakespanMs(graph, slots, remainingPathsMs(graph.calls, estimatesMs(graph)));
  };
  const byMeans = byPath((graph) => {
    const means = toolMeansMs(graph);
    return graph.calls.map(({ toolName }) => means.get(toolName) ?? 0);
  });
  const schedules: readonly [string, Schedule][] = [
    ['level barriers', barrierMakespanMs],
    ['FIFO', (graph, slots) => listMakespanMs(graph, slots)],
    ['plain list by per-tool means', byMeans],
    ['plain list by true durations', byPath(({ calls }) => calls.map(({ durationMs }) => durationMs))],
  ];
  for (const [name, schedule] of schedules) {
    yield scoreFinding(`${name} (not ours)`, limit, await geometricMeans(workflows, limit, schedule, settings));
  }
}

function scoreFinding(name: string, limit: number, value: Spread, goal?: { maxMedian: number; why: string }): Finding {
  const title = `limit ${limit}, ${name}`;
  if (goal === undefined) return finding(title, value, '');
  return finding(title, value, '', { goal: atMost(goal.maxMedian), detail: `goal: ${goal.why}` });
}

/** Over tie seeds: the geometric mean over the graphs of makespan ÷ lower bound. */
async function geometricMeans(
  graphs: readonly Graph[],
  limit: number,
  schedule: Schedule,
  { isQuick, seed }: Settings,
): Promise<Spread> {
  const means: number[] = [];
  for (let tieSeed = 0; tieSeed < (isQuick ? 3 : TIE_SEEDS); tieSeed++) {
    let logSum = 0;
    for (const graph of graphs) {
      const random = seededRandom(seed + tieSeed);
      const reordered = shuffled(graph, random);
      logSum += Math.log((await schedule(reordered, limit, random)) / boundsOf(graph, limit).lowerMs);
    }
    means.push(Math.exp(logSum / graphs.length));
  }
  return spreadOf(means);
}

/** By tool name, of the very run times that are to come. */
function toolMeansMs({ calls }: Graph): ReadonlyMap<string, number> {
  const byTool = Map.groupBy(calls, ({ toolName }) => toolName);
  return new Map(
    Array.from(byTool, ([toolName, own]) => {
      return [toolName, own.reduce((sum, { durationMs }) => sum + durationMs, 0) / own.length];
    }),
  );
}

/** Each call's estimate is half or twice its run time, whichever the coin says. */
function wrongByTwo({ calls }: Graph, random: Random): Estimates {
  const estimatesMs = calls.map(({ durationMs }) => (random() < 0.5 ? durationMs / 2 : durationMs * 2));
  return { estimateMs: ({ id }) => estimatesMs[Number(id)] };
}
