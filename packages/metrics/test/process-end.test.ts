import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openMetrics } from '../src/queries/index.js';
import { buildPayload, buildRecord } from './build-record.js';
import { temporaryFile } from './temporary-folder.js';

const ENTRY = path.resolve(import.meta.dirname, '../dist/index.js');

/** Runs a module to its natural end in a process of its own. */
function runToEnd(source: string) {
  return spawnSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8', timeout: 60_000 });
}

it('stores what is recorded before a process ends by itself, and then does not keep it alive', async () => {
  const file = temporaryFile();
  const record = buildRecord();
  const { status, stderr } = runToEnd(`
    import { createRecorder } from ${JSON.stringify(ENTRY)};
    const recorder = createRecorder({ url: ${JSON.stringify(`file:${file}`)} });
    recorder.record(${JSON.stringify(record)}, ${JSON.stringify(buildPayload(record))});
    await recorder.flush();
    recorder.record(${JSON.stringify({ ...record, batchId: 'second' })}, ${JSON.stringify(buildPayload(record))});
    process.on('SIGINT', () => {});
    if (process.listenerCount('SIGTERM') > 0) throw new Error('a signal handler');
  `);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const metrics = openMetrics({ url: `file:${file}` });
  expect(await metrics.getStatus()).toMatchObject({ batchCount: 2 });
  await metrics.close();
});

it('keeps no process alive that recorded nothing', () => {
  const { status, stderr } = runToEnd(`
    import { createRecorder } from ${JSON.stringify(ENTRY)};
    createRecorder({ url: 'file:/nonexistent/a.db' });
  `);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

it('loads nothing of Prisma, and leaves no global, on the thread that runs the tools', () => {
  expect(globalsAddedBy(ENTRY)).toEqual([]);
});

it('lets Prisma set no __dirname for those who read', () => {
  expect(globalsAddedBy(ENTRY.replace('index.js', 'queries/index.js'))).not.toContain('__dirname');
});

function globalsAddedBy(entry: string): readonly string[] {
  const { stdout } = runToEnd(`
    const before = new Set(Reflect.ownKeys(globalThis));
    await import(${JSON.stringify(entry)});
    const added = Reflect.ownKeys(globalThis).filter((key) => !before.has(key)).map(String);
    console.log(JSON.stringify(added));
  `);
  return JSON.parse(stdout) as string[];
}
