// Builds what is published: dist/app (the pages, and what of Next they need) and dist/server (the command line).
// Reads src/, server/ and the built packages; needs no database and no network. Takes no flags.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildServer } from './build-server.mjs';
import { copyLicenses } from './copy-licenses.mjs';
import { flattenModules } from './flatten-modules.mjs';

const packageFolder = path.resolve(import.meta.dirname, '..');
const standalone = path.join(packageFolder, '.next/standalone');
const standaloneApp = path.join(standalone, 'apps/dashboard');
const app = path.join(packageFolder, 'dist/app');

rmSync(path.join(packageFolder, 'dist'), { recursive: true, force: true });
buildPages();
cpSync(path.join(standaloneApp, '.next'), path.join(app, '.next'), { recursive: true });
writeFileSync(path.join(app, 'package.json'), '{ "private": true }\n');
cpSync(path.join(packageFolder, '.next/static'), path.join(app, '.next/static'), { recursive: true });
flattenModules(path.join(standalone, 'node_modules'), path.join(app, 'node_modules'));
forgetPaths(path.join(app, '.next/required-server-files.json'));
copyLicenses(path.join(packageFolder, 'src'), packageFolder, path.join(packageFolder, 'dist/third-party-licenses.txt'));
rmSync(standalone, { recursive: true });
await buildServer();

function buildPages() {
  const next = path.join(packageFolder, 'node_modules/next/dist/bin/next');
  const { status } = spawnSync(process.execPath, [next, 'build'], { cwd: packageFolder, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  // Links that no archive keeps. The server hands the pages their reader: they import its types alone.
  if (existsSync(path.join(standaloneApp, '.next/node_modules'))) {
    console.error('A page imports a package that cannot be bundled; see .next/node_modules.');
    process.exit(1);
  }
}

/** The settings of the build name folders of this machine; nothing that serves looks there. @param {string} file */
function forgetPaths(file) {
  const repository = JSON.stringify(path.resolve(packageFolder, '../..')).slice(1, -1);
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(repository, '.'));
}
