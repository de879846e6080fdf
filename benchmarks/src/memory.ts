import { fork } from 'node:child_process';
import { atMost, type Finding, finding } from './finding.ts';
import { repeat } from './repeat.ts';
import type { Settings } from './settings.ts';
import { formatSpread, type Spread, spreadOf } from './spread.ts';

const RUNS = 3;
const MEASURE = new URL('./measure-memory.ts', import.meta.url);

/** What the executor holds per call, and what it keeps of calls that are over: each figure from fresh processes. */
export async function* measureMemory({ isQuick }: Settings): AsyncGenerator<Finding> {
  const figure = async (scenario: string) =>
    spreadOf(await repeat(isQuick ? 1 : RUNS, () => runScenario(MEASURE, scenario)));

  for (const limit of [1, 10]) {
    const own = await figure(`executor-queued-${limit}`);
    yield toPLimit(`per queued call, limit ${limit}`, own, await figure(`p-limit-queued-${limit}`), 0.6);
  }
  const inFlight = await figure('p-limit-in-flight');
  yield toPLimit('per call in flight', await figure('executor-in-flight'), inFlight, 2);
  const listening = await figure('executor-in-flight-listening');
  yield toPLimit('per call in flight whose tool listens to its signal', listening, inFlight, null);

  for (const [scenario, tools] of [
    ['retained', 'a tool that does nothing'],
    ['retained-listening', 'a tool that listens to its signal'],
  ] as const) {
    const name = `kept per call after 1 M calls of ${tools} on one signal`;
    yield finding(name, await figure(scenario), 'B', { goal: atMost(8) });
  }
  for (const [scenario, batches] of [
    ['warnings-one-batch', 'one batch'],
    ['warnings-many-batches', '1,000 batches'],
  ] as const) {
    const name = `MaxListenersExceededWarning, 1,000 calls in ${batches} on one signal`;
    yield finding(name, await figure(scenario), '', { goal: atMost(0) });
  }
}

function toPLimit(name: string, own: Spread, base: Spread, maxRatio: number | null): Finding {
  const detail = `${formatSpread(own)} B to ${formatSpread(base)} B`;
  const goal = maxRatio === null ? null : atMost(maxRatio);
  return finding(`${name}, to p-limit`, spreadOf([own.median / base.median]), '×', { goal, detail });
}

/** A figure that a program beside this one measures in a fresh process. */
export async function runScenario(program: URL, scenario: string): Promise<number> {
  const child = fork(program, [scenario]);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('message', (bytes) => resolve(Number(bytes)));
  child.once('exit', (code) => reject(new Error(`${scenario} sent nothing and ended with exit code ${code}`)));
  return promise;
}
