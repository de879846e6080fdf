import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, vi } from 'vitest';
import { createRecorder, type RecorderOptions } from '../src/index.js';
import { sql } from '../src/store/store.js';
import { buildPayload, buildRecord } from './build-record.js';
import { expectNoErrors } from './expect-no-errors.js';
import { holdLock } from './lock-holder.js';
import { rowsOfQuery } from './stored-rollups.js';
import { temporaryFile } from './temporary-folder.js';

const SCRIPT = path.join(import.meta.dirname, 'killed-recorder.ts');

/** A database file that is there, so that it can be locked. */
async function createDatabase(): Promise<string> {
  const file = temporaryFile();
  const recorder = recorderFor(file);
  await recorder.metric({ name: 'first', value: 1 });
  await recorder.close();
  return file;
}

function recorderFor(file: string, options: RecorderOptions = {}) {
  return createRecorder({ url: `file:${file}`, onError: expectNoErrors(), ...options });
}

async function storedIds(file: string): Promise<readonly unknown[]> {
  return (await rowsOfQuery(`file:${file}`, sql`SELECT id FROM batch ORDER BY id`)).map(({ id }) => id);
}

function record(recorder: ReturnType<typeof createRecorder>) {
  const batch = buildRecord();
  return { id: batch.batchId, isSafe: recorder.record(batch, buildPayload(batch)) };
}

it('holds what a killed process recorded while the database was locked, for the next recorder', async () => {
  const file = await createDatabase();
  const lock = await holdLock(file);
  const child = spawn(process.execPath, [SCRIPT, `file:${file}`, '3', 'spool'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: string[] = [];
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.length === 36) acknowledged.push(line);
    if (acknowledged.length >= 30) child.kill('SIGKILL');
  }
  await exited;
  await lock.release();
  expect(await storedIds(file)).toEqual([]);
  const next = recorderFor(file, { durability: 'spool', onError: () => undefined });
  await next.flush();
  const stored = await storedIds(file);
  expect(acknowledged.filter((id) => !stored.includes(id))).toEqual([]);
  await next.close();
  expect(existsSync(`${file}.spool`)).toBe(false);
});

it('brings to the database, once that is back, what was given up or did not fit into memory', async () => {
  const file = await createDatabase();
  const lock = await holdLock(file);
  const recorder = recorderFor(file, { durability: 'spool', retryForMs: 1, maxQueuedBatches: 5 });
  const batches = Array.from({ length: 40 }, () => record(recorder));
  expect(await Promise.all(batches.map(({ isSafe }) => isSafe))).not.toContain(false);
  await recorder.flush();
  expect(recorder.stats()).toMatchObject({ recordedCount: 40, storedCount: 0, droppedCount: 0, spooledCount: 40 });
  await lock.release();
  batches.push(record(recorder));
  await vi.waitUntil(() => recorder.stats().storedCount === 41, { timeout: 50_000, interval: 5 });
  expect(recorder.stats()).toMatchObject({ recordedCount: 41, droppedCount: 0, spooledCount: 0, queuedCount: 0 });
  await recorder.close();
  expect(await storedIds(file)).toEqual(batches.map(({ id }) => id).sort());
});

it('leaves behind at close() what could not be stored in time, and says how much', async () => {
  const file = await createDatabase();
  const lock = await holdLock(file);
  const recorder = recorderFor(file, { durability: 'spool' });
  const { id, isSafe } = record(recorder);
  expect(await isSafe).toBe(true);
  await recorder.close({ timeoutMs: 1 });
  expect(recorder.stats()).toMatchObject({ state: 'closed', recordedCount: 1, droppedCount: 0, spooledCount: 1 });
  await lock.release();
  const next = recorderFor(file, { durability: 'spool' });
  await next.close();
  expect(next.stats()).toMatchObject({ recordedCount: 1, storedCount: 1 });
  expect(await storedIds(file)).toEqual([id]);
});

it('leaves to the next recorder what it took over and had to give up', async () => {
  const file = await createDatabase();
  const lock = await holdLock(file);
  const first = recorderFor(file, { durability: 'spool' });
  const { id, isSafe } = record(first);
  expect(await isSafe).toBe(true);
  await first.close({ timeoutMs: 1 });
  const second = recorderFor(file, { durability: 'spool', retryForMs: 1 });
  await second.close();
  expect(second.stats()).toMatchObject({ recordedCount: 1, storedCount: 0, droppedCount: 0, spooledCount: 1 });
  await lock.release();
  const third = recorderFor(file, { durability: 'spool' });
  await third.close();
  expect(await storedIds(file)).toEqual([id]);
  expect(existsSync(`${file}.spool`)).toBe(false);
});

it('loses of a damaged spool the damaged batch alone, and says so', async () => {
  const file = await createDatabase();
  const lock = await holdLock(file);
  const first = recorderFor(file, { durability: 'spool' });
  const batches = Array.from({ length: 3 }, () => record(first));
  await Promise.all(batches.map(({ isSafe }) => isSafe));
  await first.close({ timeoutMs: 1 });
  await lock.release();
  const [name = ''] = readdirSync(`${file}.spool`);
  const spool = path.join(`${file}.spool`, name);
  const bytes = readFileSync(spool);
  bytes[bytes.indexOf(batches[1]?.id ?? '')] = 0x21;
  writeFileSync(spool, bytes);
  const messages: string[] = [];
  const next = recorderFor(file, {
    durability: 'spool',
    onError: ({ code, message }) => messages.push(`${code} ${message}`),
  });
  await next.close();
  expect(await storedIds(file)).toEqual([batches[0]?.id, batches[2]?.id]);
  expect(messages).toEqual([expect.stringMatching(/^SPOOL_FAILED \d+ bytes of the spool .* are no whole batch/)]);
});

it('waits for the database where it cannot be written', async () => {
  const file = await createDatabase();
  // No folder can be made below a file.
  const messages: string[] = [];
  const recorder = recorderFor(file, {
    durability: 'spool',
    spoolFolder: file,
    onError: ({ code }) => messages.push(code),
  });
  const { id, isSafe } = record(recorder);
  expect(await isSafe).toBe(true);
  expect(await storedIds(file)).toEqual([id]);
  await recorder.close();
  expect(messages).toEqual(['SPOOL_FAILED']);
});
