import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { MIGRATIONS } from '../store/migration-state.js';
import { openError } from '../store/sqlite-errors.js';
import { sqliteMigrationState } from '../store/sqlite-migration-state.js';
import { type Check, checkDrift, checkMigrations, megabytes, type Structure } from './doctor-check.js';

/** Above this, somebody holds a read transaction open, or nothing checkpoints. */
const BIG_WAL_BYTES = 256 * 1024 * 1024;

/** What there is to see in a file. */
export function checkSqlite(file: string): readonly Check[] {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined)
    return [{ state: 'broken', text: `there is no file ${file}`, advice: 'run parallel-tools migrate, or a recorder' }];
  try {
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: 1000 });
    try {
      return checksOf(database, file, size);
    } finally {
      database.close();
    }
  } catch (thrown) {
    const advice = 'restore a backup, or move the file away: the next recorder begins a new one';
    return [{ state: 'broken', text: openError(file, thrown).message, advice }];
  }
}

/** What the migrations make. */
export function expectedStructure(): Structure {
  const database = new Database(':memory:');
  for (const { sql } of MIGRATIONS.sqlite) database.exec(sql);
  const structure = structureOf(database);
  database.close();
  return structure;
}

function checksOf(database: Database, file: string, size: number): readonly Check[] {
  const migrations = checkMigrations(sqliteMigrationState(database));
  return [
    { state: 'ok', text: `${file}: ${megabytes(size)}, SQLite ${firstValue(database, 'SELECT sqlite_version()')}` },
    checkJournal(database),
    checkWal(file),
    migrations,
    ...(migrations.state === 'ok' ? [checkDrift(structureOf(database), expectedStructure())] : []),
  ];
}

function checkJournal(database: Database): Check {
  const mode = String(database.pragma('journal_mode', { simple: true }));
  if (mode === 'wal') return { state: 'ok', text: 'write-ahead logging is on' };
  return {
    state: 'look',
    text: `the journal mode is ${mode}, not wal: readers and writers block each other`,
    advice: 'start a recorder, which turns it on; on a network drive it cannot, so use a local disk or PostgreSQL',
  };
}

function checkWal(file: string): Check {
  const size = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= BIG_WAL_BYTES) return { state: 'ok', text: `the log beside it holds ${megabytes(size)}` };
  return {
    state: 'look',
    text: `the log beside it holds ${megabytes(size)}`,
    advice: 'end what reads for long, then start a recorder, or run: PRAGMA wal_checkpoint(TRUNCATE)',
  };
}

function structureOf(database: Database): Structure {
  const names = (query: string) =>
    database
      .prepare(query)
      .all()
      .map((row) => Object.values(row as object)[0] as string);
  const columns = names(`SELECT tables.name || '.' || columns.name
    FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS columns
    WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`);
  return {
    columns: new Set(columns),
    indexes: new Set(names("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")),
  };
}

function firstValue(database: Database, query: string): unknown {
  const [row] = database.prepare(query).all();
  return Object.values(row as object)[0];
}
