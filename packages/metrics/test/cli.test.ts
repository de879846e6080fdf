import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openMetrics } from '../src/queries/index.js';
import { buildCall, buildRecord } from './build-record.js';
import { DATABASES, needs } from './databases.js';
import { storeHistory } from './random-history.js';

const BIN = path.resolve(import.meta.dirname, '../bin/parallel-tools.js');
const DAY_MS = 86_400_000;

function cli(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8', timeout: 60_000 });
  return { status, stdout, stderr };
}

describe.each(DATABASES)('parallel-tools on $name', (database) => {
  needs(database);

  it('migrates a database that does not exist yet, and one that does', async () => {
    const url = database.createUrl();
    expect(cli('migrate', '--url', url)).toMatchObject({ status: 0, stderr: '' });
    expect(cli('migrate', '--url', url).stdout).toContain('is up to date');
    const metrics = openMetrics({ url });
    expect(await metrics.getStatus()).toMatchObject({ batchCount: 0 });
    await metrics.close();
  });

  it('prunes what is older, and only that, in as many steps as it takes', async () => {
    const url = database.createUrl();
    const nowMs = Date.now();
    const old = Array.from({ length: 1001 }, () => buildRecord({ startedAtMs: nowMs - 3 * DAY_MS }));
    const young = buildRecord({ startedAtMs: nowMs - DAY_MS });
    await storeHistory(url, [...old, young]);
    expect(cli('prune', '--days', '2', '--url', url)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('deleted 1001 batches'),
    });
    const metrics = openMetrics({ url });
    expect(await metrics.getStatus()).toMatchObject({ batchCount: 1 });
    expect(await metrics.getRecord(young.batchId)).toEqual(young);
    const all = { fromMs: 0, toMs: nowMs + 1 };
    expect((await metrics.getToolLatencies(all, 10)).rows).toMatchObject([{ callCount: 1 }]);
    expect(await metrics.getBatch(old[0]?.batchId ?? '')).toBeNull();
    await metrics.close();
  });

  it('shows a table of tools, whose names cannot command the terminal', async () => {
    const url = database.createUrl();
    const calls = [buildCall({ toolName: 'red\u001b[31m' }), buildCall({ seq: 2, status: 'error' })];
    await storeHistory(url, [buildRecord({ startedAtMs: Date.now() - 1000, calls })]);
    const { status, stdout } = cli('stats', '--url', url);
    expect(status).toBe(0);
    expect(stdout).toContain('1 batches, 2 calls, 1 failed');
    expect(stdout).toMatch(/search +1 +1 +0 +1\.0 +1\.0 +1\.0 +0\.1/);
    expect(stdout).not.toContain('\u001b');
  });

  it('fails, and creates nothing, where there is nothing to prune or show', () => {
    const url = database.createUrl();
    for (const args of [['prune', '--days', '1'], ['stats']]) {
      expect(cli(...args, '--url', url)).toMatchObject({ status: 1, stdout: '' });
    }
    expect(cli('stats', '--url', url).status).toBe(1);
  });
});

it.each([
  [['dance'], 'There is no command dance'],
  [['prune'], 'prune needs --days'],
  [['prune', '--days', '0'], '--days must be a positive number'],
  [['stats', '--colour'], '--colour'],
  [['stats', '--url', 'mysql://ada:secret@db/x'], 'it must be file:'],
])('refuses %j with exit code 2', (args, reason) => {
  const { status, stderr } = cli(...args);
  expect({ status, says: stderr.includes(reason) }).toEqual({ status: 2, says: true });
  expect(stderr).not.toContain('secret');
});
