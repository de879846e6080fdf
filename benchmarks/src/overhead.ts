import { createExecutor } from '@parallel-tools/executor';
import pLimit from 'p-limit';
import PQueue from 'p-queue';
import { type Comparison, compare, type Subject } from './compare.ts';

const noop = async () => 1;
const MANY = 10_000;

/** What the executor costs per call of a tool that does nothing, beside limiters and the textbook way. */
export async function measureOverhead(): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const limit of [10, 100]) {
    const ours = executorSubject(MANY, limit);
    comparisons.push(await compare(ours, pLimitSubject(MANY, limit)), await compare(ours, pQueueSubject(MANY, limit)));
  }
  for (const size of [10, 1]) comparisons.push(await compare(executorSubject(size, 10), textbookSubject(size)));
  return comparisons;
}

/** The whole path of a call: limit, timeout, abort, timing, statistics, one listener. */
function executorSubject(callsPerRun: number, maxConcurrency: number): Subject {
  const executor = createExecutor({ tools: [{ name: 'noop', execute: noop }], maxConcurrency });
  executor.subscribe(() => undefined);
  const calls = Array.from({ length: callsPerRun }, (_, index) => ({ id: String(index), name: 'noop', args: {} }));
  const name = `executor, ${callsPerRun} calls a batch, limit ${maxConcurrency}`;
  return { name, callsPerRun, run: () => executor.execute(calls) };
}

/** A bare limit: no timeout, abort, timing or events. */
function pLimitSubject(callsPerRun: number, limit: number): Subject {
  const limited = pLimit(limit);
  const run = () => Promise.all(Array.from({ length: callsPerRun }, () => limited(noop)));
  return { name: `p-limit, limit ${limit}`, callsPerRun, run };
}

function pQueueSubject(callsPerRun: number, concurrency: number): Subject {
  const queue = new PQueue({ concurrency, timeout: 30_000 });
  const run = () => Promise.all(Array.from({ length: callsPerRun }, () => queue.add(noop)));
  return { name: `p-queue with timeout, limit ${concurrency}`, callsPerRun, run };
}

/** One turn by hand: a merged signal and a timeout per call, no limit. */
function textbookSubject(callsPerRun: number): Subject {
  const { signal } = new AbortController();
  const call = (merged: AbortSignal) =>
    new Promise((resolve, reject) => {
      merged.addEventListener('abort', () => reject(merged.reason), { once: true });
      noop().then(resolve, reject);
    });
  const run = () =>
    Promise.all(
      Array.from({ length: callsPerRun }, () => call(AbortSignal.any([signal, AbortSignal.timeout(30_000)]))),
    );
  return { name: `Promise.all with AbortSignal.any and .timeout, ${callsPerRun} at once`, callsPerRun, run };
}
