import { describe, expect, it } from 'vitest';
import { deployWithPrisma, pendingSql } from '../scripts/schema-engine.mjs';
import { locate } from '../src/store/location.js';
import { MIGRATIONS } from '../src/store/migration-state.js';
import { openStoreForReading, openStoreForWriting } from '../src/store/open-store.js';
import { needs, POSTGRESQL, queryServer } from './databases.js';

describe('the committed migrations of PostgreSQL', () => {
  needs(POSTGRESQL);
  const appliedCount = async (url: string) =>
    (await queryServer('SELECT id FROM _prisma_migrations WHERE finished_at IS NOT NULL', url)).length;

  it('make what the schema says: no drift', async () => {
    expect(await pendingSql({ provider: 'postgresql', url: POSTGRESQL.createUrl() })).toBeNull();
  });

  it('are, once applied by us, nothing left to do for prisma migrate deploy', async () => {
    const url = POSTGRESQL.createUrl();
    await (await openStoreForWriting(locate(url), 1_700_000_000_000)).close();
    expect(await deployWithPrisma({ provider: 'postgresql', url })).toMatchObject({
      history: null,
      editedMigrationNames: [],
      failedMigrationNames: [],
      newlyApplied: [],
    });
  });

  it('are, once applied by prisma migrate deploy, nothing left to do for us', async () => {
    const url = POSTGRESQL.createUrl();
    const { newlyApplied } = await deployWithPrisma({ provider: 'postgresql', url });
    expect(newlyApplied).toEqual(MIGRATIONS.postgresql.map(({ name }) => name));
    await (await openStoreForWriting(locate(url), 0)).close();
    expect(await appliedCount(url)).toBe(MIGRATIONS.postgresql.length);
  });

  it('are applied once when several connections open a new schema at the same moment', async () => {
    const url = POSTGRESQL.createUrl();
    const stores = await Promise.all(Array.from({ length: 6 }, () => openStoreForWriting(locate(url), 0)));
    await Promise.all(stores.map((store) => store.close()));
    expect(await appliedCount(url)).toBe(MIGRATIONS.postgresql.length);
  });

  it('leave nothing half done when one fails', async () => {
    const url = POSTGRESQL.createUrl();
    const schema = new URL(url).searchParams.get('schema');
    await queryServer(`CREATE SCHEMA ${schema}`);
    await queryServer(
      'CREATE TABLE _prisma_migrations (id VARCHAR(36), checksum TEXT, finished_at TIMESTAMPTZ, migration_name TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ, applied_steps_count INTEGER)',
      url,
    );
    await queryServer('CREATE TABLE tool_call (id TEXT)', url);
    await expect(openStoreForWriting(locate(url), 0)).rejects.toMatchObject({ code: 'DATABASE_UNREADABLE' });
    const tables = await queryServer(
      'SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name',
      url,
    );
    expect(tables.map(({ table_name }) => table_name)).toEqual(['_prisma_migrations', 'tool_call']);
  });

  it('are refused by a version that is older than the schema, for writing and reading', async () => {
    const url = POSTGRESQL.createUrl();
    await (await openStoreForWriting(locate(url), 0)).close();
    await queryServer(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name) VALUES ('x', 'x', now(), '20990101000000_next')`,
      url,
    );
    await expect(openStoreForWriting(locate(url), 0)).rejects.toMatchObject({ code: 'SCHEMA_NEWER' });
    await expect(openStoreForReading(locate(url))).rejects.toMatchObject({ code: 'SCHEMA_NEWER' });
  });

  it("are not applied to a schema of another application's", async () => {
    const url = POSTGRESQL.createUrl();
    await queryServer(`CREATE SCHEMA ${new URL(url).searchParams.get('schema')}`);
    await queryServer('CREATE TABLE invoice (id TEXT)', url);
    await expect(openStoreForWriting(locate(url), 0)).rejects.toMatchObject({ code: 'SCHEMA_MISSING' });
  });

  it('are asked for by a reader that comes too early, and it writes nothing', async () => {
    const url = POSTGRESQL.createUrl();
    await expect(openStoreForReading(locate(url))).rejects.toMatchObject({ code: 'SCHEMA_MISSING' });
    const schemas = await queryServer(
      `SELECT 1 FROM pg_namespace WHERE nspname = '${new URL(url).searchParams.get('schema')}'`,
    );
    expect(schemas).toEqual([]);
  });
});
