import { setTimeout as sleep } from 'node:timers/promises';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { simulate } from '@parallel-tools/executor/simulate';

const search = defineTool({ name: 'search', execute: () => sleep(5) });
const executor = createExecutor({ tools: [search], maxConcurrency: 10 });
const calls = Array.from({ length: 40 }, (_, index) => ({ id: `c${index}`, name: 'search', args: {} }));
const { record } = await executor.execute(calls);
await executor.close();

// What if the limit were 20? With the recorded run times, or with others: here 100 ms for each.
const durationUs = () => 100_000;
for (const maxConcurrency of [10, 20, 30, null]) {
  const { makespanUs, utilisation, stats } = simulate(record, { maxConcurrency, durationUs });
  const waitMs = stats.waitMs['global-slot'];
  console.log(maxConcurrency ?? 'no limit', { makespanMs: makespanUs / 1000, utilisation, waitMs });
}

const oneAtATime = simulate(record, { tools: [{ toolName: 'search', maxConcurrency: 1 }], durationUs });
console.log('search one at a time', oneAtATime.makespanUs / 1000, oneAtATime.stats.efficiency);
