import { setTimeout as sleep } from 'node:timers/promises';
import { createExecutor, defineTool, type Executor } from '@parallel-tools/executor';

const fetchPage = defineTool({ name: 'fetch_page', execute: () => sleep(5, 'text') });
const research = defineTool({
  name: 'research',
  maxConcurrency: 1,
  // Gives its slots up, and goes on once it has them back.
  execute: async (_args, { signal }) => {
    const pages = [1, 2, 3].map((page) => ({ id: `page${page}`, name: 'fetch_page', args: {} }));
    const { results } = await executor.execute(pages, { signal });
    return `${results.length} pages read`;
  },
});

const executor: Executor = createExecutor({ tools: [fetchPage, research], maxConcurrency: 1 });
const { results } = await executor.execute([
  { id: 'c1', name: 'research', args: {} },
  { id: 'c2', name: 'research', args: {} },
]);
console.log(results.map((result) => (result.status === 'ok' ? result.output : result.status)));
await executor.close();
