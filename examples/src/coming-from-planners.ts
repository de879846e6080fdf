import { createExecutor, defineTool } from '@parallel-tools/executor';
import { z } from 'zod';

const search = defineTool({
  name: 'search',
  input: z.object({ query: z.string() }),
  execute: ({ query }) => (query.includes('Everest') ? 8_849 : 8_611),
});
const subtract = defineTool({
  name: 'subtract',
  input: z.object({ from: z.number(), amount: z.number() }),
  execute: ({ from, amount }) => from - amount,
});

const executor = createExecutor({ tools: [search, subtract], references: { notations: ['llm-compiler'] } });

// The plan as the planner wrote it: $1 and $2 are the outputs of its first and second task.
const { results, record } = await executor.execute([
  { id: '1', name: 'search', args: { query: 'height of Everest' } },
  { id: '2', name: 'search', args: { query: 'height of K2' } },
  { id: '3', name: 'subtract', args: { from: '$1', amount: '$2' } },
]);
for (const result of results) console.log(result.callId, result.status === 'ok' ? result.output : result.status);
for (const { from, to, reason } of record.edges) console.log(`${to} waits for ${from}: ${reason}`);
await executor.close();
