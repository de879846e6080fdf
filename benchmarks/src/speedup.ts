import { setTimeout as sleep } from 'node:timers/promises';
import { createExecutor } from '@parallel-tools/executor';
import { type Spread, spreadOf } from './spread.ts';

/** How much faster a batch of equal calls is than the same calls one after another, both measured. */
export interface Speedup {
  readonly callCount: number;
  readonly toolMs: number;
  readonly speedup: Spread;
}

const RUNS = 9;
const TOOL_MS = 100;

/** 3, 5 and 10 calls of 100 ms, limit 10. */
export async function measureSpeedup(): Promise<Speedup[]> {
  const nap = { name: 'nap', execute: () => sleep(TOOL_MS) };
  const executor = createExecutor({ tools: [nap], maxConcurrency: 10 });
  const results: Speedup[] = [];
  for (const callCount of [3, 5, 10]) {
    const calls = Array.from({ length: callCount }, (_, index) => ({ id: String(index), name: 'nap', args: {} }));
    const ratios: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const sequentialMs = await timed(async () => {
        for (let call = 0; call < callCount; call++) await nap.execute();
      });
      ratios.push(sequentialMs / (await timed(() => executor.execute(calls))));
    }
    results.push({ callCount, toolMs: TOOL_MS, speedup: spreadOf(ratios) });
  }
  return results;
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await run();
  return performance.now() - startMs;
}
