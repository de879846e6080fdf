import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { startDashboard } from './dashboard';
import { recordBatches } from './record-batches';
import { startTcpProxy } from './tcp-proxy';
import { expect, test } from './test';

const SERVER_URL = process.env.POSTGRES_URL ?? 'postgresql://postgres@127.0.0.1:5432/test';
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
  } finally {
    await dashboard.stop();
    await proxy.cut();
    await query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  }
});

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
