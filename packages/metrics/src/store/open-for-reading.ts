import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { StoreError } from '../errors.js';
import { requireMigrated } from './require-migrations.js';
import { openError } from './sqlite-errors.js';
import { sqliteMigrationState } from './sqlite-migration-state.js';
import { sqliteStore } from './sqlite-store.js';
import type { ReadStore } from './store.js';

/** How long a read may block its thread for a lock, in ms. In WAL mode readers wait for next to nothing. */
const BUSY_TIMEOUT_MS = 250;

/**
 * Opens a database file for reading; never writes to it.
 *
 * @param file - Absolute path.
 * @throws {StoreError} `DATABASE_NOT_FOUND`, `DATABASE_UNREADABLE`, `DATABASE_BUSY`, `SCHEMA_MISSING`, `SCHEMA_OLDER`, `SCHEMA_NEWER`
 */
export function openForReading(file: string): ReadStore {
  try {
    requireFile(file);
    checkSchema(file);
  } catch (thrown) {
    throw openError(file, thrown);
  }
  return sqliteStore(file, { readonly: true, busyTimeoutMs: BUSY_TIMEOUT_MS });
}

function requireFile(file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) throw new StoreError('DATABASE_NOT_FOUND', `There is no database at ${file} yet`);
  if (!stats.isFile())
    throw new StoreError('DATABASE_UNREADABLE', `Cannot open the database ${file}: it is not a file`);
}

function checkSchema(file: string): void {
  const database = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    requireMigrated(sqliteMigrationState(database), file);
  } finally {
    database.close();
  }
}
