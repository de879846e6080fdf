import { randomUUID } from 'node:crypto';
import type Database from 'better-sqlite3';
import { StoreError } from '../errors.js';
import { migrations } from '../generated/migrations.js';
import { migrationState } from './migration-state.js';

/** As Prisma's own engine creates it, so that `prisma migrate deploy` carries on from here. */
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`;

/**
 * Applies the committed migrations that a database lacks, each in a transaction of its own; takes no lock when none is
 * missing. Several processes may do so at once.
 *
 * @param nowMs - Epoch ms, for Prisma's table.
 * @throws {StoreError} `SCHEMA_NEWER`, or `SCHEMA_MISSING` when the file belongs to something else.
 */
export function applyMigrations(database: Database, file: string, nowMs: number): void {
  while (pendingNames(database, file).length > 0) {
    database.exec('BEGIN IMMEDIATE');
    try {
      // Ask again under the lock: another process may have been quicker.
      const [next] = pendingNames(database, file);
      if (next !== undefined) applyMigration(database, next, nowMs);
      database.exec('COMMIT');
    } finally {
      if (database.inTransaction) database.exec('ROLLBACK');
    }
  }
}

function pendingNames(database: Database, file: string): readonly string[] {
  const state = migrationState(database);
  switch (state.kind) {
    case 'empty':
      return migrations.map(({ name }) => name);
    case 'known':
      return state.pendingNames;
    case 'newer':
      throw newerSchema(file, state.unknownName);
    case 'foreign':
      throw new StoreError(
        'SCHEMA_MISSING',
        `${file} holds another application's tables: give Parallel Tools a file of its own`,
      );
    default:
      return state satisfies never;
  }
}

function applyMigration(database: Database, migrationName: string, nowMs: number): void {
  const migration = migrations.find(({ name }) => name === migrationName);
  if (migration === undefined) throw new Error(`No migration ${migrationName}`);
  database.exec(MIGRATIONS_TABLE);
  database.exec(migration.sql);
  database
    .prepare(
      'INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count) VALUES (?, ?, ?, ?, ?, 1)',
    )
    .run(randomUUID(), migration.checksum, BigInt(nowMs), migration.name, BigInt(nowMs));
}

/** One wording for readers and writers. */
export function newerSchema(file: string, migrationName: string): StoreError {
  return new StoreError(
    'SCHEMA_NEWER',
    `${file} was written by a newer version (it has the migration ${migrationName}): update @parallel-tools/metrics`,
  );
}
