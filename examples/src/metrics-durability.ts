import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { createRecorder } from '@parallel-tools/metrics';

const folder = await mkdtemp(join(tmpdir(), 'metrics-'));

const recorder = createRecorder({
  url: `file:${join(folder, 'parallel-tools.db')}`,
  durability: 'spool', // on the disk before record() resolves, whatever the database does
  sampling: { share: 0.1, slowMs: 2000 }, // calls of one quick batch in ten; sums stay exact
});
const ping = defineTool({ name: 'ping', execute: () => 'pong' });
const executor = createExecutor({ tools: [ping], recorder });
await executor.execute([{ id: 'c1', name: 'ping', args: {} }], { labels: { sessionId: 's1' } });

const isSafe = await recorder.metric({ sessionId: 's1', name: 'tokens', value: 812, unit: 'tokens' });
await executor.close();
await recorder.close();
const { recordedCount, storedCount, droppedCount } = recorder.stats();
console.log(`safe: ${isSafe}; ${recordedCount} recorded, ${storedCount} stored, ${droppedCount} dropped`);
await rm(folder, { recursive: true });
