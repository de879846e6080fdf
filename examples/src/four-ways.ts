import { type BatchOptions, type CallRecord, createExecutor, defineTool } from '@parallel-tools/executor';
import { createManualClock } from '@parallel-tools/executor/testing';
import { z } from 'zod';

// One turn of a travel agent, run in four ways. On a manual clock, so that it takes no time and always prints the same.
const clock = createManualClock();
const takesMs = { weather: 300, hotels: 600, flights: 800, map: 200, reviews: 3_000, currency: 100 };

const look = defineTool({
  name: 'look',
  input: z.object({ up: z.enum(Object.keys(takesMs) as [keyof typeof takesMs]) }),
  effects: 'read',
  execute: async ({ up }, { signal }) => {
    await clock.sleep(takesMs[up], signal);
    return up;
  },
});
const calls = Object.keys(takesMs).map((up) => ({ id: up, name: 'look', args: { up } }));
const executor = createExecutor({ tools: [look], clock });

const ways: Record<string, BatchOptions> = {
  'sequential: one call at a time, in call order': { parallel: false },
  'parallel: all at once (the executor’s limit is 10)': {},
  'limited: two at once': { maxConcurrency: 2 },
  'timeout: all at once, none longer than 1,000 ms': { timeoutMs: 1_000 },
};

for (const [way, options] of Object.entries(ways)) {
  const { stats, record } = await clock.runUntil(executor.execute(calls, options));
  console.log(way);
  for (const call of record.calls) console.log(`  ${call.callId.padEnd(8)} ${bar(call)} ${call.errorCode ?? 'ok'}`);
  const { makespanMs, speedup, okCount } = stats;
  console.log(`  ${makespanMs} ms, ${speedup?.toFixed(2)} times as fast as one by one, ${okCount} of 6 ok`);
}
await executor.close();

/** A character for each 100 ms: a dot waits, a block runs. */
function bar({ startUs, endUs }: CallRecord): string {
  const [start, end] = [startUs ?? endUs, endUs].map((us) => us / 100_000) as [number, number];
  return '·'.repeat(start) + '█'.repeat(end - start);
}
