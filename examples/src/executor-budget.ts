import { createExecutor, defineTool } from '@parallel-tools/executor';

const search = defineTool({ name: 'search', execute: () => 'three results' });
const executor = createExecutor({ tools: [search], maxCalls: 5 });
const calls = ['c1', 'c2', 'c3', 'c4'].map((id) => ({ id, name: 'search', args: {} }));

const { results } = await executor.execute(calls, { maxCalls: 3 });
for (const result of results) if (result.status === 'error') console.log(result.error.code, result.error.message);
const next = await executor.execute(calls);
console.log('of the next four', next.stats.okCount, 'ran: three of the five were spent');
await executor.close();
