import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { run } from './processes.mjs';

it('counts tests, files that do not load, hooks that throw and errors nobody caught', async () => {
  const { passed, failed, skipped } = await tallyOf({
    'passing.test.js': "it('passes', () => {}); it('passes again', () => {});",
    'failing.test.js': "describe('group', () => it('fails', () => expect(1).toBe(2)));",
    'skipping.test.js': "it('needs a service', ({ skip }) => skip('no PostgreSQL')); it.todo('is missing');",
    'broken.test.js': "import './nowhere.js';",
    'hook.test.js':
      "describe('suite', () => { afterAll(() => { throw new Error('no'); }); it('is fine', () => {}); });",
    'rejecting.test.js': "it('leaves a rejection', () => { Promise.reject(new Error('nobody listens')); });",
  });
  expect(passed).toBe(4);
  expect(failed.toSorted()).toEqual([
    'broken.test.js',
    'failing.test.js > group > fails',
    'hook.test.js > suite',
    'unhandled error: nobody listens',
  ]);
  expect(skipped).toEqual([
    { title: 'skipping.test.js > needs a service', reason: 'no PostgreSQL' },
    { title: 'skipping.test.js > is missing', reason: 'no reason given' },
  ]);
}, 60_000);

/**
 * Runs vitest on files of its own.
 *
 * @param {Record<string, string>} files
 * @returns {Promise<import('./tally.mjs').Tally>}
 */
async function tallyOf(files) {
  const root = mkdtempSync(join(tmpdir(), 'tallied-'));
  for (const [name, code] of Object.entries(files)) writeFileSync(join(root, name), code);
  const TALLY_FILE = join(root, 'tally.json');
  const vitest = resolve(import.meta.dirname, '../node_modules/vitest/vitest.mjs');
  const reporter = resolve(import.meta.dirname, 'vitest-tally.mjs');
  await run(process.execPath, [vitest, 'run', '--globals', `--root=${root}`, `--reporter=${reporter}`], {
    quiet: true,
    env: { ...process.env, TALLY_FILE },
  });
  const tally = JSON.parse(readFileSync(TALLY_FILE, 'utf8'));
  rmSync(root, { recursive: true });
  return tally;
}
