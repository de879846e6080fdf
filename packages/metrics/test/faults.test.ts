import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, closeSync, openSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createRecorder, type RecorderStats } from '../src/index.js';
import { createWriter } from '../src/recorder/writer.js';
import { openForWriting } from '../src/store/open-for-writing.js';
import { sqliteStore } from '../src/store/sqlite-store.js';
import { raw, sql } from '../src/store/store.js';
import { buildPayload, buildRecord } from './build-record.js';
import { encodeRecord, RECORDER_ROW, storeHistory } from './random-history.js';
import { rowsOfQuery } from './stored-rollups.js';
import { temporaryFile, temporaryFolder } from './temporary-folder.js';

const SCRIPT = path.join(import.meta.dirname, 'limited-recorder.ts');

interface Told {
  readonly okCount: number;
  readonly safeCount: number;
  readonly codes: readonly string[];
  readonly stats: RecorderStats;
}

function runLimited(command: string, args: readonly string[]): Told {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8', timeout: 120_000 });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return JSON.parse(stdout) as Told;
}

/** Whom root runs as here: a root would be let in. */
const NOBODY = process.getuid?.() === 0 ? ['65534'] : [];

/** Rows by table: all batches whole, and the rollups of exactly those. */
async function expectWhole(url: string, batchCount: number): Promise<void> {
  const [row] = await rowsOfQuery(
    url,
    sql`
    SELECT (SELECT COUNT(*) FROM batch) AS batches, (SELECT COUNT(*) FROM tool_call) AS calls,
      (SELECT COUNT(*) FROM attempt) AS attempts,
      (SELECT SUM(batch_count) FROM batch_rollup WHERE bucket_seconds = 60) AS rolled_up`,
  );
  const counts = Object.values(row ?? {}).map(Number);
  expect(counts).toEqual([batchCount, batchCount, batchCount, batchCount]);
}

describe('a disk that is full', () => {
  it.each(['memory', 'commit', 'spool'])('costs no call, tears nothing, and is counted (%s)', async (durability) => {
    const file = temporaryFile();
    const url = `file:${file}`;
    // So many that what is left of them does not fit into a spool of that size either.
    const count = durability === 'spool' ? 900 : 400;
    // 2 MiB for any file; without the trap, bash would be ended by the signal that comes with it.
    const limit = `trap '' XFSZ; ulimit -f 2048; exec "$0" "$@"`;
    const told = runLimited('bash', ['-c', limit, process.execPath, SCRIPT, url, durability, String(count)]);
    expect(told.okCount).toBe(count);
    const { recordedCount, storedCount, droppedCount, queuedCount, spooledCount } = told.stats;
    expect(recordedCount).toBe(count);
    expect(storedCount).toBeGreaterThan(0);
    expect(droppedCount + spooledCount).toBeGreaterThan(0);
    expect(storedCount + droppedCount + queuedCount + spooledCount).toBe(count);
    expect(told.codes).toContain(durability === 'spool' ? 'SPOOL_FAILED' : 'WRITE_FAILED');
    await expectWhole(url, storedCount);
    if (durability === 'commit') expect(told.safeCount).toBe(storedCount);
    // With room again, the next recorder brings what was called safe and is not stored yet.
    const next = createRecorder({ url, durability: 'spool' });
    await next.close();
    const [row] = await rowsOfQuery(url, sql`SELECT COUNT(*) AS count FROM batch`);
    if (durability === 'spool') expect(Number(row?.count)).toBeGreaterThanOrEqual(told.safeCount);
    expect(new Database(file).pragma('integrity_check', { simple: true })).toBe('ok');
  });
});

describe('a database file that may not grow', () => {
  it('stores nothing by halves, and everything once it may', async () => {
    const file = temporaryFile();
    await openForWriting(file, 0).close();
    let [maxPages, openCount] = [1, 0];
    const writer = createWriter({
      openStore: async () => {
        openCount += 1;
        const store = sqliteStore(file, { readonly: false, busyTimeoutMs: 5 });
        // SQLite takes it for the pages there are, if those are more.
        await store.query(sql`${raw(`PRAGMA max_page_count = ${maxPages}`)}`);
        return store;
      },
      identifyFile: () => 'the same',
      delay: async () => {
        await expectWhole(`file:${file}`, 0);
        if (openCount === 3) maxPages = 1_000_000;
      },
      now: () => 0,
      wallTimeMs: () => 0,
      onRetry: () => undefined,
      recorder: RECORDER_ROW,
      retryForMs: 1000,
    });
    const batches = Array.from({ length: 200 }, () => encodeRecord(buildRecord()));
    const health = { ...RECORDER_ROW, durability: 'commit' as const };
    expect(await writer.write(batches, health)).toEqual({ notStored: [], error: null });
    await writer.close(health);
    expect(openCount).toBe(4);
    await expectWhole(`file:${file}`, 200);
  });
});

