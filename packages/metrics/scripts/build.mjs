// Builds the package: generates what is derived from prisma/, compiles, and bundles Prisma's SQLite adapter.
// Reads src/, ../../prisma/; writes src/generated/, dist/ and the two schemas in ../../prisma/. Needs no network. Quiet unless something fails.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { PROVIDERS, schemaFor } from './schemas.mjs';

const require = createRequire(import.meta.url);
const packageFolder = path.resolve(import.meta.dirname, '..');
const prismaFolder = path.resolve(packageFolder, '../../prisma');
const generatedFolder = path.join(packageFolder, 'src/generated');

generateClients();
generateMigrations();
compile();
await bundleAdapter();

/** The two schemas, and a client for each; only when it is another one, lest a build take it from those who use it. */
function generateClients() {
  const template = readFileSync(path.join(prismaFolder, 'schema.template.prisma'), 'utf8');
  for (const provider of PROVIDERS) {
    const schema = schemaFor(provider, template);
    const schemaPath = path.join(prismaFolder, provider, 'schema.prisma');
    writeWhenOther(schemaPath, schema);
    const stampPath = path.join(generatedFolder, `${provider}.sha256`);
    const stamp = sha256(`${require('prisma/package.json').version}\n${schema}`);
    if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) continue;
    // `generate` does not run the schema engine, but downloads it unless told where one is: any executable will do.
    const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' };
    run('prisma', 'build/index.js', ['generate', '--schema', schemaPath, '--no-hints'], env);
    writeFileSync(stampPath, stamp);
  }
}

/** The committed SQL as a module: it travels inside the package, through bundlers too. */
function generateMigrations() {
  const migrations = Object.fromEntries(PROVIDERS.map((provider) => [provider, migrationsOf(provider)]));
  writeWhenOther(
    path.join(generatedFolder, 'migrations.ts'),
    `// Generated from prisma/*/migrations by scripts/build.mjs.\nexport const migrations = ${JSON.stringify(migrations, null, 2)} as const;\n`,
  );
}

function migrationsOf(provider) {
  const folder = path.join(prismaFolder, provider, 'migrations');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, sql: readFileSync(path.join(folder, name, 'migration.sql'), 'utf8') }))
    .map(({ name, sql }) => ({ name, checksum: sha256(sql), sql }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function writeWhenOther(file, text) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}

function compile() {
  run('typescript', 'bin/tsc', ['-p', path.join(packageFolder, 'tsconfig.build.json')], process.env);
}

/**
 * The published adapter depends on better-sqlite3 12, which downloads or compiles its binary. With the adapter inside
 * our package, `better-sqlite3` is our own dependency: 13, which carries its binaries.
 */
async function bundleAdapter() {
  await build({
    entryPoints: [path.join(packageFolder, 'src/store/sqlite-adapter.ts')],
    outfile: path.join(packageFolder, 'dist/store/sqlite-adapter.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    external: ['better-sqlite3'],
    sourcemap: true,
    logLevel: 'warning',
  });
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

function run(packageName, script, args, env) {
  const file = path.join(path.dirname(require.resolve(`${packageName}/package.json`)), script);
  if (!existsSync(file)) throw new Error(`${packageName} has no ${script}`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
    cwd: packageFolder,
    env,
    encoding: 'utf8',
  });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  process.exit(status ?? 1);
}
