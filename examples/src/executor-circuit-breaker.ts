import { setTimeout as sleep } from 'node:timers/promises';
import { createExecutor, defineTool } from '@parallel-tools/executor';

let isDown = true;
const search = defineTool({
  name: 'search',
  circuitBreaker: { consecutiveFailures: 2, openMs: 100 },
  execute() {
    if (isDown) throw new Error('the search service is down');
    return 'three results';
  },
});

const executor = createExecutor({ tools: [search], maxConcurrency: 1 });
executor.subscribe((event) => {
  if (event.type === 'circuit-changed') console.log('the circuit of', event.toolName, 'is', event.state);
});
const calls = ['c1', 'c2', 'c3', 'c4'].map((id) => ({ id, name: 'search', args: {} }));
const { results } = await executor.execute(calls);
for (const result of results) if (result.status === 'error') console.log(result.callId, result.error.code);

isDown = false;
await sleep(120);
const { success } = await executor.execute(calls);
console.log('all four again:', success);
await executor.close();
