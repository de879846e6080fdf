import type Database from 'better-sqlite3';
import { migrations } from '../generated/migrations.js';

/** How a database file stands to the migrations this version knows. */
export type MigrationState =
  | { readonly kind: 'empty' }
  /** It holds tables, but not ours. */
  | { readonly kind: 'foreign' }
  /** It was migrated by a newer version, or by another application. */
  | { readonly kind: 'newer'; readonly unknownName: string }
  | { readonly kind: 'known'; readonly pendingNames: readonly string[] };

/** Reads Prisma's own table of migrations. */
export function migrationState(database: Database): MigrationState {
  const tables = names(
    database,
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
  );
  if (tables.length === 0) return { kind: 'empty' };
  if (!tables.includes('_prisma_migrations')) return { kind: 'foreign' };
  const applied = names(
    database,
    'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  const known = migrations.map(({ name }): string => name);
  const unknownName = applied.find((name) => !known.includes(name));
  if (unknownName !== undefined) return { kind: 'newer', unknownName };
  return { kind: 'known', pendingNames: known.filter((name) => !applied.includes(name)) };
}

function names(database: Database, query: string): readonly string[] {
  return database
    .prepare(query)
    .all()
    .map((row) => (row as { readonly name: string }).name);
}
