import { setImmediate as nextMacrotask } from 'node:timers/promises';

/** What is alive in the heap, after a collection. @throws {Error} Without `--expose-gc`. */
export async function heapBytes(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  for (let turn = 0; turn < 3; turn++) {
    await nextMacrotask();
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
}
