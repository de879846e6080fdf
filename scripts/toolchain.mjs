// The Node and pnpm this repository is worked on with. Plain JavaScript for Node 18 and later, without dependencies.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter } from 'node:path';

/** Oldest Node that runs TypeScript files as they are, which examples and scripts rely on. */
const oldestNode = '22.18.0';
/** What is brought along where the present Node is older. */
const broughtNode = '24.21.0';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
/** @type {string} */
const pinnedPnpm = manifest.packageManager.replace('pnpm@', '');

/** The npm packages to bring along, so that `pnpm` and a young enough `node` are on PATH; none when they are. */
export function missingTools() {
  const missing = [];
  if (isOlder(process.versions.node, oldestNode)) missing.push(`node@${broughtNode}`);
  if (installedPnpm()?.split('.')[0] !== pinnedPnpm.split('.')[0]) missing.push(`pnpm@${pinnedPnpm}`);
  return missing;
}

/**
 * Fetches tools through npx, which keeps them in npm's cache: seconds the first time, half a second after that.
 *
 * @param {readonly string[]} packages - With exact versions.
 * @returns {{ path?: string, problem?: string }} A PATH on which they come first, or why they could not be fetched.
 */
export function fetchTools(packages) {
  const args = ['--yes', ...packages.map((name) => `--package=${name}`), '-c', 'node -p process.env.PATH'];
  // npx is a script on Windows and needs a shell there; no argument holds anything a shell would read.
  const { status, stdout, stderr, error } = spawnSync('npx', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) return { problem: `npx could not fetch ${packages.join(' and ')}:\n${error?.message ?? stderr}` };
  const [tools] = stdout.trim().split(delimiter);
  return { path: `${tools}${delimiter}${process.env.PATH}` };
}

/**
 * @param {string} version - Three numbers, such as `22.18.0`.
 * @param {string} other
 * @returns {boolean} Whether `version` came before `other`; equal ones did not.
 */
export function isOlder(version, other) {
  return version.localeCompare(other, 'en', { numeric: true }) < 0;
}

function installedPnpm() {
  const { status, stdout } = spawnSync('pnpm --version', { encoding: 'utf8', shell: true });
  return status === 0 ? stdout.trim() : undefined;
}
