import { truncateSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { doctor } from '../src/cli/doctor.js';
import { rowsOf } from '../src/recorder/writer.js';
import { locate } from '../src/store/location.js';
import { openStoreForWriting } from '../src/store/open-store.js';
import { buildRecord } from './build-record.js';
import { DATABASES, execute, needs, POSTGRESQL } from './databases.js';
import { RECORDER_ROW, storeHistory } from './random-history.js';
import { temporaryFile } from './temporary-folder.js';

/** What is not as it should be, with what to do. */
async function findings(url: string): Promise<readonly string[]> {
  const checks = await doctor(locate(url));
  return checks
    .filter(({ state }) => state !== 'ok')
    .map(({ state, text, advice = '' }) => `${state}: ${text} → ${advice}`);
}

describe.each(DATABASES)('doctor() on $name', (database) => {
  needs(database);

  async function soundDatabase(): Promise<string> {
    const url = database.createUrl();
    await storeHistory(url, [buildRecord()]);
    return url;
  }

  it('names versions, size and migrations of a sound database, and finds nothing to do', async () => {
    const checks = await doctor(locate(await soundDatabase()));
    const text = checks.map((check) => check.text).join('\n');
    expect(checks.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(text).toMatch(/^Node \d+\.\d+\.\d+, @parallel-tools\/metrics \d+\.\d+\.\d+/);
    expect(text).toMatch(database.provider === 'sqlite' ? /: 0\.\d MB, SQLite 3\./ : /: 0\.\d MB, PostgreSQL \d+/);
    expect(text).toMatch(/all \d+ migrations are applied/);
    expect(text).toContain('1 batches with 1 calls were recorded');
  });

  it('says of a newer database that this version is to be updated', async () => {
    const url = await soundDatabase();
    await execute(
      url,
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name) VALUES ('x', 'x', CURRENT_TIMESTAMP, '20990101000000_next')`,
    );
    expect(await findings(url)).toEqual([
      'broken: a newer version wrote it: it has the migration 20990101000000_next → update @parallel-tools/metrics',
    ]);
  });

  it('tells what is not in the sums, what recorders dropped, and what they met last', async () => {
    const url = await soundDatabase();
    await execute(url, 'UPDATE batch SET rolled_up = NULL');
    const lastError = { code: 'WRITE_FAILED', message: 'the disk is full', atMs: 1000 };
    const store = await openStoreForWriting(locate(url), 0);
    await store.write(rowsOf([]), { ...RECORDER_ROW, id: 'second', droppedCount: 3, lastError });
    await store.close();
    expect(await findings(url)).toEqual([
      'look: 1 batches of an older version are not in the sums yet → run parallel-tools migrate',
      expect.stringMatching(/^look: recorders dropped 3 batches: .* → see onError/),
      'look: a recorder met WRITE_FAILED at 1970-01-01T00:00:01.000Z: the disk is full → ',
    ]);
  });
});

describe('doctor() on SQLite', () => {
  async function soundFile(): Promise<string> {
    const file = temporaryFile();
    await storeHistory(`file:${file}`, [buildRecord()]);
    return file;
  }

  it('says when write-ahead logging is off', async () => {
    const file = await soundFile();
    const database = new Database(file);
    database.pragma('journal_mode = DELETE');
    database.close();
    expect(await findings(`file:${file}`)).toEqual([
      expect.stringMatching(/^look: the journal mode is delete, not wal: .* → start a recorder/),
    ]);
  });

  it('says when the log has grown huge', async () => {
    const file = await soundFile();
    writeFileSync(`${file}-wal`, '');
    truncateSync(`${file}-wal`, 257 * 1024 * 1024);
    expect(await findings(`file:${file}`)).toEqual([
      expect.stringMatching(/^look: the log beside it holds 269\.5 MB → .*wal_checkpoint\(TRUNCATE\)/),
    ]);
  });

  it('says of a file that is no database what to do with it', async () => {
    const file = temporaryFile();
    writeFileSync(file, 'x'.repeat(5000));
    expect(await findings(`file:${file}`)).toEqual([
      expect.stringMatching(/^broken: .* it is not a SQLite database → restore a backup/),
    ]);
  });
});

describe('doctor() on PostgreSQL', () => {
  needs(POSTGRESQL);

  it('says which large tables were never analysed, until they are', async () => {
    const url = POSTGRESQL.createUrl();
    await storeHistory(url, [buildRecord()]);
    await execute(url, 'ALTER TABLE metric SET (autovacuum_enabled = false)');
    await execute(
      url,
      "INSERT INTO metric (id, at_ms, name, value) SELECT n, n, 'tokens', n FROM generate_series(1, 20000) AS n",
    );
    expect(await findings(url)).toEqual([
      'look: never analysed, so that PostgreSQL plans queries blindly: metric → run ANALYZE in that database, and turn autovacuum on, which does it by itself',
    ]);
    await execute(url, 'ANALYZE metric');
    expect(await findings(url)).toEqual([]);
  });

  it('says of a server that is not there what to check', async () => {
    expect(await findings('postgresql://ada:secret@127.0.0.1:1/x')).toEqual([
      expect.stringMatching(
        /^broken: Cannot open the database .* → start the server, and check address, user and password$/,
      ),
    ]);
    expect((await findings('postgresql://ada:secret@127.0.0.1:1/x')).join()).not.toContain('secret');
  });
});
