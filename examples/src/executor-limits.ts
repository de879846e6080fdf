import { setTimeout as sleep } from 'node:timers/promises';
import { createExecutor, defineTool } from '@parallel-tools/executor';

const search = defineTool({ name: 'search', execute: () => sleep(20) });
const pay = defineTool({ name: 'pay', priority: 1, execute: () => sleep(20) });
const executor = createExecutor({ tools: [search, pay], maxConcurrency: 1 });
const calls = [
  { id: 's1', name: 'search', args: {} },
  { id: 's2', name: 'search', args: {} },
  { id: 's3', name: 'search', args: {}, priority: 2 },
  { id: 'p1', name: 'pay', args: {} },
];

const started: string[] = [];
const stop = executor.subscribe((event) => {
  if (event.type === 'attempt-start') started.push(event.callId);
});
const { stats, record } = await executor.execute(calls);
console.log('one at a time:', started.join(' '), '– at most', record.totals.maxInFlight);
console.log('waited for a slot:', stats.waitMs['global-slot'] > 0, 'for a tool’s:', stats.waitMs['tool-slot'] > 0);
stop();

// For calls that have not started, in every batch; those that run go on.
executor.configure({ maxConcurrency: 10, toolOptions: { search: { maxConcurrency: 2 } } });
const again = await executor.execute(calls);
console.log('at most', again.record.totals.maxInFlight, JSON.stringify(again.record.limits));
await executor.close();
