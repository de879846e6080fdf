import { migrations } from '../generated/migrations.js';

/** A committed migration. */
export interface Migration {
  readonly name: string;
  /** SHA-256 of `sql`, hex, as Prisma notes it. */
  readonly checksum: string;
  readonly sql: string;
}

/** The migrations of each database that this version knows, in their order. */
export const MIGRATIONS: { readonly sqlite: readonly Migration[]; readonly postgresql: readonly Migration[] } =
  migrations;

/** How a database stands to the migrations this version knows. */
export type MigrationState =
  | { readonly kind: 'empty' }
  /** It holds tables, but not ours. */
  | { readonly kind: 'foreign' }
  /** It was migrated by a newer version, or by another application. */
  | { readonly kind: 'newer'; readonly unknownName: string }
  | { readonly kind: 'known'; readonly pending: readonly Migration[] };

/** The tables there are. */
export const SQLITE_TABLES =
  "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
export const POSTGRESQL_TABLES =
  'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()';

/** The migrations in Prisma's own table of them. */
export const APPLIED_MIGRATIONS =
  'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL';

export const MIGRATIONS_TABLE_NAME = '_prisma_migrations';

/**
 * @param tables - Names of all there are.
 * @param applied - Names in Prisma's table; empty without one.
 */
export function migrationState(
  tables: readonly string[],
  applied: readonly string[],
  known: readonly Migration[],
): MigrationState {
  if (tables.length === 0) return { kind: 'empty' };
  if (!tables.includes(MIGRATIONS_TABLE_NAME)) return { kind: 'foreign' };
  const unknownName = applied.find((name) => !known.some((migration) => migration.name === name));
  if (unknownName !== undefined) return { kind: 'newer', unknownName };
  return { kind: 'known', pending: known.filter(({ name }) => !applied.includes(name)) };
}
