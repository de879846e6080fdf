import { simulate } from '@parallel-tools/executor/simulate';
import { atMost, type Finding, finding } from './finding.ts';
import type { Graph } from './graph.ts';
import { loadWorkflows } from './load-graphs.ts';
import { makeWorkflows } from './make-graphs.ts';
import { drawIndex, drawLogNormal, seededRandom } from './random.ts';
import { repeat } from './repeat.ts';
import { runLive, runVirtually } from './run-graph.ts';
import type { Settings } from './settings.ts';
import { formatNumber, scaleSpread, spreadOf } from './spread.ts';

const RECORDED_LIMIT = 4;
const OTHER_LIMITS = [2, 8];
const LIVE_CALLS = 40;

/** Whether a recorded batch, simulated under a limit, takes as long as it does under that limit. */
export async function* measureSimulation(settings: Settings): AsyncGenerator<Finding> {
  yield await measureExactness(settings);
  for (const limit of OTHER_LIMITS) yield await measureLive(limit, settings);
}

/** On the manual clock, where a live run takes exactly as long as its tools sleep. */
async function measureExactness({ dataFolder, seed }: Settings): Promise<Finding> {
  const workflows = dataFolder === null ? makeWorkflows(seed) : loadWorkflows(dataFolder);
  const limits = [RECORDED_LIMIT, ...OTHER_LIMITS];
  let wrongCount = 0;
  for (const workflow of workflows) {
    const { record } = (await runVirtually(workflow, RECORDED_LIMIT)).result;
    for (const limit of limits) {
      const { totals } = (await runVirtually(workflow, limit)).result.record;
      if (simulate(record, { maxConcurrency: limit }).makespanUs !== totals.makespanUs) wrongCount += 1;
    }
  }
  const detail = `${workflows.length} workflows recorded at limit ${RECORDED_LIMIT}, simulated at ${limits.join(', ')}`;
  return finding('wrong predictions on the manual clock', spreadOf([wrongCount]), '', { goal: atMost(0), detail });
}

/** With real sleeps: how far the prediction is from a run under that limit. */
async function measureLive(limit: number, { pairs, seed }: Settings): Promise<Finding> {
  const graph = makeLiveGraph(seed);
  const runs = await repeat(pairs, async () => {
    const { record } = (await runLive(graph, RECORDED_LIMIT)).result;
    const predictedMs = simulate(record, { maxConcurrency: limit }).makespanUs / 1000;
    return { predictedMs, liveMs: (await runLive(graph, limit)).makespanMs };
  });
  const errors = runs.map(({ predictedMs, liveMs }) => Math.abs(predictedMs / liveMs - 1));
  const predicted = spreadOf(runs.map(({ predictedMs }) => predictedMs)).median;
  const live = spreadOf(runs.map(({ liveMs }) => liveMs)).median;
  return finding(
    `error of a live record at limit ${RECORDED_LIMIT}, simulated at ${limit}`,
    scaleSpread(spreadOf(errors), 100),
    '%',
    {
      goal: atMost(5),
      detail: `predicted ${formatNumber(predicted)} ms, live ${formatNumber(live)} ms; ${LIVE_CALLS} calls`,
    },
  );
}

/** Every other call waits for an earlier one; sleeps of 5 ms and more. */
function makeLiveGraph(seed: number): Graph {
  const random = seededRandom(seed);
  const calls = Array.from({ length: LIVE_CALLS }, (_, index) => ({
    toolName: `tool ${drawIndex(random, 4)}`,
    durationMs: Math.round(5 + drawLogNormal(random, 20, 0.8)),
    predecessors: index % 2 === 0 ? [] : [drawIndex(random, index)],
  }));
  return { name: 'live', calls };
}
