import type { Page } from '@playwright/test';
import { formatCount, formatDuration } from '../src/lib/format';
import { resolveRange } from '../src/lib/range';
import { readRawNumbers } from './raw-numbers';
import { recordBatches } from './record-batches';
import { expect, test } from './test';

function list(page: Page) {
  return page.locator('section.panel', { has: page.getByRole('heading', { name: 'Which batches?' }) });
}

test('pages through all batches, newest first', async ({ page, history }) => {
  await page.goto(`${history.url}/batches?range=24h`);
  const raw = readRawNumbers(history.databasePath, resolveRange('24h', Date.now(), true).fromMs).newestFirst;
  const links = list(page).locator('tbody td:nth-child(2) a');
  const total = formatCount(raw.length);
  const seen: (string | undefined)[] = [];
  const collect = async (shown: string) => {
    await expect(list(page).locator('.sub')).toContainText(`${shown} of ${total}`);
    const urls = await links.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('href') ?? ''));
    seen.push(...urls.map((url) => /\/batches\/([^?]+)/.exec(url)?.[1]));
  };

  for (let first = 1; first <= raw.length; first += 50) {
    if (first > 1) await page.getByRole('link', { name: 'Next page' }).click();
    await collect(`${formatCount(first)}–${formatCount(Math.min(first + 49, raw.length))}`);
  }
  expect(seen.length).toBeGreaterThan(100);
  await expect(page.getByRole('link', { name: 'Next page' })).toHaveCount(0);
  expect(seen).toEqual(raw.map((batch) => batch.id));

  await page.getByRole('link', { name: 'First page' }).click();
  await expect(list(page).locator('.sub')).toContainText(`1–50 of ${total}`);
});

test('lists the slowest first when asked', async ({ page, history }) => {
  await page.goto(`${history.url}/batches?range=24h`);
  const raw = readRawNumbers(history.databasePath, resolveRange('24h', Date.now(), true).fromMs).newestFirst;
  await page.getByRole('link', { name: 'Slowest' }).click();
  await expect(page).toHaveURL(/order=slowest/);
  const slowest = raw.toSorted((a, b) => b.makespanUs - a.makespanUs).slice(0, 50);
  await expect(list(page).locator('tbody tr td:nth-child(9)')).toHaveText(
    slowest.map((batch) => formatDuration(batch.makespanUs)),
  );
});

test('pages on in the order of makespans', async ({ page, history }) => {
  await page.goto(`${history.url}/batches?range=24h&order=slowest`);
  const raw = readRawNumbers(history.databasePath, resolveRange('24h', Date.now(), true).fromMs).newestFirst;
  await page.getByRole('link', { name: 'Next page' }).click();
  await expect(list(page).locator('.sub')).toContainText('51–100 of');
  const next = raw.toSorted((a, b) => b.makespanUs - a.makespanUs).slice(50, 100);
  await expect(list(page).locator('tbody tr td:nth-child(9)')).toHaveText(
    next.map((batch) => formatDuration(batch.makespanUs)),
  );
});

for (const order of ['newest', 'slowest'] as const) {
  test(`walks along the list by [ and ], ${order} first`, async ({ page, history }) => {
    const raw = readRawNumbers(history.databasePath, resolveRange('24h', Date.now(), true).fromMs).newestFirst;
    // As many with one makespan as may be: they come newest first.
    const ids = (order === 'newest' ? raw : raw.toSorted((a, b) => b.makespanUs - a.makespanUs)).map(({ id }) => id);
    await page.goto(`${history.url}/batches?range=24h&order=${order}`);
    await list(page).locator('tbody td:nth-child(2) a').nth(2).click();
    // The keys work once the page knows what is beside the batch.
    const expectPlace = async (place: number) => {
      await expect(page).toHaveURL(new RegExp(`/batches/${ids[place - 1]}`));
      await expect(page.locator('.beside')).toContainText(`${place} of ${formatCount(ids.length)}`);
    };
    await expectPlace(3);
    await page.keyboard.press(']');
    await expectPlace(4);
    // In the timeline, too.
    await page.getByRole('listbox').focus();
    await page.keyboard.press('[');
    await expectPlace(3);
    await page.keyboard.press('[');
    await expectPlace(2);
    await page.keyboard.press('[');
    await expectPlace(1);
    await expect(page.getByRole('link', { name: 'Previous batch' })).toHaveCount(0);
    await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Batches' }).click();
    await expect(page).toHaveURL(/\/batches\?/);
    await expect(list(page).locator('.sub')).toContainText('1–50 of');
  });
}

