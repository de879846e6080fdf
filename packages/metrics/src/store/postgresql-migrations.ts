import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import {
  APPLIED_MIGRATIONS,
  MIGRATIONS,
  MIGRATIONS_TABLE_NAME,
  type Migration,
  type MigrationState,
  migrationState,
  POSTGRESQL_TABLES,
} from './migration-state.js';
import { pendingMigrations } from './require-migrations.js';

/** As Prisma's own engine creates it, so that `prisma migrate deploy` carries on from here. */
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`;

/** The advisory lock that Prisma's engine takes to migrate: we and it wait for each other. */
const LOCK = 72_707_369;

/** How the schema at the head of the search path stands to the migrations this version knows. */
export async function postgresqlMigrationState(client: Client): Promise<MigrationState> {
  const tables = await names(client, POSTGRESQL_TABLES);
  const applied = tables.includes(MIGRATIONS_TABLE_NAME) ? await names(client, APPLIED_MIGRATIONS) : [];
  return migrationState(tables, applied, MIGRATIONS.postgresql);
}

/**
 * Applies the committed migrations that a schema lacks, each in a transaction of its own; takes no lock when none is
 * missing. Several processes may do so at once.
 *
 * @throws {StoreError} `SCHEMA_NEWER`, `SCHEMA_MISSING`
 */
export async function applyMigrations(
  client: Client,
  { schema, shown }: { readonly schema: string; readonly shown: string },
  nowMs: number,
): Promise<void> {
  const pending = async () => pendingMigrations(await postgresqlMigrationState(client), MIGRATIONS.postgresql, shown);
  while ((await pending()).length > 0) {
    await client.query('BEGIN');
    try {
      await client.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
      await createSchema(client, schema);
      // Ask again under the lock: another process may have been quicker.
      const [next] = await pending();
      if (next !== undefined) await applyMigration(client, next, nowMs);
      await client.query('COMMIT');
    } catch (thrown) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw thrown;
    }
  }
}

/** Not `IF NOT EXISTS` alone: that needs the right to create one also where there is nothing to create. */
async function createSchema(client: Client, schema: string): Promise<void> {
  const found = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  if (found.rows.length === 0) await client.query(`CREATE SCHEMA ${schema}`);
}

async function applyMigration(client: Client, { name, checksum, sql }: Migration, nowMs: number): Promise<void> {
  await client.query(MIGRATIONS_TABLE);
  await client.query(sql);
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
     VALUES ($1, $2, to_timestamp($4::double precision / 1000), $3, to_timestamp($4::double precision / 1000), 1)`,
    [randomUUID(), checksum, name, nowMs],
  );
}

async function names(client: Client, query: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ readonly name: string }>(query);
  return rows.map(({ name }) => name);
}
