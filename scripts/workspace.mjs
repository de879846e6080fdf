// The packages of this workspace.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, stopCode } from './processes.mjs';

/**
 * @typedef {object} Package
 * @property {string} name
 * @property {string} path - Absolute folder.
 * @property {Record<string, any>} manifest
 */

/** @returns {Promise<Package[]>} All but the root, by folder. */
export async function listPackages() {
  const { output } = await run('pnpm', ['list', '--recursive', '--depth=-1', '--json'], { quiet: true });
  /** @type {{ name: string, path: string }[]} */
  const listed = JSON.parse(output);
  return listed
    .filter(({ path }) => path !== process.cwd())
    .map(({ name, path }) => ({ name, path, manifest: JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) }));
}

/**
 * Runs a script in every package that has it, one after the other.
 *
 * @param {string} script
 * @param {readonly string[]} flags
 * @returns {Promise<number>} The exit code: 1 when any failed.
 */
export async function runEverywhere(script, flags) {
  const packages = (await listPackages()).filter(({ manifest }) => manifest.scripts?.[script]);
  if (packages.length === 0) console.log(`No package has a "${script}" script yet.`);
  let exitCode = 0;
  for (const { path } of packages) {
    const { code } = await run('pnpm', ['--dir', path, 'run', script, ...flags]);
    if (code !== 0) exitCode = 1;
    if (stopCode()) break;
  }
  return stopCode() ?? exitCode;
}
