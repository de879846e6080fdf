// Runs a million calls of a tool that does nothing through one executor, on one caller signal, and prints by how many bytes
// the heap grew from the first half to the end, after forced garbage collections. Wants --expose-gc and a build.
//   node --expose-gc heap-growth.mjs <calls per batch>
import { createExecutor } from '@parallel-tools/executor';

const HALF = 500_000;
const size = Number(process.argv[2]);
const executor = createExecutor({ tools: [{ name: 'noop', execute: async () => 1 }] });
executor.subscribe(() => undefined);
const calls = Array.from({ length: size }, (_, index) => ({ id: String(index), name: 'noop', args: {} }));
const { signal } = new AbortController();

async function half() {
  for (let done = 0; done < HALF; done += size) {
    const { success } = await executor.execute(calls, { signal });
    if (!success) throw new Error('a call failed');
  }
  for (let round = 0; round < 4; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
}

const before = await half();
console.log((await half()) - before);
