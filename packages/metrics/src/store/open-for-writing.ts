import Database from 'better-sqlite3';
import { StoreError } from '../errors.js';
import { applyMigrations } from './apply-migrations.js';
import { openError } from './sqlite-errors.js';
import { sqliteStore } from './sqlite-store.js';
import type { Store } from './store.js';

/** How long a statement waits for a lock before it is tried again, in ms: the writer's thread can wait. */
const BUSY_TIMEOUT_MS = 1000;

/**
 * Opens a database file for writing; creates it and its tables when they are missing.
 *
 * @param file - Absolute path.
 * @param nowMs - Epoch ms, noted with migrations.
 * @throws {StoreError} `DATABASE_BUSY` (try again), `DATABASE_UNREADABLE`, `SCHEMA_NEWER`, `SCHEMA_MISSING`
 */
export function openForWriting(file: string, nowMs: number): Store {
  try {
    prepareFile(file, nowMs);
  } catch (thrown) {
    throw openError(file, thrown);
  }
  return sqliteStore(file, { readonly: false, busyTimeoutMs: BUSY_TIMEOUT_MS });
}

function prepareFile(file: string, nowMs: number): void {
  const database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    // Takes effect only in a new file, so that old rows can later be given back to the disk bit by bit.
    database.pragma('auto_vacuum = INCREMENTAL');
    requireWal(database, file);
    // Migrations that rebuild a table need it, and inside their transaction it would have no effect.
    database.pragma('foreign_keys = OFF');
    applyMigrations(database, file, nowMs);
  } finally {
    database.close();
  }
}

/**
 * In any other mode readers and writers block each other, and Prisma's adapter can lose acknowledged writes after a busy
 * commit (prisma/orm#29933).
 */
function requireWal(database: Database, file: string): void {
  const mode = database.pragma('journal_mode = WAL', { simple: true });
  if (mode === 'wal') return;
  throw new StoreError(
    'DATABASE_UNREADABLE',
    `${file} cannot use write-ahead logging (its journal mode stays ${mode}): put it on a local disk`,
  );
}
