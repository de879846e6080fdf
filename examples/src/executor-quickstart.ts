import { createExecutor, defineTool } from '@parallel-tools/executor';
import { z } from 'zod';

const search = defineTool({
  name: 'search',
  input: z.object({ query: z.string() }),
  effects: 'read', // so it may be retried
  timeoutMs: 5_000,
  maxConcurrency: 4,
  retry: { maxRetries: 2 },
  execute: async ({ query }) => `3 pages about ${query}`,
});
const hang = defineTool({ name: 'hang', timeoutMs: 100, execute: () => Promise.withResolvers().promise });

const executor = createExecutor({ tools: [search, hang], maxConcurrency: 10 });

// What a model asked for in one turn.
const { results, stats } = await executor.execute([
  { id: 'c1', name: 'search', args: { query: 'tea' } },
  { id: 'c2', name: 'hang', args: {} },
  { id: 'c3', name: 'serach', args: { query: 'coffee' } },
  { id: 'c4', name: 'search', args: { query: 7 } },
]);

for (const result of results) {
  if (result.status === 'ok') console.log(result.callId, result.output);
  if (result.status === 'error') console.log(result.callId, result.error.code, '–', result.error.message);
}
console.log(`${stats.okCount} of ${stats.callCount} ok`);
await executor.close();
