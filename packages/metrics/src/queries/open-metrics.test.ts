import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { buildRecord } from '../../test/build-record.js';
import { storeHistory } from '../../test/random-history.js';
import { temporaryFile, temporaryFolder } from '../../test/temporary-folder.js';
import { isMetricsError } from '../errors.js';
import { MIGRATIONS } from '../store/migration-state.js';
import { openForWriting } from '../store/open-for-writing.js';
import { openMetrics } from './open-metrics.js';

async function withMetrics(file: string, check: (metrics: ReturnType<typeof openMetrics>) => Promise<void>) {
  const metrics = openMetrics({ url: `file:${file}` });
  await check(metrics);
  await metrics.close();
}

async function failureOf(file: string): Promise<unknown> {
  let failure: unknown;
  await withMetrics(file, async (metrics) => {
    failure = await metrics.getStatus().catch((error: unknown) => error);
  });
  expect(isMetricsError(failure)).toBe(true);
  return failure;
}

describe('openMetrics', () => {
  it('names the absolute path of a relative URL', () => {
    expect(openMetrics({ url: 'file:./a.db' }).databasePath).toBe(path.resolve('a.db'));
  });

  it.each(['postgres://localhost', 'a.db', 'file:'])('throws INVALID_URL for %s', (url) => {
    expect(() => openMetrics({ url })).toThrow(expect.objectContaining({ name: 'MetricsError', code: 'INVALID_URL' }));
  });

  it('says DATABASE_NOT_FOUND, with the path, while there is no file, and creates none', async () => {
    const file = temporaryFile();
    expect(await failureOf(file)).toMatchObject({ code: 'DATABASE_NOT_FOUND', message: expect.stringContaining(file) });
    expect(await failureOf(file)).toMatchObject({ code: 'DATABASE_NOT_FOUND' });
  });

  it('says DATABASE_UNREADABLE for a directory', async () => {
    expect(await failureOf(temporaryFolder())).toMatchObject({ code: 'DATABASE_UNREADABLE' });
  });

  it('says DATABASE_NOT_FOUND for a path through a file', async () => {
    const file = temporaryFile();
    writeFileSync(file, '');
    expect(await failureOf(path.join(file, 'a.db'))).toMatchObject({ code: 'DATABASE_NOT_FOUND' });
  });

  it('says DATABASE_UNREADABLE for a file that is not a database', async () => {
    const file = temporaryFile();
    writeFileSync(file, 'This is a text, and longer than a header. '.repeat(50));
    expect(await failureOf(file)).toMatchObject({
      code: 'DATABASE_UNREADABLE',
      message: expect.stringContaining('not a SQLite database'),
    });
  });

  it("says SCHEMA_MISSING for an empty file, and for another application's", async () => {
    const empty = temporaryFile();
    writeFileSync(empty, '');
    expect(await failureOf(empty)).toMatchObject({ code: 'SCHEMA_MISSING' });
    const foreign = temporaryFile();
    new Database(foreign).exec('CREATE TABLE invoice (id)').close();
    expect(await failureOf(foreign)).toMatchObject({ code: 'SCHEMA_MISSING' });
  });

  it('says SCHEMA_OLDER for a file of an older version', async () => {
    const file = temporaryFile();
    await openForWriting(file, 0).close();
    new Database(file).exec('DELETE FROM _prisma_migrations').close();
    expect(await failureOf(file)).toMatchObject({ code: 'SCHEMA_OLDER', message: expect.stringContaining('older') });
  });

  it('says SCHEMA_NEWER for a file of a newer version, and so does a writer', async () => {
    const file = temporaryFile();
    await openForWriting(file, 0).close();
    new Database(file)
      .exec(
        "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', '', '29990101000000_later', 1)",
      )
      .close();
    expect(await failureOf(file)).toMatchObject({
      code: 'SCHEMA_NEWER',
      message: expect.stringContaining('29990101000000_later'),
    });
    expect(() => openForWriting(file, 0)).toThrow(expect.objectContaining({ code: 'SCHEMA_NEWER' }));
  });

  it('answers as soon as the file appears', async () => {
    const file = temporaryFile();
    await withMetrics(file, async (metrics) => {
      await expect(metrics.getStatus()).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' });
      writeFileSync(file, '');
      await expect(metrics.getStatus()).rejects.toMatchObject({ code: 'SCHEMA_MISSING' });
      await storeHistory(`file:${file}`, [buildRecord()]);
      expect(await metrics.getStatus()).toMatchObject({
        batchCount: 1,
        databasePath: file,
        schemaVersion: MIGRATIONS.sqlite.length,
      });
    });
  });

  it('shows a file that took the place of another', async () => {
    const file = temporaryFile();
    await storeHistory(`file:${file}`, [buildRecord()]);
    await withMetrics(file, async (metrics) => {
      expect(await metrics.getStatus()).toMatchObject({ batchCount: 1 });
      const other = temporaryFile();
      await storeHistory(`file:${other}`, [buildRecord(), buildRecord()]);
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
      renameSync(other, file);
      expect(await metrics.getStatus()).toMatchObject({ batchCount: 2 });
    });
  });

  it('sees what is written while it is open, with the writer still open', async () => {
    const file = temporaryFile();
    const writer = openForWriting(file, 0);
    await withMetrics(file, async (metrics) => {
      for (let count = 1; count <= 3; count += 1) {
        await storeHistory(`file:${file}`, [buildRecord()]);
        expect(await metrics.getStatus()).toMatchObject({ batchCount: count });
      }
    });
    await writer.close();
  });

  it('answers again after close()', async () => {
    const file = temporaryFile();
    await storeHistory(`file:${file}`, [buildRecord()]);
    await withMetrics(file, async (metrics) => {
      await metrics.getStatus();
      await metrics.close();
      expect(await metrics.getStatus()).toMatchObject({ batchCount: 1 });
    });
  });

  it('reads a file that may not be written', async () => {
    const file = temporaryFile();
    const batch = buildRecord();
    await storeHistory(`file:${file}`, [batch]);
    chmodSync(file, 0o444);
    await withMetrics(file, async (metrics) => {
      expect((await metrics.getBatch(batch.batchId))?.batchId).toBe(batch.batchId);
    });
  });
});
