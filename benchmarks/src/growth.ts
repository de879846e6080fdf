import type { ToolCall } from '@parallel-tools/executor';
import { compare, costOf, growthOf, type Subject } from './compare.ts';
import { callsOf, executorSubject } from './executor-subject.ts';
import { atMost, type Finding, finding, ratioFinding } from './finding.ts';
import { promiseAllSubject, type Run } from './peers.ts';
import { drawIndex, type Random, seededRandom } from './random.ts';
import type { Settings } from './settings.ts';
import { formatNumber, spreadOf } from './spread.ts';

const FEW = 10_000;
const MANY = 100_000;
const MILLION = 1_000_000;

/** How the cost of a call grows with the number of calls: what is quadratic anywhere shows here. */
export async function* measureGrowth(settings: Settings): AsyncGenerator<Finding> {
  yield* measurePlain(settings);
  yield* measureOrdered(settings);
  yield await runMillion();
}

/** The caches of the machine grow worse with size too, so the growth of `Promise.all` in the same run is taken out. */
async function* measurePlain(settings: Settings): AsyncGenerator<Finding> {
  const kinds: readonly [string, (callCount: number) => Subject, (callCount: number) => Subject][] = [
    ['plain queue, limit 10', (count) => executorSubject(count), (count) => promiseAllSubject(count)],
    ['in flight on one signal', (count) => inFlightSubject(count), (count) => promiseAllSubject(count, gated(count))],
  ];
  for (const [name, ours, plain] of kinds) {
    const own = growthOf(ours(FEW), ours(MANY), settings);
    const base = growthOf(plain(FEW), plain(MANY), settings);
    yield ratioFinding(
      `${name}: growth 10k to 100k, to Promise.all`,
      await compare(own, base, settings),
      atMost(1.3),
      '×',
    );
  }
}

async function* measureOrdered(settings: Settings): AsyncGenerator<Finding> {
  const kinds: readonly [string, (calls: ToolCall[], random: Random) => ToolCall[]][] = [
    ['random priorities', withPriorities],
    ['chain', asChain],
    ['one fork-join', (calls) => asForkJoins(calls, calls.length)],
    ['fork-joins of 100', (calls) => asForkJoins(calls, 100)],
    ['random graph, 2 predecessors', asRandomGraph],
  ];
  for (const [kind, order] of kinds) {
    const name = `${kind}: cost per call, 100k to 10k`;
    const subject = (count: number) =>
      executorSubject(count, { calls: order(callsOf('noop', count), seededRandom(settings.seed)) });
    const comparison = await compare(costOf(subject(MANY), settings), costOf(subject(FEW), settings), settings);
    yield ratioFinding(name, comparison, atMost(3));
  }
}

async function runMillion(): Promise<Finding> {
  const { run } = executorSubject(MILLION);
  const startMs = performance.now();
  await run();
  const seconds = (performance.now() - startMs) / 1000;
  return finding('a million calls in one batch complete', spreadOf([seconds]), 's', {
    detail: `${formatNumber(seconds)} µs per call`,
  });
}

/** All calls are in flight before the first one ends. */
function inFlightSubject(count: number): Subject {
  const tool = { name: 'gated', execute: gated(count) };
  return executorSubject(count, { tool, maxConcurrency: Number.POSITIVE_INFINITY });
}

/** Its promises settle when it has been started `count` times, and so on for the next `count`. */
function gated(count: number): Run {
  let gate = Promise.withResolvers<void>();
  let started = 0;
  return async () => {
    const { promise, resolve } = gate;
    started += 1;
    if (started === count) {
      started = 0;
      gate = Promise.withResolvers();
      resolve();
    }
    return promise;
  };
}

function withPriorities(calls: ToolCall[], random: Random): ToolCall[] {
  return calls.map((call) => ({ ...call, priority: random() }));
}

function asChain(calls: ToolCall[]): ToolCall[] {
  return calls.map((call, index) => (index === 0 ? call : { ...call, dependsOn: [String(index - 1)] }));
}

/** One after the other; of each the first call is the fork, the last the join. */
function asForkJoins(calls: ToolCall[], size: number): ToolCall[] {
  return calls.map((call, index) => {
    const fork = index - (index % size);
    if (index === fork) return index === 0 ? call : { ...call, dependsOn: [String(index - 1)] };
    const isJoin = index === fork + size - 1 || index === calls.length - 1;
    const forked = () => Array.from({ length: index - fork - 1 }, (_, step) => String(fork + 1 + step));
    return { ...call, dependsOn: isJoin ? forked() : [String(fork)] };
  });
}

/** Each call waits for two of those before it, or one and the same twice drawn. */
function asRandomGraph(calls: ToolCall[], random: Random): ToolCall[] {
  return calls.map((call, index) => {
    if (index === 0) return call;
    const drawn = new Set([drawIndex(random, index), drawIndex(random, index)]);
    return { ...call, dependsOn: Array.from(drawn, String) };
  });
}
