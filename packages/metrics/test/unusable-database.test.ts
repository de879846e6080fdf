import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BatchResult, createExecutor, defineTool } from '@parallel-tools/executor';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRecorder, type RecorderOptions } from '../src/index.js';
import { temporaryFolder } from './temporary-folder.js';

afterEach(() => void vi.restoreAllMocks());

const echo = defineTool({ name: 'echo', execute: (args) => args });

/** Runs two batches with a recorder; what came of them, and what it printed. */
async function runWith(options: RecorderOptions) {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const recorder = createRecorder(options);
  const executor = createExecutor({ tools: [echo], recorder });
  const results: BatchResult[] = [];
  for (const id of ['a', 'b']) results.push(await executor.execute([{ id, name: 'echo', args: { id } }]));
  await recorder.flush();
  results.push(await executor.execute([{ id: 'c', name: 'echo', args: {} }]));
  await executor.close();
  await recorder.close();
  return { results, stats: recorder.stats(), lines: printed.mock.calls.map(([line]) => String(line)) };
}

describe('a database that cannot be opened', () => {
  it.each([
    ['in a directory that is missing', (folder: string) => `file:${folder}/no/such/a.db`, 'directory does not exist'],
    ['that is a directory', (folder: string) => `file:${folder}`, 'unable to open'],
    [
      'that is not a database',
      (folder: string) => {
        writeFileSync(path.join(folder, 'a.db'), 'This is a text, and longer than a header. '.repeat(50));
        return `file:${folder}/a.db`;
      },
      'it is not a SQLite database',
    ],
    [
      "that is another application's",
      (folder: string) => {
        new Database(path.join(folder, 'a.db')).exec('CREATE TABLE invoice (id)').close();
        return `file:${folder}/a.db`;
      },
      "another application's tables",
    ],
    ['on PostgreSQL without a name', () => 'postgres://ada:secret@localhost', 'names host and database'],
    [
      'in a schema that is none',
      () => 'postgres://ada:secret@localhost/db?schema=A;B',
      'the schema of a PostgreSQL URL',
    ],
    ['with an unknown scheme', () => 'mysql://localhost/db', 'it must be file: and a path'],
  ])('%s: the calls run, and one line says why nothing is recorded', async (_, urlIn, reason) => {
    const folder = temporaryFolder();
    const url = urlIn(folder);
    const { results, stats, lines } = await runWith({ url });
    expect(results.map(({ success }) => success)).toEqual([true, true, true]);
    expect(stats).toMatchObject({
      state: 'unusable',
      recordedCount: 3,
      storedCount: 0,
      droppedCount: 3,
      queuedCount: 0,
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^parallel-tools: [^\n]*$/);
    expect(lines[0]).toContain(reason);
    expect(lines[0]).not.toContain('secret');
    if (url.startsWith('file:')) expect(lines[0]).toContain(folder);
  });

  it('does not touch a file that is not a database', async () => {
    const file = path.join(temporaryFolder(), 'a.db');
    const text = 'Dear diary, this is no database, but longer than a header. '.repeat(50);
    writeFileSync(file, text);
    await runWith({ url: `file:${file}` });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('goes to onError instead of stderr, once, and what that throws is ignored', async () => {
    const onError = vi.fn(() => {
      throw new Error('listener');
    });
    const { lines } = await runWith({ url: `file:${temporaryFolder()}`, onError });
    expect(lines).toEqual([]);
    expect(onError).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ name: 'RecorderError', code: 'DATABASE_UNUSABLE' }),
    );
  });
});
