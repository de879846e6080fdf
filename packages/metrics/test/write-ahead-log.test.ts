import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { createRecorder } from '../src/index.js';
import { openMetrics } from '../src/queries/index.js';
import { openForWriting } from '../src/store/open-for-writing.js';
import { checkpoint } from '../src/store/sqlite-checkpoint.js';
import { buildPayload, buildRecord } from './build-record.js';
import { expectNoErrors } from './expect-no-errors.js';
import { storeHistory } from './random-history.js';
import { temporaryFile } from './temporary-folder.js';

const logBytes = (file: string) => statSync(`${file}-wal`).size;

/** A connection that stays open, as that of a dashboard: the last one that closes would empty the log by itself. */
function connect(file: string): Database {
  const database = new Database(file, { timeout: 0 });
  database.prepare('SELECT COUNT(*) FROM batch').all();
  onTestFinished(() => void database.close());
  return database;
}

function startRecording(file: string) {
  const recorder = createRecorder({ url: `file:${file}`, onError: expectNoErrors() });
  for (let made = 0; made < 50; made += 1) {
    const record = buildRecord();
    recorder.record(record, buildPayload(record));
  }
  return recorder;
}

it('is emptied while the recorder has nothing to write and a reader is connected', async () => {
  const file = temporaryFile();
  const recorder = startRecording(file);
  await recorder.flush();
  const reader = connect(file);
  await expect.poll(() => logBytes(file), { timeout: 50_000 }).toBe(0);
  expect(reader.prepare('SELECT COUNT(*) AS count FROM batch').all()).toEqual([{ count: 50 }]);
  const record = buildRecord();
  recorder.record(record, buildPayload(record));
  await recorder.flush();
  expect(logBytes(file)).toBeGreaterThan(0);
  await expect.poll(() => logBytes(file), { timeout: 50_000 }).toBe(0);
  await recorder.close();
});

it('is emptied by close(), also when a reader is connected', async () => {
  const file = temporaryFile();
  await openForWriting(file, 0).close();
  connect(file);
  const recorder = startRecording(file);
  await recorder.close();
  expect(logBytes(file)).toBe(0);
  const metrics = openMetrics({ url: `file:${file}` });
  expect(await metrics.getStatus()).toMatchObject({ batchCount: 50 });
  await metrics.close();
});

it('keeps what somebody reads, without waiting for them or keeping anybody from writing', async () => {
  const file = temporaryFile();
  await storeHistory(
    `file:${file}`,
    Array.from({ length: 50 }, () => buildRecord()),
  );
  const [reader, writer] = [connect(file), connect(file)];
  reader.exec('BEGIN');
  expect(reader.prepare('SELECT COUNT(*) AS count FROM batch').all()).toEqual([{ count: 50 }]);
  writer.exec('DELETE FROM attempt');
  expect(checkpoint(file)).toBe(false);
  writer.exec('DELETE FROM batch');
  expect(reader.prepare('SELECT COUNT(*) AS count FROM batch').all()).toEqual([{ count: 50 }]);
  // Nor for one who writes.
  reader.exec('COMMIT; BEGIN IMMEDIATE');
  expect(checkpoint(file)).toBe(false);
  reader.exec('COMMIT');
  expect(checkpoint(file)).toBe(true);
  expect(logBytes(file)).toBe(0);
});
