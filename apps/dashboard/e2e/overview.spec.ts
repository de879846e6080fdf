import type { Page } from '@playwright/test';
import { formatCount, formatDuration, formatPercent, formatRatio } from '../src/lib/format';
import { resolveRange } from '../src/lib/range';
import { readRawNumbers } from './raw-numbers';
import { expect, test } from './test';

/** The value of a figure, without what stands beside it. */
function figure(page: Page, label: string) {
  return page.locator('.figure', { hasText: label }).locator('.value');
}

function panel(page: Page, title: string) {
  return page.locator('section.panel', { has: page.getByRole('heading', { name: title, exact: true }) });
}

test('shows the sums of the raw rows', async ({ page, history }) => {
  await page.goto(history.url);
  const raw = readRawNumbers(history.databasePath, resolveRange('24h', Date.now(), true).fromMs);

  await expect(page.getByRole('link', { name: '24 h' })).toHaveAttribute('aria-current', 'true');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    new RegExp(`^Batches ran ${formatRatio(raw.speedup)} faster than one call after another`),
  );
  await expect(figure(page, 'Batches')).toHaveText(formatCount(raw.batchCount));
  await expect(figure(page, 'Calls').first()).toContainText(formatCount(raw.callCount));
  await expect(figure(page, 'Failed calls')).toHaveText(
    `${formatPercent(raw.failedCount, raw.callCount)} ${formatCount(raw.failedCount)}`,
  );
  await expect(figure(page, 'Speedup')).toHaveText(`${formatRatio(raw.speedup)} of ${formatRatio(raw.idealSpeedup)}`);

  const legend = panel(page, 'What fails, and how?').locator('.legend');
  await expect(legend).toHaveText(
    `error ${raw.byKind.error}timeout ${raw.byKind.timeout}cancelled ${raw.byKind.cancelled}skipped ${raw.byKind.skipped}`,
  );
});

test('lists each tool with its calls and failures', async ({ page, history }) => {
  await page.goto(history.url);
  const raw = readRawNumbers(history.databasePath, resolveRange('24h', Date.now(), true).fromMs);
  const rows = panel(page, 'Every tool').locator('tbody tr');
  await expect(rows).toHaveCount(raw.callsByTool.size);
  for (const [name, { calls, failed }] of raw.callsByTool) {
    const row = rows.filter({ has: page.getByText(name, { exact: true }) });
    await expect(row.locator('td').nth(0)).toHaveText(formatCount(calls));
    await expect(row.locator('td').nth(1)).toHaveText(formatPercent(failed, calls));
  }
});

test('draws three charts, each with a name and the same numbers as a table', async ({ page, history }) => {
  await page.goto(history.url);
  const speedup = panel(page, 'How much parallelism is left on the table?');
  await expect(speedup.locator('svg.recharts-surface')).toHaveAttribute(
    'aria-label',
    /^Speedup over time, \d+ batches/,
  );
  await expect(speedup.locator('path.recharts-line-curve')).not.toHaveCount(0);
  await expect(speedup.locator('table tbody tr')).toHaveCount(24);

  const failures = panel(page, 'What fails, and how?');
  await expect(failures.locator('svg.recharts-surface')).toHaveAttribute(
    'aria-label',
    /^Failed calls over time, by kind/,
  );
  await expect(failures.locator('rect[data-kind="error"]')).not.toHaveCount(0);
  const table = failures.locator('table tbody tr');
  await expect(table).toHaveCount(24);
  const drawn = await table.locator('td:nth-child(n + 2)').allTextContents();
  const failed = drawn.reduce((sum, text) => sum + Number(text), 0);
  // The oldest batches may have left the range by now.
  const raw = readRawNumbers(history.databasePath, resolveRange('24h', Date.now(), true).fromMs);
  expect(failed).toBe(raw.failedCount);

  const latency = panel(page, 'Which tool is slow?');
  await expect(latency.locator('svg.recharts-surface')).toHaveAttribute('aria-label', /^Run time per tool, 8 shown/);
  await expect(latency.locator('rect[data-part="p50"]')).toHaveCount(8);
  await expect(latency.getByText(`8 of ${raw.callsByTool.size} tools shown`)).toBeVisible();
});

test('leaves a gap where no batch ran', async ({ page, planned }) => {
  await page.goto(planned.url);
  const rows = panel(page, 'How much parallelism is left on the table?').locator('table tbody tr');
  const gap = rows.filter({ has: page.getByRole('cell', { name: '0', exact: true }) }).first();
  await expect(gap.locator('td').nth(1)).toHaveText('—');
});

