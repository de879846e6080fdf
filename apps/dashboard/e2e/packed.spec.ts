import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Dashboard, startDashboard } from './dashboard';
import { recordBatches } from './record-batches';
import { expect, test } from './test';

const PACKAGE_FOLDER = path.join(import.meta.dirname, '..');

test('runs from the packed package, installed in an empty folder with nothing but the registry', async ({ page }) => {
  test.setTimeout(300_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'packed-dashboard-'));
  let dashboard: Dashboard | undefined;
  try {
    const archives = execFileSync(process.execPath, [path.join(PACKAGE_FOLDER, 'scripts/pack.mjs'), folder], {
      encoding: 'utf8',
    });
    const installed = path.join(folder, 'installed');
    mkdirSync(installed);
    // No compiler, no make, no Python, no pnpm: node and npm are all that is found.
    const env = { ...process.env, PATH: nodeAndNpm(folder) };
    const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', ...archives.trim().split('\n')];
    await promisify(execFile)('npm', install, { cwd: installed, env });

    const ours = path.join(installed, 'node_modules/@parallel-tools/dashboard');
    expect(linksAndBinaries(ours)).toEqual([]);
    expect(filesNaming(ours, path.resolve(PACKAGE_FOLDER, '../..'))).toEqual([]);

    const databasePath = path.join(folder, 'parallel-tools.db');
    const program = path.join(installed, 'node_modules/.bin/parallel-tools-dashboard');
    const { version } = JSON.parse(readFileSync(path.join(PACKAGE_FOLDER, 'package.json'), 'utf8'));
    expect(execFileSync(process.execPath, [program, '--version'], { encoding: 'utf8' })).toBe(`${version}\n`);
    dashboard = await startDashboard(`file:${databasePath}`, { program, env });
    await page.goto(dashboard.url);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Three lines fill this page.');
    const calls = ['web_search', 'fetch_page'].map((tool) => ({ tool, runMs: 400 }));
    await recordBatches({ databaseUrl: `file:${databasePath}`, batches: [{ startedAtMs: Date.now() - 5000, calls }] });
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/hold(s)? the agent back/);
    expect(await dashboard.stop()).toBe(0);
  } finally {
    await dashboard?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Links, which archives drop, and binaries, which fit one platform. */
function linksAndBinaries(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink() || entry.name.endsWith('.node'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Files that tell of the machine they were built on. */
function filesNaming(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}

/** A folder for `PATH`. */
function nodeAndNpm(folder: string): string {
  const programs = path.join(folder, 'programs');
  mkdirSync(programs);
  symlinkSync(process.execPath, path.join(programs, 'node'));
  const npm = (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((entry) => path.join(entry, 'npm'))
    .map(existing)
    .find((found) => found !== null);
  if (npm === undefined || npm === null) throw new Error('npm is not in the PATH');
  symlinkSync(npm, path.join(programs, 'npm'));
  return programs;
}

function existing(file: string): string | null {
  try {
    return realpathSync(file);
  } catch {
    return null;
  }
}
