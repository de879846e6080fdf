import { type BatchRecord, createExecutor, defineTool } from '@parallel-tools/executor';
import { suggest } from '@parallel-tools/executor/simulate';
import { createManualClock } from '@parallel-tools/executor/testing';
import { z } from 'zod';

const clock = createManualClock(); // so that every run of this example prints the same
const ask = defineTool({
  name: 'ask',
  input: z.object({ ms: z.number() }),
  maxConcurrency: 2,
  timeoutMs: 2_000,
  execute: ({ ms }, { signal }) => clock.sleep(ms, signal),
});

// Any recorder will do: here a list.
const records: BatchRecord[] = [];
const recorder = { record: (record: BatchRecord) => void records.push(record), flush: () => Promise.resolve() };
const executor = createExecutor({ tools: [ask], maxConcurrency: 4, clock, recorder });

for (const slowestMs of [200, 400, 60_000]) {
  const calls = [100, 100, 100, 100, 150, slowestMs].map((ms, index) => ({
    id: `c${index}`,
    name: 'ask',
    args: { ms },
  }));
  await clock.runUntil(executor.execute(calls));
}
await executor.close();

for (const { message, before, after, savedMs, savedShare, shorterCount } of suggest(records, { fasterBy: 2 })) {
  const percent = Math.round(100 * savedShare);
  console.log(`${message}: ${before.sumMs} → ${after.sumMs} ms (−${savedMs} ms, ${percent} %)`);
  console.log(`  shorter: ${shorterCount} of ${records.length}, median ${before.medianMs} → ${after.medianMs} ms`);
}
