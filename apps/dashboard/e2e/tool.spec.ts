import type { Page } from '@playwright/test';
import { formatCount, formatPercent } from '../src/lib/format';
import { resolveRange } from '../src/lib/range';
import { quantile, readRawNumbers } from './raw-numbers';
import { recordBatches } from './record-batches';
import { expectWithin2Percent } from './shown-numbers';
import { expect, test } from './test';

function panel(page: Page, title: string) {
  return page.locator('section.panel', { has: page.getByRole('heading', { name: title, exact: true }) });
}

test.beforeEach(async ({ page, planned }) => {
  await page.goto(`${planned.url}/tools/web_search?range=24h`);
});

test('shows the numbers of its calls, one by one', async ({ page, planned }) => {
  const raw = readRawNumbers(planned.databasePath, resolveRange('24h', Date.now(), true).fromMs);
  const tool = raw.byTool.get('web_search');
  if (tool === undefined) throw new Error('web_search was not called');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('web_search');
  const value = (label: string) => page.locator('.figure', { hasText: label }).locator('.value');
  await expect(value('Calls').first()).toHaveText(formatCount(tool.calls));
  await expect(value('Failed calls')).toHaveText(
    `${formatPercent(tool.failed, tool.calls)} ${formatCount(tool.failed)}`,
  );
  const run = (await value('Run p50 / p95').textContent()) ?? '';
  expectWithin2Percent(run.split('/')[0], quantile(tool.runsUs, 0.5), 'run p50');
  expectWithin2Percent(run.split('/')[1], quantile(tool.runsUs, 0.95), 'run p95');
  expectWithin2Percent((await value('Wait p95').textContent()) ?? '', quantile(tool.waitsUs, 0.95), 'wait p95');

  const histogram = panel(page, 'How is run time spread?').locator('.histogram rect[data-count]');
  const attemptCount = () =>
    histogram.evaluateAll((bars) => bars.reduce((sum, bar) => sum + Number(bar.getAttribute('data-count')), 0));
  await expect.poll(attemptCount).toBe(tool.runsUs.length);
  await expect(panel(page, 'What fails?').locator('.sub')).toContainText(
    `${formatCount(tool.failed)} of ${formatCount(tool.calls)} calls`,
  );
  const groups = await panel(page, 'What fails?').locator('tbody tr td:nth-child(2)').allTextContents();
  expect(groups.reduce((sum, count) => sum + Number(count), 0)).toBe(tool.failed);
});

test('draws its charts, and leaves hours without calls hatched', async ({ page }) => {
  await expect(panel(page, 'Is it slow, or is it waiting?').locator('path.series')).toHaveCount(3);
  await expect(panel(page, 'What does it wait for?').locator('rect[data-part="tool-slot"]')).not.toHaveCount(0);
  await expect(panel(page, 'When is its limit full?').locator('rect[data-part="tool-slot"]')).not.toHaveCount(0);
  await expect(panel(page, 'How is run time spread?').locator('.no-data')).not.toHaveCount(0);
});

test('shares its crosshair over all charts, and opens the batches with a call of it', async ({ page }) => {
  const chart = panel(page, 'What does it wait for?').locator('svg.time-chart');
  await chart.focus();
  await page.keyboard.press('End');
  await expect(page.locator('.crosshair')).toHaveCount(4);
  await expect(page.locator('.tooltip')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/batches\?from=.*tool=web_search/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Batches, tool: web_search');
});

test('leads from a slow call to its place in its batch', async ({ page }) => {
  const first = panel(page, 'Slowest calls').locator('tbody tr').first();
  await first.getByRole('link').click();
  await expect(page).toHaveURL(/\/batches\/[^?]+\?call=\d+&range=24h/);
  await expect(page.getByText(/^Call \d+ of \d+$/)).toBeVisible();
});

test('is reached from every name of the overview, and says so when nothing was called', async ({ page, planned }) => {
  await page.goto(`${planned.url}/?range=24h`);
  await panel(page, 'Which tool holds the agent back?').getByRole('link').first().click();
  await expect(page).toHaveURL(/\/tools\/[a-z_]+\?range=24h/);
  await page.goto(`${planned.url}/tools/never_called?range=24h`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^No call of never_called in these 24\sh\.$/);
});

test('has a page for every name a model makes up', async ({ page, start }) => {
  const names = ['..', '.', '~', 'a/b', '<script>window.wasHacked = true</script>', '__proto__', '%2e%2e', 'a?b#c'];
  const dashboard = await start();
  await recordBatches({
    databaseUrl: `file:${dashboard.databasePath}`,
    undefinedTools: names,
    batches: [{ startedAtMs: Date.now() - 5000, calls: names.map((tool) => ({ tool, runMs: 1 })) }],
  });
  await page.goto(`${dashboard.url}/tools`);
  const links = page.locator('.data-table tbody th a');
  await expect(links).toHaveCount(names.length);
  const urls = await links.evaluateAll((nodes) => nodes.map((node) => (node as HTMLAnchorElement).href));
  const titles: (string | null)[] = [];
  for (const url of urls) {
    await page.goto(url);
    titles.push(await page.getByRole('heading', { level: 1 }).textContent());
  }
  expect(titles.toSorted()).toEqual(names.toSorted());
  expect(await page.evaluate(() => 'wasHacked' in window)).toBe(false);
});
