import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { createRecorder } from '@parallel-tools/metrics';
import { openMetrics } from '@parallel-tools/metrics/queries';

const folder = await mkdtemp(join(tmpdir(), 'metrics-'));
const url = `file:${join(folder, 'parallel-tools.db')}`;

const started: string[] = [];
const toolOf = (name: string, ms: number) =>
  defineTool({
    name,
    execute: () => {
      started.push(name);
      return sleep(ms);
    },
  });
const tools = [toolOf('quick', 1), toolOf('slow', 30)];
const calls = ['quick', 'slow'].map((name) => ({ id: name, name, args: {} }));

// One process knows nothing yet, and starts the calls as they come.
const recorder = createRecorder({ url });
const first = createExecutor({ tools, maxConcurrency: 1, recorder });
await first.execute(calls);
await first.close();
await recorder.close();

// The next knows what they took, and starts what takes longest first.
const metrics = openMetrics({ url });
const durations = await metrics.getDurations({ fromMs: Date.now() - 86_400_000, toMs: Date.now() + 1 }, 100);
await metrics.close();
const next = createExecutor({ tools, maxConcurrency: 1, durations });
await next.execute(calls);
await next.close();
console.log(started.join(', '));
await rm(folder, { recursive: true });
