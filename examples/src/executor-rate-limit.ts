import { createExecutor, defineTool } from '@parallel-tools/executor';

const search = defineTool({
  name: 'search',
  rateLimit: { maxStarts: 2, intervalMs: 50 },
  execute: () => 'three results',
});
const local = defineTool({ name: 'local', execute: () => 'found' });

const executor = createExecutor({ tools: [search, local] });
const names = ['search', 'search', 'search', 'search', 'search', 'local'];
const { stats, record } = await executor.execute(names.map((name, index) => ({ id: `c${index + 1}`, name, args: {} })));
for (const { callId, waits } of record.calls) {
  console.log(callId, waits.some(({ cause }) => cause === 'rate-limit') ? 'waited for its turn' : 'started at once');
}
console.log('five in three intervals:', stats.makespanMs >= 95);
await executor.close();
