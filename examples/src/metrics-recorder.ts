import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { createRecorder } from '@parallel-tools/metrics';
import { openMetrics } from '@parallel-tools/metrics/queries';

const folder = await mkdtemp(join(tmpdir(), 'metrics-'));
const url = `file:${join(folder, 'parallel-tools.db')}`;

const recorder = createRecorder({ url });
const ping = defineTool({ name: 'ping', execute: () => 'pong' });
const executor = createExecutor({ tools: [ping], recorder });
await executor.execute([{ id: 'c1', name: 'ping', args: {} }], { labels: { agent: 'monitor' } });
await executor.close(); // flushes the recorder
await recorder.close();

const metrics = openMetrics({ url });
const { rows } = await metrics.listBatches({ fromMs: Date.now() - 60_000, toMs: Date.now() + 1 }, { limit: 10 });
for (const { outcome, callCount, labels } of rows) console.log(`${callCount} call by ${labels.agent}: ${outcome}`);
await metrics.close();
await rm(folder, { recursive: true });
