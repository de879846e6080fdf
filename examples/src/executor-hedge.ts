import { setTimeout as sleep } from 'node:timers/promises';
import { createExecutor, defineTool } from '@parallel-tools/executor';

const search = defineTool({
  name: 'search',
  effects: 'read',
  hedge: { afterMs: 30 },
  async execute(_args, { attempt, signal }) {
    // The first server has a bad day.
    await sleep(attempt === 1 ? 5_000 : 10, undefined, { signal });
    return `from server ${attempt}`;
  },
});

const executor = createExecutor({ tools: [search] });
const { results, record, stats } = await executor.execute([{ id: 'c1', name: 'search', args: {} }]);
const [result] = results;
console.log(result?.status === 'ok' && result.output, '– in less than a second:', stats.makespanMs < 1_000);
for (const { attempt, outcome, hedge = false } of record.calls[0]?.attempts ?? [])
  console.log(attempt, outcome, { hedge });
await executor.close();
