// Prisma's schema engine as WebAssembly on driver adapters: the same engine as in the CLI, without its download.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { PrismaPg } from '@prisma/adapter-pg';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

const require = createRequire(import.meta.url);
const adapterRequire = createRequire(require.resolve('@prisma/adapter-better-sqlite3'));
const { bindMigrationAwareSqlAdapterFactory } = adapterRequire('@prisma/driver-adapter-utils');

const PRISMA_FOLDER = path.resolve(import.meta.dirname, '../../../prisma');

/**
 * A database, and the schema and the migrations that are for it.
 *
 * @typedef {{ provider: 'sqlite', file: string } | { provider: 'postgresql', url: string }} Target
 */

/** @param {string} provider */
export function migrationsFolder(provider) {
  return path.join(PRISMA_FOLDER, provider, 'migrations');
}

const NO_FILTER = { externalTables: [], externalEnums: [] };

/**
 * The SQL that leads from what the committed migrations make to what the schema says; null when they agree.
 *
 * @param {Target} target - SQLite: `:memory:` will do. PostgreSQL: a server on which a database may be created and dropped.
 * @returns {Promise<string | null>}
 */
export async function pendingSql(target) {
  const { engine, close } = await createEngine(target);
  const { exitCode, stdout } = await engine.diff({
    from: { tag: 'migrations', ...migrationList(target.provider) },
    to: { tag: 'schemaDatamodel', files: [schemaFile(target.provider)] },
    script: true,
    exitCode: true,
    filters: NO_FILTER,
  });
  await close();
  return exitCode === 0 ? null : stdout;
}

/**
 * Does what `prisma migrate deploy` does with a database, and then what `prisma migrate status` does.
 *
 * @param {Target} target
 * @returns {Promise<{ history: object | null, editedMigrationNames: string[], failedMigrationNames: string[], newlyApplied: string[] }>}
 */
export async function deployWithPrisma(target) {
  const { engine, close } = await createEngine(target);
  const migrationsList = migrationList(target.provider);
  const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTER });
  const diagnosis = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: NO_FILTER,
  });
  await close();
  return { ...diagnosis, newlyApplied: appliedMigrationNames };
}

let isInstantiated = false;

/** Once: the bindings keep views of the first instance's memory. */
function instantiate() {
  if (isInstantiated) return;
  isInstantiated = true;
  const file = require.resolve('@prisma/schema-engine-wasm').replace('schema_engine.js', 'schema_engine_bg.wasm');
  const module = new WebAssembly.Module(readFileSync(file));
  const { exports } = new WebAssembly.Instance(module, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
}

async function createEngine(target) {
  instantiate();
  const connections = [];
  const factory = scriptRunningFactory(adapterFor(target), connections);
  const adapter = bindMigrationAwareSqlAdapterFactory(factory);
  const { path: schemaPath, content } = schemaFile(target.provider);
  const engine = await bindings.SchemaEngine.new({ datamodels: [[schemaPath, content]] }, () => undefined, adapter);
  // The engine leaves its connections open.
  const close = async () => {
    engine.free();
    for (const connection of connections) await connection.dispose();
  };
  return { engine, close };
}

function adapterFor(target) {
  if (target.provider === 'sqlite') return new PrismaBetterSqlite3({ url: `file:${target.file}` });
  const url = new URL(target.url);
  return postgresAdapter(url, url.searchParams.get('schema') ?? 'public');
}

function postgresAdapter(url, schema) {
  const { hostname: host, port, username: user, password } = url;
  const connect = (database) => {
    const config = { host, port: Number(port || 5432), user, password, database, options: `-c search_path=${schema}` };
    return new PrismaPg(config, { schema }).connect();
  };
  const database = url.pathname.slice(1);
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: async () => readingCharacters(await connect(database)),
    // Its own way of it drops the database while still connected to it, which fails.
    async connectToShadowDb() {
      const shadow = `parallel_tools_shadow_${randomUUID().replaceAll('-', '')}`;
      const server = await connect(database);
      await server.executeScript(`CREATE DATABASE ${shadow}`);
      const adapter = readingCharacters(await connect(shadow));
      if (schema !== 'public') await adapter.executeScript(`CREATE SCHEMA ${schema}`);
      const dispose = adapter.dispose.bind(adapter);
      let disposing;
      adapter.dispose = () => {
        disposing ??= dispose()
          .then(() => server.executeScript(`DROP DATABASE ${shadow} WITH (FORCE)`))
          .then(() => server.dispose());
        return disposing;
      };
      return adapter;
    },
  };
}

/** Types of PostgreSQL: the catalog, which the engine reads, has the first, which the adapter does not know. */
const CHAR_OID = 18;
const TEXT_OID = 25;

function readingCharacters(adapter) {
  const pool = adapter.underlyingDriver();
  const query = pool.query.bind(pool);
  pool.query = async (...args) => {
    const result = await query(...args);
    for (const field of result.fields ?? []) if (field.dataTypeID === CHAR_OID) field.dataTypeID = TEXT_OID;
    return result;
  };
  return adapter;
}

/** The engine runs a whole migration through `executeRaw`, which the drivers refuse for more than one statement. */
function scriptRunningFactory(factory, connections) {
  const runningScripts = async (connecting) => {
    const adapter = await connecting;
    connections.push(adapter);
    const executeRaw = adapter.executeRaw.bind(adapter);
    adapter.executeRaw = (query) =>
      query.args.length > 0 ? executeRaw(query) : adapter.executeScript(query.sql).then(() => 0);
    return adapter;
  };
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: () => runningScripts(factory.connect()),
    connectToShadowDb: () => runningScripts(factory.connectToShadowDb()),
  };
}

function schemaFile(provider) {
  const file = path.join(PRISMA_FOLDER, provider, 'schema.prisma');
  return { path: file, content: readFileSync(file, 'utf8') };
}

function migrationList(provider) {
  const folder = migrationsFolder(provider);
  const directories = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const lockfile = readFileSync(path.join(folder, 'migration_lock.toml'), 'utf8');
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: lockfile },
    shadowDbInitScript: '',
    migrationDirectories: directories.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(path.join(folder, name, 'migration.sql'), 'utf8') },
      },
    })),
  };
}
