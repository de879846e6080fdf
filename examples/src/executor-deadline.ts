import { setTimeout as sleep } from 'node:timers/promises';
import { createExecutor, defineTool } from '@parallel-tools/executor';

const db = [{ key: 'db', access: 'write' }] as const;
const polite = defineTool({ name: 'polite', execute: (_args, { signal }) => sleep(60_000, 'late', { signal }) });
// It ignores its signal, so nothing can stop it.
const stubborn = defineTool({ name: 'stubborn', resources: db, execute: () => sleep(600, 'late') });
const quick = defineTool({ name: 'quick', resources: db, execute: () => 'done' });

const executor = createExecutor({ tools: [polite, stubborn, quick], maxConcurrency: 2 });
const { results, stats, record } = await executor.execute(
  [
    { id: 'c1', name: 'polite', args: {} },
    { id: 'c2', name: 'stubborn', args: {}, timeoutMs: 20 },
    { id: 'c3', name: 'polite', args: {} }, // gets the slot of c2
  ],
  { deadlineMs: 100 },
);
for (const result of results) {
  if (result.status !== 'ok' && result.status !== 'skipped') console.log(result.error.message);
}
console.log('abandoned:', stats.abandonedCount, '– batch', record.outcome);

// The slot of c2 is free, what it wrote to is not.
const next = await executor.execute([{ id: 'c4', name: 'quick', args: {} }]);
console.log(next.results[0]?.status, 'after waiting for', next.stats.attribution[0]?.kind);
await executor.close();
