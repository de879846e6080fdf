// Prisma's schema engine as WebAssembly on our SQLite driver: the same engine as in the CLI, without its download.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

const require = createRequire(import.meta.url);
const adapterRequire = createRequire(require.resolve('@prisma/adapter-better-sqlite3'));
const { bindMigrationAwareSqlAdapterFactory } = adapterRequire('@prisma/driver-adapter-utils');

const PRISMA_FOLDER = path.resolve(import.meta.dirname, '../../../prisma');
export const SCHEMA_PATH = path.join(PRISMA_FOLDER, 'schema.prisma');
export const MIGRATIONS_FOLDER = path.join(PRISMA_FOLDER, 'migrations');

const NO_FILTER = { externalTables: [], externalEnums: [] };

/**
 * The SQL that leads from what the committed migrations make to what the schema says; null when they agree.
 *
 * @returns {Promise<string | null>}
 */
export async function pendingSql() {
  const { engine, close } = await createEngine(':memory:');
  const { exitCode, stdout } = await engine.diff({
    from: { tag: 'migrations', ...migrationList() },
    to: { tag: 'schemaDatamodel', files: [schemaFile()] },
    script: true,
    exitCode: true,
    filters: NO_FILTER,
  });
  await close();
  return exitCode === 0 ? null : stdout;
}

/**
 * Does what `prisma migrate deploy` does with a database file, and then what `prisma migrate status` does.
 *
 * @param {string} databasePath
 * @returns {Promise<{ history: object | null, editedMigrationNames: string[], failedMigrationNames: string[], newlyApplied: string[] }>}
 */
export async function deployWithPrisma(databasePath) {
  const { engine, close } = await createEngine(databasePath);
  const migrationsList = migrationList();
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

async function createEngine(databasePath) {
  instantiate();
  const connections = [];
  const factory = scriptRunningFactory(`file:${databasePath}`, connections);
  const adapter = bindMigrationAwareSqlAdapterFactory(factory);
  const { path: schemaPath, content } = schemaFile();
  const engine = await bindings.SchemaEngine.new({ datamodels: [[schemaPath, content]] }, () => undefined, adapter);
  // The engine leaves its connections open.
  const close = async () => {
    engine.free();
    for (const connection of connections) await connection.dispose();
  };
  return { engine, close };
}

/** The engine runs a whole migration through `executeRaw`, which this driver refuses for more than one statement. */
function scriptRunningFactory(url, connections) {
  const factory = new PrismaBetterSqlite3({ url });
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

function schemaFile() {
  return { path: SCHEMA_PATH, content: readFileSync(SCHEMA_PATH, 'utf8') };
}

function migrationList() {
  const directories = readdirSync(MIGRATIONS_FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const lockfile = readFileSync(path.join(MIGRATIONS_FOLDER, 'migration_lock.toml'), 'utf8');
  return {
    baseDir: MIGRATIONS_FOLDER,
    lockfile: { path: 'migration_lock.toml', content: lockfile },
    shadowDbInitScript: '',
    migrationDirectories: directories.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(path.join(MIGRATIONS_FOLDER, name, 'migration.sql'), 'utf8') },
      },
    })),
  };
}
