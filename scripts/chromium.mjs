// Finds a Chromium for the browser tests, and installs one where it can. Prints its path when run by itself.
// Plain JavaScript for Node 18 and later, without dependencies: CI calls it before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { argv, env, platform } from 'node:process';
import { pathToFileURL } from 'node:url';
import { run } from './processes.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const macApplications = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);

/**
 * A Chromium that starts: the one of `CHROMIUM_PATH`, else of the system, else Playwright's own, else a new one.
 *
 * @returns {Promise<string>} Its path.
 * @throws {Error} Saying what to do when there is none and none could be installed.
 */
export async function ensureChromium() {
  if (env.CHROMIUM_PATH) {
    if (starts(env.CHROMIUM_PATH)) return env.CHROMIUM_PATH;
    throw new Error(`CHROMIUM_PATH is "${env.CHROMIUM_PATH}", which does not start as a browser.`);
  }
  const found = findChromium() ?? (await installChromium());
  if (found) return found;
  throw new Error(
    'No Chromium found and none could be installed. Install one (Debian: apt-get install chromium; elsewhere: ' +
      'pnpm --dir apps/dashboard exec playwright install chromium) or set CHROMIUM_PATH.',
  );
}

function findChromium() {
  const folders = [...(env.PATH ?? '').split(delimiter), '/usr/bin'];
  const onSystem = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onSystem, ...macApplications, playwrightChromium()].find(
    (path) => path && existsSync(path) && starts(path),
  );
}

async function installChromium() {
  if (isRootOnDebian()) {
    console.error('· installing chromium from Debian');
    const install = ['install', '--yes', '--no-install-recommends', 'chromium'];
    const options = { quiet: true, env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
    for (const args of [['update'], install]) {
      const { code, output } = await run('apt-get', args, options);
      if (code !== 0) console.error(output);
    }
    return findChromium();
  }
  const playwright = fromDashboard('@playwright/test/cli');
  if (playwright) await run(process.execPath, [playwright, 'install', 'chromium']);
  return findChromium();
}

/** Ubuntu has a `chromium` package too, but an empty one that asks for snap. */
function isRootOnDebian() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

function playwrightChromium() {
  const playwright = fromDashboard('@playwright/test');
  return playwright && createRequire(import.meta.url)(playwright).chromium.executablePath();
}

/** @param {string} specifier */
function fromDashboard(specifier) {
  try {
    return createRequire(new URL('../apps/dashboard/package.json', import.meta.url)).resolve(specifier);
  } catch {
    return undefined; // Nothing is installed yet.
  }
}

/** @param {string} path */
function starts(path) {
  // A Chrome for Windows opens a window when asked for its version.
  return platform === 'win32' || spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  try {
    console.log(await ensureChromium());
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exitCode = 1;
  }
}
