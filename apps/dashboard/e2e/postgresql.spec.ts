import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { Client } from 'pg';
import { startDashboard } from './dashboard';
import { everyPage } from './every-page';
import { recordBatches } from './record-batches';
import { startTcpProxy } from './tcp-proxy';
import { expect, test } from './test';

const SERVER_URL = process.env.POSTGRES_URL ?? 'postgresql://postgres@127.0.0.1:5432/test';
const COMMAND = path.join(import.meta.dirname, '../../../packages/metrics/bin/parallel-tools.js');
const CALLS = [
  { tool: 'web_search', runMs: 400 },
  { tool: 'fetch_page', runMs: 500 },
  { tool: 'fetch_page', runMs: 300, fate: 'fails' },
] as const;

test('shows a PostgreSQL database, never its password, and lives through the server going away', async ({ page }) => {
  test.skip(!(await isReachable()), `no PostgreSQL at ${SERVER_URL.replace(/\/\/.*@/, '//')}`);
  const schema = `e2e_${randomUUID().replaceAll('-', '')}`;
  const direct = new URL(`${SERVER_URL}?schema=${schema}`);
  const proxy = await startTcpProxy(direct.hostname, Number(direct.port || 5432));
  const proxied = new URL(direct);
  proxied.host = `127.0.0.1:${proxy.port}`;
  // Where the server trusts this machine, as in tests, any password is right.
  proxied.password ||= 'a-secret-password';
  const dashboard = await startDashboard(proxied.href);
  try {
    await page.goto(dashboard.url);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Three lines fill this page.');
    await expect(page.locator('.code')).toContainText(`postgresql://127.0.0.1:${proxy.port}`);
    expect(await page.content()).not.toContain(proxied.password);
    await page.evaluate(() => Object.assign(window, { isSamePage: true }));

    const [batchId] = await recordBatches({
      databaseUrl: direct.href,
      batches: [{ startedAtMs: Date.now() - 5000, calls: CALLS }],
    });
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/hold(s)? the agent back/);
    await expect(page.locator('.figure .value').first()).toHaveText('1');
    await expect(page.locator('.data-table tbody tr', { hasText: 'fetch_page' })).toContainText('2');

    await proxy.cut();
    const stale = page.getByText(/^The database cannot be read since/);
    await expect(stale).toBeVisible();
    expect(await page.content()).not.toContain(proxied.password);
    await proxy.restore();
    await expect(stale).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/hold(s)? the agent back/);
    expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);

    await page.goto(`${dashboard.url}/batches/${batchId}`);
    await expect(page.getByRole('option')).toHaveCount(CALLS.length);
    // A page that is open asks a server that is gone.
    await page.close();
  } finally {
    await dashboard.stop();
    await proxy.cut();
    await query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  }
});

test('shows on every page what it shows of the same batches in SQLite', async ({ page, planned }) => {
  test.skip(!(await isReachable()), `no PostgreSQL at ${SERVER_URL.replace(/\/\/.*@/, '//')}`);
  const schema = `e2e_${randomUUID().replaceAll('-', '')}`;
  const target = `${SERVER_URL}?schema=${schema}`;
  const { status, stderr } = spawnSync(
    process.execPath,
    [COMMAND, 'copy', '--url', `file:${planned.databasePath}`, '--to', target],
    { encoding: 'utf8' },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const dashboard = await startDashboard(target);
  try {
    const [from, to] = [Date.now() - 30 * 3_600_000, Date.now()].map((ms) => new Date(ms).toISOString());
    for (const { name, path: address } of everyPage(planned.databasePath, `from=${from}&to=${to}`)) {
      const inSqlite = await shownText(page, planned.url + address);
      const inPostgresql = await shownText(page, dashboard.url + address);
      // The copy was written by another recorder.
      if (name === '/health') expect(inPostgresql.slice(0, 3), name).toEqual(inSqlite.slice(0, 3));
      else expect(inPostgresql, name).toEqual(inSqlite);
    }
    // A page that is open asks a server that is gone.
    await page.close();
  } finally {
    await dashboard.stop();
    await query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  }
});

/** What a page says once all of it is there, with the tables of charts that only readers of screens meet. */
async function shownText(page: Page, address: string): Promise<readonly string[]> {
  await page.goto(address);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  const texts = await page.locator('main :is(h1, h2, h3, p, dt, dd, th, td, li)').allTextContents();
  // A line in which a chart says what the pointer is at is there, and empty, once the chart can be used.
  return texts.filter((text) => text !== '');
}

function isReachable(): Promise<boolean> {
  return query('SELECT 1').then(
    () => true,
    () => false,
  );
}

async function query(statement: string): Promise<void> {
  const client = new Client({ connectionString: SERVER_URL, connectionTimeoutMillis: 2000 });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
