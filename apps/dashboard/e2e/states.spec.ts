import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { recordBatches } from './record-batches';
import { expect, test } from './test';

const ONE_BATCH = [
  { tool: 'web_search', runMs: 400 },
  { tool: 'fetch_page', runMs: 500 },
] as const;

function recordOne(databasePath: string) {
  return recordBatches({
    databaseUrl: `file:${databasePath}`,
    batches: [{ startedAtMs: Date.now() - 5000, calls: ONE_BATCH }],
  });
}

test('waits for a database that does not exist, and turns into data by itself', async ({ page, start }) => {
  const dashboard = await start();
  await page.goto(dashboard.url);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Three lines fill this page.');
  await expect(page.locator('.bar')).toContainText(dashboard.databasePath);
  await expect(page.locator('.code')).toContainText(`createRecorder({ url: 'file:${dashboard.databasePath}' })`);
  // A reload would lose it.
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));

  await recordOne(dashboard.databasePath);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/hold(s)? the agent back/);
  await expect(page.locator('.segments [aria-current="true"]')).toHaveText('15 m');
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
});

test('waits for the first batch of an empty database', async ({ page, start }) => {
  const dashboard = await start();
  await recordOne(dashboard.databasePath);
  const database = new DatabaseSync(dashboard.databasePath);
  database.exec('PRAGMA foreign_keys = ON; DELETE FROM batch');
  database.close();
  await page.goto(dashboard.url);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Three lines fill this page.');
  await expect(page.locator('.bar')).toContainText('is open');
  await recordOne(dashboard.databasePath);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/hold(s)? the agent back/);
});

test('says so when the file is no database, and recovers', async ({ page, start }) => {
  const dashboard = await start();
  writeFileSync(dashboard.databasePath, 'This is not a database. '.repeat(100));
  await page.goto(dashboard.url);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The database cannot be read right now.');
  await expect(page.getByRole('alert').filter({ hasText: /./ })).toBeVisible();
  rmSync(dashboard.databasePath);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Three lines fill this page.');
  await recordOne(dashboard.databasePath);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/hold(s)? the agent back/);
});

test('says so when a newer version has written the database', async ({ page, start }) => {
  const dashboard = await start();
  await recordOne(dashboard.databasePath);
  const database = new DatabaseSync(dashboard.databasePath);
  database
    .prepare(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES ('x', 'x', '29991231000000_from_the_future', ?, ?, 1)",
    )
    .run(Date.now(), Date.now());
  database.close();
  await page.goto(dashboard.url);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The database is newer than this dashboard.');
});

test('says so when an older version has written the database, and shows it when it was brought up to date', async ({
  page,
  start,
}) => {
  const before = await start();
  await before.stop();
  await recordOne(before.databasePath);
  const database = new DatabaseSync(before.databasePath);
  database.exec('CREATE TABLE later AS SELECT * FROM _prisma_migrations; DELETE FROM _prisma_migrations');
  const dashboard = await start(before.databasePath);
  await page.goto(dashboard.url);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The database is older than this dashboard.');
  await expect(page.locator('main')).toContainText(`npx parallel-tools migrate --url file:${dashboard.databasePath}`);
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  database.exec('INSERT INTO _prisma_migrations SELECT * FROM later');
  database.close();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/hold(s)? the agent back/);
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
});

test('says so when the database dies under an open page, and recovers without a reload', async ({ page, start }) => {
  const dashboard = await start();
  await recordOne(dashboard.databasePath);
  await page.goto(dashboard.url);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/hold(s)? the agent back/);
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  const kept = readFileSync(dashboard.databasePath);
  for (const suffix of ['', '-wal', '-shm']) rmSync(dashboard.databasePath + suffix, { force: true });
  writeFileSync(dashboard.databasePath, 'no database '.repeat(1000));
  const stale = page.getByText(/^The database cannot be read since/);
  await expect(stale).toBeVisible();
  // What was read before stays.
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/hold(s)? the agent back/);
  rmSync(dashboard.databasePath);
  writeFileSync(dashboard.databasePath, kept);
  await expect(stale).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/hold(s)? the agent back/);
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
});

test('shows the numbers while another process writes, and after the file was replaced', async ({ page, start }) => {
  const dashboard = await start();
  await recordOne(dashboard.databasePath);
  await page.goto(dashboard.url);
  await expect(page.locator('.figure').first()).toContainText('1');
  for (const suffix of ['', '-wal', '-shm']) rmSync(dashboard.databasePath + suffix, { force: true });
  await recordOne(dashboard.databasePath);
  await recordOne(dashboard.databasePath);
  await expect(page.locator('.figure .value').first()).toHaveText('2');
});

test('survives a database locked by another process, and recovers by itself', async ({ page, start }) => {
  // The lock cannot be had while the file is open elsewhere.
  const before = await start();
  await before.stop();
  await recordOne(before.databasePath);
  // Another process, as a lock of this one would not hold against itself.
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(process.argv[1]);
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
    process.stdout.write('locked');
    process.stdin.on('data', () => process.exit());`;
  const locker = spawn(process.execPath, ['-e', script, before.databasePath], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(locker.stdout, 'data');
  const dashboard = await start(before.databasePath);
  await page.goto(dashboard.url);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The database cannot be read right now.');
  locker.stdin.write('x');
  await once(locker, 'exit');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/hold(s)? the agent back/);
});

const PATHS = ['/', '/tools', '/tools/web_search', '/batches', '/sessions', '/what-if', '/waste', '/health'];

test('draws every page around a database that does not answer, says so, and fills it in when it does', async ({
  page,
  start,
}) => {
  test.slow();
  const dashboard = await start();
  await recordOne(dashboard.databasePath);
  // The first question starts the process that reads.
  await page.goto(dashboard.url);
  await expect(page.locator('.figure').first()).toContainText('1');
  for (const path of PATHS) {
    const goOn = dashboard.pauseReader();
    await page.goto(dashboard.url + path, { waitUntil: 'commit' });
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reading the database…');
    await expect(page.locator('.foot')).toContainText(dashboard.databasePath);
    await expect(page.getByText('Still reading: another process')).toBeVisible();
    goOn();
    await expect(page.getByRole('heading', { level: 1, name: 'Reading the database…' })).toHaveCount(0);
    await expect(page.locator('.foot')).toContainText('1 batch recorded');
  }
});
