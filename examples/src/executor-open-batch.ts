import { setTimeout as sleep } from 'node:timers/promises';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { z } from 'zod';

const fetchPage = defineTool({
  name: 'fetch_page',
  input: z.object({ url: z.string() }),
  // A tool that honours its signal ends when it is told to.
  execute: async ({ url }, { signal }) => sleep(url === 'slow' ? 60_000 : 1, `text of ${url}`, { signal }),
});

const controller = new AbortController();
const executor = createExecutor({ tools: [fetchPage] });
executor.subscribe((event) => {
  if (event.type === 'call-end') console.log(event.callId, event.result.status);
});

// Calls arrive one by one; each starts as soon as it may.
const batch = executor.open({ signal: controller.signal, labels: { sessionId: 's1', agent: 'reader' } });
const first = batch.add({ id: 'c1', name: 'fetch_page', args: { url: 'quick' } });
await first.result;
batch.add({ id: 'c2', name: 'fetch_page', args: { url: 'slow' } });
batch.seal();

controller.abort(new Error('the user left'));
const { results, record } = await batch.result;
console.log(results.map(({ status }) => status).join(', '), '– batch', record.outcome);
await executor.close();
