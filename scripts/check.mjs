// Everything that can be said about the code without running it: one line per step, all problems at once.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkArrows } from './arrows.mjs';
import { run, stopCode } from './processes.mjs';
import { listPackages } from './workspace.mjs';

/** @typedef {{ ok: boolean, output: string }} Verdict */

/** @type {Record<string, () => Promise<Verdict>>} */
const steps = {
  lockfile: () => passes('pnpm', ['install', '--frozen-lockfile', '--lockfile-only']),
  'format and lint': formatAndLint,
  arrows,
  build: () => turbo('build'),
  types,
  'unused code': () => node('knip/bin/knip.js', []),
  'package exports': packageExports,
};

/** @returns {Promise<number>} The exit code: 1 when a step failed. */
export async function check() {
  const failed = [];
  for (const [name, step] of Object.entries(steps)) {
    const start = performance.now();
    const { ok, output } = await step().catch((error) => ({ ok: false, output: String(error) }));
    if (stopCode()) return /** @type {number} */ (stopCode());
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${ok ? '✓' : '✗'} ${name} (${seconds} s)`);
    if (ok) continue;
    failed.push(name);
    console.log(`\n${output.trimEnd()}\n`);
  }
  console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
}

/** @returns {Promise<Verdict>} */
async function formatAndLint() {
  const verdict = await node('@biomejs/biome/bin/biome', ['ci', '--error-on-warnings', '--colors=off', '.']);
  return /Checked \d+ files/.test(verdict.output) ? verdict : { ...verdict, ok: false };
}

/** @returns {Promise<Verdict>} */
async function arrows() {
  const { files, imports, problems } = checkArrows();
  if (imports === 0) problems.push(`no import found in ${files} files: the check saw nothing`);
  return { ok: problems.length === 0, output: problems.join('\n') };
}

/** Every package by its own script, and the scripts of the root. */
async function types() {
  const packages = await listPackages();
  const untyped = packages.filter(({ manifest, path }) => !manifest.scripts?.typecheck && hasTypeScript(path));
  const missing = untyped.map(({ name }) => `${name} has TypeScript but no typecheck script`).join('\n');
  const ofPackages = await turbo('typecheck');
  const ofRoot = await node('typescript/bin/tsc', ['--project', 'tsconfig.json']);
  return {
    ok: ofPackages.ok && ofRoot.ok && untyped.length === 0,
    output: [ofPackages, ofRoot]
      .filter(({ ok }) => !ok)
      .map(({ output }) => output)
      .concat(missing)
      .join('\n'),
  };
}

/** Packs each package as it would be published and looks at the archive. */
async function packageExports() {
  const packages = (await listPackages()).filter(({ manifest }) => !manifest.private);
  const folder = mkdtempSync(join(tmpdir(), 'packed-'));
  const problems = [];
  for (const { path, name } of packages) {
    const archive = join(folder, `${name.replace('/', '-')}.tgz`);
    const verdicts = [
      await passes('pnpm', ['--dir', path, 'pack', '--out', archive]),
      await node('publint/src/cli.js', ['--strict', archive]),
      await node('@arethetypeswrong/cli/dist/index.js', ['--profile=esm-only', '--no-color', archive]),
    ];
    for (const { ok, output } of verdicts) if (!ok) problems.push(`${name}\n${output}`);
  }
  rmSync(folder, { recursive: true });
  return { ok: problems.length === 0 && packages.length > 0, output: problems.join('\n') };
}

/** @param {string} path */
function hasTypeScript(path) {
  const source = join(path, 'src');
  return [path, source].some(
    (folder) => existsSync(folder) && readdirSync(folder).some((file) => file.endsWith('.ts')),
  );
}

/** @param {string} task */
function turbo(task) {
  return node('turbo/bin/turbo', ['run', task, '--continue', '--output-logs=errors-only']);
}

/**
 * @param {string} script - A file of an installed package.
 * @param {readonly string[]} args
 */
function node(script, args) {
  return passes(process.execPath, [`node_modules/${script}`, ...args]);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<Verdict>}
 */
async function passes(command, args) {
  const { code, output } = await run(command, args, { quiet: true });
  return { ok: code === 0, output };
}
