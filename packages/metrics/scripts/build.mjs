// Builds the package: generates what is derived from prisma/, compiles, and bundles Prisma's SQLite adapter.
// Reads src/, ../../prisma/; writes src/generated/ and dist/. Needs no network. Quiet unless something fails.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);
const packageFolder = path.resolve(import.meta.dirname, '..');
const prismaFolder = path.resolve(packageFolder, '../../prisma');
const generatedFolder = path.join(packageFolder, 'src/generated');

generateClient();
generateMigrations();
compile();
await bundleAdapter();

function generateClient() {
  rmSync(generatedFolder, { recursive: true, force: true });
  // `generate` does not run the schema engine, but downloads it unless told where one is: any executable will do.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' };
  run(
    'prisma',
    'build/index.js',
    ['generate', '--schema', path.join(prismaFolder, 'schema.prisma'), '--no-hints'],
    env,
  );
}

/** The committed SQL as a module: it travels inside the package, through bundlers too. */
function generateMigrations() {
  const folder = path.join(prismaFolder, 'migrations');
  const migrations = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, sql: readFileSync(path.join(folder, name, 'migration.sql'), 'utf8') }))
    .map(({ name, sql }) => ({ name, checksum: createHash('sha256').update(sql).digest('hex'), sql }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  mkdirSync(generatedFolder, { recursive: true });
  writeFileSync(
    path.join(generatedFolder, 'migrations.ts'),
    `// Generated from prisma/migrations by scripts/build.mjs.\nexport const migrations = ${JSON.stringify(migrations, null, 2)} as const;\n`,
  );
}

function compile() {
  rmSync(path.join(packageFolder, 'dist'), { recursive: true, force: true });
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
