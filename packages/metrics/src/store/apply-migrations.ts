import { randomUUID } from 'node:crypto';
import type Database from 'better-sqlite3';
import { MIGRATIONS, type Migration } from './migration-state.js';
import { pendingMigrations } from './require-migrations.js';
import { sqliteMigrationState } from './sqlite-migration-state.js';

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
  const pending = () => pendingMigrations(sqliteMigrationState(database), MIGRATIONS.sqlite, file);
  while (pending().length > 0) {
    database.exec('BEGIN IMMEDIATE');
    try {
      // Ask again under the lock: another process may have been quicker.
      const [next] = pending();
      if (next !== undefined) applyMigration(database, next, nowMs);
      database.exec('COMMIT');
    } finally {
      if (database.inTransaction) database.exec('ROLLBACK');
    }
  }
}

function applyMigration(database: Database, { name, checksum, sql }: Migration, nowMs: number): void {
  database.exec(MIGRATIONS_TABLE);
  database.exec(sql);
  database
    .prepare(
      'INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count) VALUES (?, ?, ?, ?, ?, 1)',
    )
    .run(randomUUID(), checksum, BigInt(nowMs), name, BigInt(nowMs));
}
