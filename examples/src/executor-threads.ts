import { createExecutor, defineTool } from '@parallel-tools/executor';
import { z } from 'zod';

// No `execute`: a thread loads the module and runs its export.
const inThread = { runIn: 'thread', module: new URL('./threads/primes.ts', import.meta.url) } as const;
const countPrimes = defineTool({
  ...inThread,
  name: 'count_primes',
  input: z.object({ below: z.number().int().positive() }), // checked here, before it goes to the thread
  export: 'countPrimes',
});
const hang = defineTool({ ...inThread, name: 'hang', export: 'hang', timeoutMs: 100 });

const executor = createExecutor({ tools: [countPrimes, hang], threads: { maxThreads: 2 } });
const { results, stats } = await executor.execute([
  { id: 'c1', name: 'count_primes', args: { below: 1_000_000 } },
  { id: 'c2', name: 'count_primes', args: { below: 1e9 } },
  { id: 'c3', name: 'hang', args: {} }, // its thread is ended, and the next call has a new one
]);

for (const result of results) {
  if (result.status === 'ok') console.log(result.callId, result.output);
  if (result.status === 'error') console.log(result.callId, result.error.code, '–', result.error.message);
}
const [, failed] = results;
console.log(
  failed?.status === 'error' && failed.error.cause instanceof RangeError,
  '– abandoned:',
  stats.abandonedCount,
);
await executor.close();
