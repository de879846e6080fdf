// Runs calls of a tool that does nothing through one executor, in batches of a size, and prints as JSON how large the heap
// was, after garbage collection, when half of them were done and when all were.
// node --expose-gc measure-heap.ts <calls> <batch size>
import { setImmediate } from 'node:timers/promises';
import { createExecutor } from '@parallel-tools/executor';

const [callCount, batchSize] = process.argv.slice(2).map(Number) as [number, number];

const { signal } = new AbortController();
const executor = createExecutor({ tools: [{ name: 'nothing', execute: () => 1 }] });

let done = 0;
const halfBytes = await runUntil(callCount / 2);
const endBytes = await runUntil(callCount);
console.log(JSON.stringify({ done, halfBytes, endBytes, rssBytes: process.memoryUsage().rss }));

async function runUntil(count: number): Promise<number> {
  while (done < count) done += await runBatch();
  return collectedBytes();
}

/** In a function of its own, so that nothing of the batch is in use when the heap is measured. */
async function runBatch(): Promise<number> {
  const calls = Array.from({ length: batchSize }, (_, index) => ({ id: `c${index}`, name: 'nothing', args: {} }));
  const { results } = await executor.execute(calls, { signal });
  return results.filter(({ status }) => status === 'ok').length;
}

async function collectedBytes(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 10; round++) {
    await setImmediate();
    globalThis.gc();
    least = Math.min(least, process.memoryUsage().heapUsed);
  }
  return least;
}
