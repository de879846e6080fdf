// Runs every test of every package: vitest, then Playwright. The last line is the sum over both.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { run, stopCode } from './processes.mjs';
import { closingLine, judgeRunner, sumTallies } from './tally.mjs';

/** @returns {Promise<number>} The exit code. */
export function test() {
  return runAll([runVitest, runPlaywright]);
}

/** @returns {Promise<number>} The exit code. */
export function browserTest() {
  return runAll([runPlaywright]);
}

/** @param {readonly (() => Promise<import('./tally.mjs').Tally>)[]} runners */
async function runAll(runners) {
  const tallies = [];
  for (const runner of runners) {
    tallies.push(await runner());
    const code = stopCode();
    if (code) return code;
  }
  return conclude(tallies);
}

function runVitest() {
  const reporters = ['--reporter=default', '--reporter=./scripts/vitest-tally.mjs'];
  // A limit only for what hangs: the machine may be of any speed, and busy.
  const limits = ['--testTimeout=60000', '--hookTimeout=60000'];
  return runTallied('vitest', ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...limits], {});
}

async function runPlaywright() {
  try {
    const CHROMIUM_PATH = await ensureChromium();
    const reporter = `--reporter=list,${resolve('scripts/playwright-tally.mjs')}`;
    const args = ['node_modules/@playwright/test/cli.js', 'test', reporter];
    return await runTallied('playwright', args, { cwd: 'apps/dashboard', env: { CHROMIUM_PATH } });
  } catch (error) {
    return { passed: 0, failed: [`playwright: ${/** @type {Error} */ (error).message}`], skipped: [] };
  }
}

/**
 * @param {string} runner
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} options
 */
async function runTallied(runner, args, { cwd, env }) {
  const folder = mkdtempSync(join(tmpdir(), 'tally-'));
  const TALLY_FILE = join(folder, 'tally.json');
  const { code } = await run(process.execPath, args, { cwd, env: { ...process.env, ...env, TALLY_FILE } });
  const tally = readTally(TALLY_FILE);
  rmSync(folder, { recursive: true });
  return judgeRunner(runner, code, tally);
}

/**
 * @param {string} file
 * @returns {import('./tally.mjs').Tally | undefined}
 */
function readTally(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // The runner did not come to its end.
  }
}

/**
 * @param {readonly import('./tally.mjs').Tally[]} tallies
 * @returns {number} The exit code.
 */
function conclude(tallies) {
  const total = sumTallies(tallies);
  const mayNotSkip = process.env.REQUIRE_SERVICES === '1' && total.skipped.length > 0;
  console.log();
  for (const { title, reason } of total.skipped) console.log(`skipped: ${title} (${reason})`);
  if (mayNotSkip) console.log('With REQUIRE_SERVICES=1 no test may be skipped.');
  // The runner has told the rest of a message that goes on.
  for (const title of total.failed) console.log(`failed: ${title.split('\n', 1)[0]}`);
  console.log(closingLine(total));
  return total.failed.length > 0 || mayNotSkip ? 1 : 0;
}