test('filters by what a batch holds, says so, and takes it back', async ({ page, planned }) => {
  await page.goto(`${planned.url}/batches?range=24h`);
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByLabel('Agent', { exact: true }).fill('researcher');
  await page.getByLabel('Makespan from, in s').fill('2');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page).toHaveURL(/agent=researcher/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    /^Batches, agent: researcher, makespan from 2.00\ss$/,
  );
  const rows = list(page).locator('tbody tr');
  await expect(rows.first()).toContainText('researcher');
  const agents = await rows.locator('td:nth-child(4)').allTextContents();
  expect(agents.length).toBeGreaterThan(0);
  expect(agents.every((agent) => agent === 'researcher')).toBe(true);

  await page.reload();
  await expect(rows).toHaveCount(agents.length);
  await page.getByRole('link', { name: 'Remove the filter agent: researcher' }).click();
  await expect(page).not.toHaveURL(/agent=/);
  await expect(page.getByRole('link', { name: /^Remove the filter makespan/ })).toBeVisible();
});

test('finds a batch by how its id begins', async ({ page, history }) => {
  const [newest] = readRawNumbers(history.databasePath, 0).newestFirst;
  await page.goto(`${history.url}/batches?range=24h`);
  await page.getByRole('searchbox').fill(newest?.id.slice(0, 30) ?? '');
  await expect(list(page).locator('tbody tr')).toHaveCount(1);
  await expect(page).toHaveURL(/q=/);
  await page.getByRole('searchbox').fill('no such thing');
  await expect(list(page)).toContainText('No batch in this range is like that.');
  await page.getByRole('link', { name: 'Show all batches of the range' }).click();
  await expect(list(page).locator('.sub')).toContainText('1–50');
});

test('leads to a batch and back to the same range', async ({ page, history }) => {
  await page.goto(`${history.url}/batches?range=24h`);
  const newest = readRawNumbers(history.databasePath, 0).newestFirst[0];
  const row = list(page).locator('tbody tr').first();
  await expect(row).toContainText(formatDuration(newest?.makespanUs ?? null));
  await row.getByRole('link').filter({ visible: true }).first().click();
  await expect(page).toHaveURL(new RegExp(`/batches/${newest?.id}\\?range=24h&row=1$`));
  await page.goBack();
  await expect(page).toHaveURL(/\/batches\?range=24h$/);
});

test('shows new batches by itself, and holds still while paused', async ({ page, start }) => {
  const dashboard = await start();
  const record = (agoMs: number) =>
    recordBatches({
      databaseUrl: `file:${dashboard.databasePath}`,
      batches: [{ startedAtMs: Date.now() - agoMs, calls: [{ tool: 'web_search', runMs: 100 }] }],
    });
  await record(60_000);
  await page.goto(`${dashboard.url}/batches?range=1h`);
  const rows = list(page).locator('tbody tr');
  await expect(rows).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  await record(40_000);
  await expect(rows).toHaveCount(2);

  await page.getByRole('button', { name: 'Live' }).click();
  await record(20_000);
  await expect(page.getByRole('button', { name: 'Paused, 1 new' })).toBeVisible();
  await expect(rows).toHaveCount(2);
  await page.getByRole('button', { name: 'Paused, 1 new' }).click();
  await expect(rows).toHaveCount(3);
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
  // To those who do not see the list: what came within ten seconds, at once.
  await expect(page.getByRole('status').filter({ hasText: /^\d new batch(es)?$/ })).toBeAttached();
});

test('tells new batches to 50 clients and sends the next one away', async ({ start }) => {
  const dashboard = await start();
  const clients = Array.from({ length: 50 }, () => new AbortController());
  const answers = await Promise.all(clients.map(({ signal }) => fetch(`${dashboard.url}/api/live`, { signal })));
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
  expect((await fetch(`${dashboard.url}/api/live`)).status).toBe(503);
  for (const client of clients) client.abort();
  await expect
    .poll(async () => {
      const own = new AbortController();
      const { status } = await fetch(`${dashboard.url}/api/live`, { signal: own.signal });
      own.abort();
      return status;
    })
    .toBe(200);
});
