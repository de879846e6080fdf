import { createExecutor, defineTool } from '@parallel-tools/executor';

let runs = 0;
const search = defineTool({
  name: 'search',
  effects: 'read',
  cache: { ttlMs: 60_000 },
  execute({ query }) {
    runs += 1;
    return `results for ${query}`;
  },
});

const executor = createExecutor({ tools: [search] });
const callOf = (id: string, args: object) => ({ id, name: 'search', args });
const first = await executor.execute([
  callOf('c1', { query: 'tea', page: 1 }),
  callOf('c2', { page: 1, query: 'tea' }),
  callOf('c3', { query: 'milk' }),
]);
console.log(first.record.calls.map(({ callId, source = 'an attempt' }) => `${callId} by ${source}`).join(', '));
const { record } = await executor.execute([callOf('c4', { query: 'milk' })]);
console.log(record.calls.map(({ callId, source }) => `${callId} by ${source}`).join(), '–', runs, 'runs');
await executor.close();
