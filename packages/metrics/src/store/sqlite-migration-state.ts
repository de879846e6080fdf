import type Database from 'better-sqlite3';
import {
  APPLIED_MIGRATIONS,
  MIGRATIONS,
  MIGRATIONS_TABLE_NAME,
  type MigrationState,
  migrationState,
  SQLITE_TABLES,
} from './migration-state.js';

/** How a database file stands to the migrations this version knows. */
export function sqliteMigrationState(database: Database): MigrationState {
  const names = (query: string) =>
    database
      .prepare(query)
      .all()
      .map((row) => (row as { readonly name: string }).name);
  const tables = names(SQLITE_TABLES);
  const applied = tables.includes(MIGRATIONS_TABLE_NAME) ? names(APPLIED_MIGRATIONS) : [];
  return migrationState(tables, applied, MIGRATIONS.sqlite);
}
