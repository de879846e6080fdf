import { createExecutor, defineTool } from '@parallel-tools/executor';
import { z } from 'zod';

const search = defineTool({
  name: 'search',
  input: z.object({ query: z.string() }),
  execute: ({ query }) => `3 pages about ${query}`,
});

// `logger: console`, or a pino logger, does as well; this one leaves out what differs from run to run.
const print = ({ batchId, elapsedMs, runMs, ...fields }: Readonly<Record<string, unknown>>, text: string) => {
  console.log(text, JSON.stringify(fields));
};

const executor = createExecutor({ tools: [search], logger: { info: print, debug: print } });
await executor.execute(
  [
    { id: 'c1', name: 'search', args: { query: 'tea' } },
    { id: 'c2', name: 'search', args: { query: 7 } },
  ],
  { labels: { sessionId: 's1' } },
);
await executor.close();