test('reads a bucket by keyboard, and lets it go with Escape', async ({ page, planned }) => {
  await page.goto(planned.url);
  const chart = panel(page, 'How much parallelism is left on the table?').locator('svg.recharts-surface');
  await chart.focus();
  // Also where no batch ran, and nowhere else than on the chart with the focus.
  for (let bucket = 0; bucket < 16; bucket++) {
    await page.keyboard.press('ArrowRight');
    await expect(page.locator('.tooltip')).toHaveCount(1);
  }
  await expect(page.locator('.tooltip')).toContainText('realised');
  await page.keyboard.press('Escape');
  await expect(page.locator('.tooltip')).toBeHidden();
});

test('switches the range in the URL, and the numbers with it', async ({ page, history }) => {
  await page.goto(history.url);
  await page.getByRole('link', { name: '1 h', exact: true }).click();
  await expect(page).toHaveURL(/\?range=1h$/);
  const raw = readRawNumbers(history.databasePath, resolveRange('1h', Date.now(), true).fromMs);
  await expect(figure(page, 'Batches')).toHaveText(formatCount(raw.batchCount));
  await expect(figure(page, 'Calls').first()).toContainText(formatCount(raw.callCount));

  await page.reload();
  await expect(page.getByRole('link', { name: '1 h', exact: true })).toHaveAttribute('aria-current', 'true');
  await page.goBack();
  await expect(page.getByRole('link', { name: '24 h' })).toHaveAttribute('aria-current', 'true');
});

test('pages through all batches, newest first', async ({ page, history }) => {
  await page.goto(`${history.url}/?range=24h`);
  const raw = readRawNumbers(history.databasePath, resolveRange('24h', Date.now(), true).fromMs).newestFirst;
  const links = panel(page, 'Batches').locator('tbody td:nth-child(2) a');
  const total = formatCount(raw.length);
  const seen: (string | null)[] = [];
  const collect = async (shown: string) => {
    await expect(panel(page, 'Batches').locator('.sub')).toContainText(`${shown} of ${total}`);
    seen.push(...(await links.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('title')))));
  };

  for (let first = 1; first <= raw.length; first += 50) {
    if (first > 1) await page.getByRole('link', { name: 'Older' }).click();
    await collect(`${formatCount(first)}–${formatCount(Math.min(first + 49, raw.length))}`);
  }
  expect(seen.length).toBeGreaterThan(100);
  await expect(page.getByRole('link', { name: 'Older' })).toHaveCount(0);
  expect(seen).toEqual(raw.map((batch) => batch.id));

  await page.getByRole('link', { name: 'Newest' }).click();
  await expect(panel(page, 'Batches').locator('.sub')).toContainText(`1–50 of ${total}`);
});

test('leads to a batch and back to the same range', async ({ page, history }) => {
  await page.goto(`${history.url}/?range=24h`);
  const newest = readRawNumbers(history.databasePath, 0).newestFirst[0];
  const row = panel(page, 'Batches').locator('tbody tr').first();
  await expect(row).toContainText(formatDuration(newest?.makespanUs ?? null));
  await row.getByRole('link').filter({ visible: true }).click();
  await expect(page).toHaveURL(new RegExp(`/batches/${newest?.id}\\?range=24h$`));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(newest?.id ?? '');
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Overview' }).click();
  await expect(page).toHaveURL(/\/\?range=24h$/);
});

test('says where the data is when a range has none', async ({ page, history }) => {
  await page.goto(`${history.url}/?range=15m&until=2021-01-01T00:00:00Z`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No batches in these 15 m.');
  await page.getByRole('link', { name: /^Show (15 m|1 h)/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Batches ran');
});

test('keeps the chosen theme over a reload, without a flash', async ({ page, history }) => {
  await page.goto(history.url);
  const root = page.locator('html');
  await expect(root).not.toHaveAttribute('data-theme');
  await page.getByRole('button', { name: 'Theme: system' }).click();
  await expect(root).toHaveAttribute('data-theme', 'light');
  await page.getByRole('button', { name: 'Theme: light' }).click();
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgba(0, 0, 0, 0)');
  await expect(root).toHaveCSS('background-color', 'rgb(19, 24, 22)');
  // The server itself answers in the chosen theme: no script has to repaint the page.
  const html = await (await page.request.get(history.url)).text();
  expect(html).toContain('data-theme="dark"');
});
