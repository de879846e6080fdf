import { createExecutor, defineTool } from '@parallel-tools/executor';
import { z } from 'zod';

const fetchPage = defineTool({
  name: 'fetch_page',
  input: z.object({ url: z.string() }),
  timeoutMs: 5_000, // from the start of the run, not from when it was queued
  execute: async ({ url }) => {
    if (url === 'b') throw new Error('503');
    return `text of ${url}`;
  },
});

// const limit = pLimit(5);
const executor = createExecutor({ tools: [fetchPage], maxConcurrency: 5 });

// await Promise.allSettled(urls.map((url) => limit(() => fetchPage(url))));
const urls = ['a', 'b', 'c'];
const { results } = await executor.execute(urls.map((url) => ({ id: url, name: 'fetch_page', args: { url } })));
for (const result of results) console.log(result.callId, result.status);

// limit.concurrency = 10;
executor.configure({ maxConcurrency: 10 });

// await queue.onIdle();
await executor.close();
