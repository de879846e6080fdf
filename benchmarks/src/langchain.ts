import { setTimeout as sleep } from 'node:timers/promises';
import { ToolNode } from '@parallel-tools/langchain';
import { compare, costOf, type Subject } from './compare.ts';
import { atMost, type Finding, finding, ratioFinding } from './finding.ts';
import { agentSubject, type NapTool, streamingAgent } from './langchain-agents.ts';
import { runScenario } from './memory.ts';
import { type ReplyTiming, startModelServer } from './model-server.ts';
import { repeat, timed } from './repeat.ts';
import type { Settings } from './settings.ts';
import { formatSpread, spreadOf } from './spread.ts';
import { graphSubject, search, toolNodeSubject } from './tool-node.ts';

const SIZES = [1, 10, 100, 1000];
const LIMITED = { maxConcurrency: 1000, timeoutMs: 60_000 };
const MANY = 1000;
const MEMORY_RUNS = 3;
const MEASURE_MEMORY = new URL('./measure-langchain-memory.ts', import.meta.url);
const UNEVEN: ReplyTiming = { toolNames: ['long', 'nap', 'nap', 'nap', 'nap'], gapMs: 100, tailMs: 200 };
const NAPS: readonly NapTool[] = [
  { name: 'nap', run: () => sleep(100, 'done') },
  { name: 'long', run: () => sleep(600, 'done') },
];

/** What the adapter costs where there is nothing to win, and what it brings where there is. */
export async function* measureLangChain(settings: Settings): AsyncGenerator<Finding> {
  for (const [name, subjectOf] of [
    ['ToolNode', toolNodeSubject],
    ['ToolNode in a graph', graphSubject],
  ] as const) {
    for (const size of SIZES) {
      yield await measureNode(`${name}, ${size} calls`, subjectOf(size, new ToolNode([search])), subjectOf(size));
      const limited = subjectOf(size, new ToolNode([search], LIMITED));
      yield await measureNode(`${name} with limit and timeout, ${size} calls`, limited, subjectOf(size));
    }
  }
  yield* measureAgents(settings);
  yield* measureHeld(settings);
  yield* measureEager(settings);

  async function measureNode(what: string, own: Subject, upstream: Subject): Promise<Finding> {
    const comparison = await compare(costOf(own, settings), costOf(upstream, settings), settings);
    return ratioFinding(`${what}, to LangGraph's`, comparison, atMost(1.25));
  }
}

/** Whole runs: the model asks for so many calls, and then answers. */
async function* measureAgents(settings: Settings): AsyncGenerator<Finding> {
  for (const [name, limits] of [
    ['batch: true', {}],
    ['batch: true with limit and timeout', LIMITED],
  ] as const) {
    const own = costOf(agentSubject(MANY, { ours: { batch: true, ...limits } }), settings);
    const default_ = await compare(own, costOf(agentSubject(MANY), settings), settings);
    yield ratioFinding(`createAgent, ${name}, ${MANY} calls, to its default`, default_, atMost(1 / 8));
    const v1 = await compare(own, costOf(agentSubject(MANY, { version: 'v1' }), settings), settings);
    yield ratioFinding(`createAgent, ${name}, ${MANY} calls, to version 'v1'`, v1, atMost(1.3));
  }
}

/** Of tools that hang, in fresh processes. */
async function* measureHeld({ isQuick }: Settings): AsyncGenerator<Finding> {
  const figure = async (scenario: string) =>
    spreadOf(await repeat(isQuick ? 1 : MEMORY_RUNS, () => runScenario(MEASURE_MEMORY, scenario)));
  const base = await figure('upstream');
  for (const [name, scenario] of [
    ['ToolNode', 'plain'],
    ['ToolNode with limit and timeout', 'limited'],
  ] as const) {
    const own = await figure(scenario);
    const what = `${name}, held per call of 1,000 in flight, to LangGraph's`;
    const detail = `${formatSpread(own)} B to ${formatSpread(base)} B`;
    yield finding(what, spreadOf([own.median / base.median]), '×', { goal: atMost(1.3), detail });
  }
}

/** Five calls 100 ms apart, the first of 600 ms, the others of 100 ms, and 200 ms of text after them. */
async function* measureEager({ pairs }: Settings): AsyncGenerator<Finding> {
  for (const [api, name] of [
    ['chat', 'Chat Completions'],
    ['responses', 'Responses'],
  ] as const) {
    const server = await startModelServer(UNEVEN);
    const wall = (eager: 'off' | 'read-only') => timed(() => streamingAgent({ ...server, api, tools: NAPS, eager }));
    const walls: { eager: number; plain: number }[] = [];
    for (let round = -1; round < pairs; round++) {
      const times = { eager: await wall('read-only'), plain: await wall('off') };
      if (round >= 0) walls.push(times);
    }
    server.close();
    const [eager, plain] = [spreadOf(walls.map((each) => each.eager)), spreadOf(walls.map((each) => each.plain))];
    yield finding(`uneven turn, ${name}, eager to not`, spreadOf(walls.map((each) => each.eager / each.plain)), '×', {
      goal: atMost(0.65),
      detail: `${formatSpread(eager)} ms to ${formatSpread(plain)} ms`,
    });
  }
}
