// Builds dist/server: the command line, the process that reads the database, the thread that replays, and the development server.
import path from 'node:path';
import { build } from 'esbuild';

const packageFolder = path.resolve(import.meta.dirname, '..');

/** Dependencies stay outside: they are installed with the package. */
export async function buildServer() {
  await build({
    absWorkingDir: packageFolder,
    entryPoints: ['server/main.ts', 'server/reader-main.ts', 'server/replay-main.ts', 'server/dev.ts'],
    outdir: 'dist/server',
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    logLevel: 'warning',
  });
}

if (process.argv[1] === import.meta.filename) await buildServer();
