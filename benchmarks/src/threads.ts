import { setTimeout as sleep } from 'node:timers/promises';
import { createExecutor, defineTool, type Executor } from '@parallel-tools/executor';
import { callsOf } from './executor-subject.ts';
import { atMost, type Finding, finding } from './finding.ts';
import { repeat, timed } from './repeat.ts';
import type { Settings } from './settings.ts';
import { formatNumber, quantile, spreadOf } from './spread.ts';

const CORES = 2;
const CALLS = 4;
const BURN_MS = 200;
const TIMER_MS = 50;
/** Between the starts of two timers. */
const TIMER_STEP_MS = 5;
const HANG_TIMEOUT_MS = 100;
const HOPS = 500;
const THREADS_HELD = 8;

const MODULE = new URL('./thread-work.ts', import.meta.url);
const threadTool = (name: string) => defineTool({ name, runIn: 'thread', module: MODULE, export: name });

/** What threads bring to tools that keep the processor busy, and what they cost. */
export async function* measureThreads(settings: Settings): AsyncGenerator<Finding> {
  yield* measureBurns(settings);
  yield* measureHang(settings);
  yield await measureHop(settings);
  yield await measureMemoryPerThread();
}

/** Calls that burn on two cores, and timers beside them. */
async function* measureBurns({ pairs }: Settings): AsyncGenerator<Finding> {
  const nap = defineTool({ name: 'nap', execute: () => napped() });
  const executor = createExecutor({
    tools: [threadTool('burn'), nap],
    threads: { maxThreads: CORES },
    maxConcurrency: 100,
  });
  const run = (count: number, rounds: number) =>
    timed(() =>
      allOk(
        executor,
        callsOf('burn', count).map((call) => ({ ...call, args: { rounds } })),
      ),
    );
  const rounds = await roundsOf((count) => run(1, count));
  await run(CORES, rounds);
  const ratios: number[] = [];
  const latesMs: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const oneMs = await run(1, rounds);
    const burning = run(CALLS, rounds);
    latesMs.push(...(await naps(executor, burning)));
    ratios.push((await burning) / oneMs);
  }
  await executor.close();
  yield finding(`${CALLS} calls of ${BURN_MS} ms of work in ${CORES} threads ÷ one`, spreadOf(ratios), '×', {
    goal: atMost(2.3),
    detail: `${CALLS / CORES} were ideal`,
  });
  yield finding(
    `${TIMER_MS} ms timer of an inline tool beside them, late, p99`,
    spreadOf([quantile(latesMs, 0.99)]),
    'ms',
    {
      goal: atMost(15),
      detail: `${latesMs.length} timers; median ${formatNumber(quantile(latesMs, 0.5))} ms, most ${formatNumber(quantile(latesMs, 1))} ms`,
    },
  );
}

/** How many rounds take as long as they should. */
async function roundsOf(run: (rounds: number) => Promise<number>): Promise<number> {
  let rounds = 1_000_000;
  for (let attempt = 0; attempt < 4; attempt++) rounds = Math.ceil((rounds * BURN_MS) / (await run(rounds)));
  return rounds;
}

async function napped(): Promise<number> {
  const startMs = performance.now();
  await sleep(TIMER_MS);
  return performance.now() - startMs - TIMER_MS;
}

/** How late timers of an inline tool fire until then, in ms. */
async function naps(executor: Executor, until: Promise<unknown>): Promise<number[]> {
  let isOver = false;
  void until.then(() => {
    isOver = true;
  });
  const batches: ReturnType<Executor['execute']>[] = [];
  while (!isOver) {
    batches.push(executor.execute(callsOf('nap', 1)));
    await sleep(TIMER_STEP_MS);
  }
  const results = (await Promise.all(batches)).flatMap((batch) => batch.results);
  return results.map((result) => (result.status === 'ok' ? Number(result.output) : Number.NaN));
}

/** A loop that never ends in the only thread, and a call that waits for it. */
async function* measureHang({ pairs }: Settings): AsyncGenerator<Finding> {
  const tools = [{ ...threadTool('hang'), timeoutMs: HANG_TIMEOUT_MS }, threadTool('nothing')];
  const executor = createExecutor({ tools, threads: { maxThreads: 1 } });
  await allOk(executor, callsOf('nothing', 1));
  const lates: number[] = [];
  const recoveries: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const startMs = performance.now();
    const { results, stats } = await executor.execute(callsOf('hang', 1));
    lates.push(performance.now() - startMs - HANG_TIMEOUT_MS);
    const [result] = results;
    if (result?.status !== 'error' || result.error.code !== 'TOOL_TIMEOUT') throw new Error('it ended otherwise');
    if (stats.abandonedCount !== 0) throw new Error('it was abandoned');
    recoveries.push(await timed(() => allOk(executor, callsOf('nothing', 1))));
  }
  await executor.close();
  const detail = `timeout ${HANG_TIMEOUT_MS} ms; ${lates.length} loops ended, none abandoned`;
  yield finding('result of a loop that never ends, after its timeout', spreadOf(lates), 'ms', {
    goal: atMost(15),
    detail,
  });
  yield finding('next call of the only thread, in a new one', spreadOf(recoveries), 'ms', {
    detail: 'end of the thread and start of another included',
  });
}

/** What going to a thread and back costs a call. */
async function measureHop({ pairs }: Settings): Promise<Finding> {
  const executor = createExecutor({
    tools: [threadTool('nothing'), { name: 'inline', execute: () => 1 }],
    threads: { maxThreads: 1 },
    maxConcurrency: 1,
  });
  const perCallUs = async (name: string) => (await timed(() => allOk(executor, callsOf(name, HOPS)))) * (1000 / HOPS);
  await perCallUs('nothing');
  const thread = spreadOf(await repeat(pairs, () => perCallUs('nothing')));
  const inline = spreadOf(await repeat(pairs, () => perCallUs('inline')));
  await executor.close();
  return finding('call of a tool that does nothing, in a thread', thread, 'µs', {
    detail: `one at a time; inline ${formatNumber(inline.median)} µs`,
  });
}

/** By what the process is larger with threads that wait for work. */
async function measureMemoryPerThread(): Promise<Finding> {
  const executor = createExecutor({
    tools: [threadTool('burn')],
    threads: { maxThreads: THREADS_HELD, idleTimeoutMs: Number.POSITIVE_INFINITY },
  });
  const calls = callsOf('burn', THREADS_HELD).map((call) => ({ ...call, args: { rounds: 1 } }));
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  await allOk(executor, calls);
  await sleep(500);
  globalThis.gc?.();
  const perThreadMb = (process.memoryUsage().rss - before) / THREADS_HELD / 1e6;
  await executor.close();
  return finding('memory of a thread that waits for work', spreadOf([perThreadMb]), 'MB', {
    detail: `resident, ${THREADS_HELD} threads`,
  });
}

async function allOk(executor: Executor, calls: Parameters<Executor['execute']>[0]): Promise<void> {
  const { success, results } = await executor.execute(calls);
  if (!success) throw new Error(JSON.stringify(results.find(({ status }) => status !== 'ok')));
}
