import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { deployWithPrisma, pendingSql } from '../scripts/schema-engine.mjs';
import { MIGRATIONS } from '../src/store/migration-state.js';
import { openForWriting } from '../src/store/open-for-writing.js';
import { temporaryFile } from './temporary-folder.js';

async function createDatabase(): Promise<string> {
  const file = temporaryFile();
  await openForWriting(file, 1_700_000_000_000).close();
  return file;
}

describe('the committed migrations', () => {
  it('make what the schema says: no drift', async () => {
    expect(await pendingSql({ provider: 'sqlite', file: ':memory:' })).toBeNull();
  });

  it('are, once applied by us, nothing left to do for prisma migrate deploy', async () => {
    expect(await deployWithPrisma({ provider: 'sqlite', file: await createDatabase() })).toMatchObject({
      history: null,
      editedMigrationNames: [],
      failedMigrationNames: [],
      newlyApplied: [],
    });
  });

  it('are, once applied by prisma migrate deploy, nothing left to do for us', async () => {
    const file = temporaryFile();
    const { newlyApplied } = await deployWithPrisma({ provider: 'sqlite', file });
    expect(newlyApplied).toEqual(MIGRATIONS.sqlite.map(({ name }) => name));
    await openForWriting(file, 0).close();
    expect(appliedCount(file)).toBe(MIGRATIONS.sqlite.length);
  });

  it('are applied once when several threads open a new file at the same moment', async () => {
    const file = temporaryFile();
    const source = `
      const { openForWriting } = await import(${JSON.stringify(new URL('../dist/store/open-for-writing.js', import.meta.url).href)});
      for (;;) {
        try { await openForWriting(${JSON.stringify(file)}, 0).close(); break; }
        catch (error) { if (error.code !== 'DATABASE_BUSY') throw error; }
      }
    `;
    const url = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
    const exits = await Promise.all(Array.from({ length: 6 }, () => once(new Worker(url), 'exit')));
    expect(exits.flat()).toEqual([0, 0, 0, 0, 0, 0]);
    expect(appliedCount(file)).toBe(MIGRATIONS.sqlite.length);
  });

  it('leave nothing half done when one fails', () => {
    const file = temporaryFile();
    // A table of ours in an otherwise migrated file: the first migration cannot create it.
    const database = new Database(file);
    database.exec(
      'CREATE TABLE _prisma_migrations (id TEXT PRIMARY KEY NOT NULL, checksum TEXT NOT NULL, finished_at DATETIME, migration_name TEXT NOT NULL, logs TEXT, rolled_back_at DATETIME, started_at DATETIME NOT NULL DEFAULT current_timestamp, applied_steps_count INTEGER UNSIGNED NOT NULL DEFAULT 0)',
    );
    database.exec('CREATE TABLE tool_call (id)').close();
    expect(() => openForWriting(file, 0)).toThrow('already exists');
    const after = new Database(file);
    const tables = after.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all();
    after.close();
    expect(tables).toEqual([{ name: '_prisma_migrations' }, { name: 'tool_call' }]);
  });
});

describe('a database file made by us', () => {
  it('uses write-ahead logging, and can give back space bit by bit', async () => {
    const database = new Database(await createDatabase());
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('auto_vacuum', { simple: true })).toBe(2);
    database.close();
  });
});

function appliedCount(file: string): number {
  const database = new Database(file, { readonly: true });
  const rows = database.prepare('SELECT id FROM _prisma_migrations').all();
  database.close();
  return rows.length;
}