describe('a directory that cannot be written', () => {
  it.each(['memory', 'spool', 'commit'])('costs no call, and is said (%s)', (durability) => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o555);
    const args = [SCRIPT, `file:${folder}/a.db`, durability, '3', ...NOBODY];
    const { okCount, safeCount, codes, stats } = runLimited(process.execPath, args);
    chmodSync(folder, 0o755);
    expect({ okCount, safeCount: durability === 'memory' ? 0 : safeCount }).toEqual({ okCount: 3, safeCount: 0 });
    expect(codes).toContain('DATABASE_UNUSABLE');
    expect(stats).toMatchObject({ state: 'unusable', recordedCount: 3, storedCount: 0, droppedCount: 3 });
  });

  it('and a file in it that cannot be written either', async () => {
    const file = temporaryFile();
    await openForWriting(file, 0).close();
    if (process.getuid?.() === 0) chownSync(path.dirname(file), 65_534, 65_534);
    chmodSync(file, 0o444);
    const { okCount, codes } = runLimited(process.execPath, [SCRIPT, `file:${file}`, 'memory', '3', ...NOBODY]);
    expect({ okCount, codes }).toEqual({ okCount: 3, codes: ['DATABASE_UNUSABLE'] });
  });
});

describe('a database file that is damaged', () => {
  it('costs no call, and is said', async () => {
    const file = temporaryFile();
    await storeHistory(`file:${file}`, [buildRecord()]);
    // The schema is on the first page, behind the header; nothing that follows is as it was.
    const handle = openSync(file, 'r+');
    const size = statSync(file).size;
    writeSync(handle, Buffer.alloc(size - 100, 0x2a), 0, size - 100, 100);
    closeSync(handle);
    const { okCount, codes, stats } = runLimited(process.execPath, [SCRIPT, `file:${file}`, 'memory', '3']);
    expect({ okCount, codes }).toEqual({ okCount: 3, codes: ['DATABASE_UNUSABLE'] });
    expect(stats).toMatchObject({ state: 'unusable', storedCount: 0, droppedCount: 3 });
  });
});

describe('a commit that meets a lock', () => {
  it('loses nothing that is called stored, before it or after it', async () => {
    const file = temporaryFile();
    await openForWriting(file, 0).close();
    // Only without write-ahead logging can a reader keep a commit waiting; our own way of opening would refuse the file.
    const reader = new Database(file);
    reader.pragma('journal_mode = DELETE');
    let openCount = 0;
    const writer = createWriter({
      openStore: async () => {
        openCount += 1;
        return sqliteStore(file, { readonly: false, busyTimeoutMs: 5 });
      },
      identifyFile: () => 'the same',
      // The reader goes on when the writer has failed three times.
      delay: async () => {
        if (openCount === 3) reader.exec('COMMIT');
      },
      now: () => 0,
      wallTimeMs: () => 0,
      onRetry: () => undefined,
      recorder: RECORDER_ROW,
      retryForMs: 1000,
    });
    const records = Array.from({ length: 5 }, () => buildRecord());
    const [first, second, ...rest] = records.map((record) => encodeRecord(record));
    if (first === undefined || second === undefined) return expect.unreachable();
    const health = { ...RECORDER_ROW, durability: 'commit' as const };
    const stored = { notStored: [], error: null };
    expect(await writer.write([first], health)).toEqual(stored);
    reader.exec('BEGIN');
    reader.prepare('SELECT COUNT(*) FROM batch').all();
    expect(await writer.write([second], health)).toEqual(stored);
    for (const batch of rest) expect(await writer.write([batch], health)).toEqual(stored);
    await writer.close(health);
    expect(openCount).toBe(4);
    const ids = reader.prepare('SELECT id FROM batch ORDER BY id').all();
    expect(ids).toEqual(records.map(({ batchId }) => ({ id: batchId })));
    reader.close();
    await expectWhole(`file:${file}`, 5);
  });
});

it('leaves tool calls alone when redaction, capture and database all fail at once', async () => {
  const recorder = createRecorder({
    url: `file:${temporaryFolder()}`,
    capture: 'full',
    redact: () => {
      throw new Error('no');
    },
    onError: () => {
      throw new Error('no');
    },
  });
  const record = buildRecord();
  expect(await recorder.record(record, buildPayload(record))).toBe(true);
  expect(await recorder.record({} as never, {} as never)).toBe(false);
  await recorder.close();
  expect(recorder.stats()).toMatchObject({ recordedCount: 2, droppedCount: 2, storedCount: 0 });
});
