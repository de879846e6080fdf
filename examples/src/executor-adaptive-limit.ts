import { setTimeout as sleep } from 'node:timers/promises';
import { createExecutor, defineTool } from '@parallel-tools/executor';

// A service that answers four at once and refuses the others.
let inFlight = 0;
const search = defineTool({
  name: 'search',
  effects: 'read',
  adaptiveLimit: { initial: 16, max: 32 },
  retry: { maxRetries: 20, initialDelayMs: 5, maxDelayMs: 20 },
  async execute() {
    if (inFlight >= 4) throw Object.assign(new Error('too many requests'), { status: 429 });
    inFlight += 1;
    await sleep(10);
    inFlight -= 1;
  },
});

const executor = createExecutor({ tools: [search], maxConcurrency: 100 });
let limit = 16;
executor.subscribe((event) => {
  if (event.type === 'limit-changed') limit = event.to;
});
const calls = Array.from({ length: 200 }, (_, index) => ({ id: `c${index + 1}`, name: 'search', args: {} }));
const { success } = await executor.execute(calls);
console.log('all came through:', success, '– the limit found its place:', limit >= 2 && limit <= 6);
await executor.close();
