import { createExecutor, defineTool } from '@parallel-tools/executor';

class Busy extends Error {
  readonly status = 429;
  readonly headers = new Headers({ 'retry-after-ms': '30' });
}

let asked = 0;
const search = defineTool({
  name: 'search',
  effects: 'read',
  retry: { maxRetries: 3, initialDelayMs: 10 },
  execute() {
    asked += 1;
    if (asked < 3) throw new Busy('too many requests');
    return 'three results';
  },
});

const executor = createExecutor({ tools: [search] });
executor.subscribe((event) => {
  if (event.type === 'attempt-end') console.log(event.outcome, 'again in', event.retryInMs, 'ms');
});
const { results, stats } = await executor.execute([{ id: 'c1', name: 'search', args: {} }]);
console.log(
  results[0]?.status,
  'after',
  stats.retryCount,
  'retries; backed off as long as asked:',
  stats.waitMs.backoff >= 55,
);
await executor.close();
