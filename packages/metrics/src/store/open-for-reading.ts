import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { StoreError } from '../errors.js';
import { newerSchema } from './apply-migrations.js';
import { migrationState } from './migration-state.js';
import { prismaStore } from './prisma-store.js';
import { openError } from './sqlite-errors.js';
import type { ReadStore } from './store.js';

/** How long a read may block its thread for a lock, in ms. In WAL mode readers wait for next to nothing. */
const BUSY_TIMEOUT_MS = 250;

/**
 * Opens a database file for reading; never writes to it.
 *
 * @param file - Absolute path.
 * @throws {StoreError} `DATABASE_NOT_FOUND`, `DATABASE_UNREADABLE`, `DATABASE_BUSY`, `SCHEMA_MISSING`, `SCHEMA_NEWER`
 */
export function openForReading(file: string): ReadStore {
  try {
    requireFile(file);
    checkSchema(file);
  } catch (thrown) {
    throw openError(file, thrown);
  }
  return prismaStore(file, { readonly: true, busyTimeoutMs: BUSY_TIMEOUT_MS });
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
    const state = migrationState(database);
    if (state.kind === 'newer') throw newerSchema(file, state.unknownName);
    if (state.kind === 'known' && state.pendingNames.length === 0) return;
    throw new StoreError(
      'SCHEMA_MISSING',
      state.kind === 'known'
        ? `${file} was written by an older version: the next recorder of this version that opens it brings it up to date`
        : `${file} holds no tables of Parallel Tools yet`,
    );
  } finally {
    database.close();
  }
}
