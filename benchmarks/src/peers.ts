// What others take for the same calls: each of these does less than the executor, and says what.
import { setTimeout as sleep } from 'node:timers/promises';
import { queue as asyncQueue } from 'async';
import { Effect } from 'effect';
import pLimit from 'p-limit';
import PQueue from 'p-queue';
import type { Subject } from './compare.ts';

/** What a tool runs. */
export type Run = () => Promise<unknown>;

export const noop: Run = async () => 1;

const TEXTBOOK_TIMEOUT_MS = 1_000;

/** No limit, timeout, abort, timing or events. */
export function promiseAllSubject(callsPerRun: number, execute: Run = noop): Subject {
  const run = () => Promise.all(Array.from({ length: callsPerRun }, () => execute()));
  return { name: 'Promise.all', callsPerRun, run };
}

/** A bare limit: no timeout, abort, timing or events. */
export function pLimitSubject(callsPerRun: number, limit: number): Subject {
  const limited = pLimit(limit);
  const run = () => Promise.all(Array.from({ length: callsPerRun }, () => limited(noop)));
  return { name: 'p-limit', callsPerRun, run };
}

/** A limit and, where one is given, a timeout: no abort, timing or events. */
export function pQueueSubject(callsPerRun: number, concurrency: number, timeoutMs?: number): Subject {
  const queue = new PQueue({ concurrency, ...(timeoutMs !== undefined && { timeout: timeoutMs }) });
  const run = () => Promise.all(Array.from({ length: callsPerRun }, () => queue.add(noop)));
  return { name: `p-queue ${timeoutMs === undefined ? 'without' : 'with'} timeout`, callsPerRun, run };
}

/** A bare limit. */
export function asyncQueueSubject(callsPerRun: number, limit: number): Subject {
  const queue = asyncQueue(noop, limit);
  const run = () => Promise.all(Array.from({ length: callsPerRun }, (_, index) => queue.push(index)));
  return { name: 'async.queue', callsPerRun, run };
}

/** A bare limit over a list known beforehand; nothing can be added to it. */
export function effectSubject(callsPerRun: number, concurrency: number): Subject {
  const items = Array.from({ length: callsPerRun }, (_, index) => index);
  const program = Effect.forEach(items, () => Effect.promise(noop), { concurrency });
  return { name: 'Effect.forEach', callsPerRun, run: () => Effect.runPromise(program) };
}

/**
 * One turn by hand: a merged signal and a timeout per call; no limit, timing or events. Its signals stay until their
 * timeout, by the ten thousand, and slow down whatever else uses the heap, so that they are cleaned up after a sample.
 */
export function textbookSubject(callsPerRun: number): Subject {
  const { signal: caller } = new AbortController();
  const call = () => {
    const signal = AbortSignal.any([caller, AbortSignal.timeout(TEXTBOOK_TIMEOUT_MS)]);
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      noop().then(resolve, reject);
    });
  };
  return {
    name: 'Promise.all with AbortSignal.any and .timeout',
    callsPerRun,
    run: () => Promise.all(Array.from({ length: callsPerRun }, call)),
    async cleanUp() {
      await sleep(1.5 * TEXTBOOK_TIMEOUT_MS);
      globalThis.gc?.();
    },
  };
}
