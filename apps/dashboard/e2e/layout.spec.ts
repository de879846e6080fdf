import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { readRawNumbers } from './raw-numbers';
import { expect, test } from './test';

const WIDTHS = [390, 768, 1440, 2560] as const;
const SCHEMES = ['light', 'dark'] as const;

for (const width of WIDTHS) {
  for (const colorScheme of SCHEMES) {
    test.describe(`at ${width} px, ${colorScheme}`, () => {
      test.use({ viewport: { width, height: 900 }, colorScheme });

      test('the overview fits and is accessible', async ({ page, history }) => {
        await page.goto(history.url);
        await expect(page.locator('svg.time-chart')).toHaveCount(2);
        await expectToFit(page);
        await expectAccessible(page);
      });

      test('the list of batches fits and is accessible', async ({ page, planned }) => {
        await page.goto(`${planned.url}/batches?range=24h&agent=auditor`);
        await expect(page.locator('.data-table tbody tr')).not.toHaveCount(0);
        await expectToFit(page);
        await expectAccessible(page);
      });

      test('the page of a tool fits and is accessible', async ({ page, planned }) => {
        await page.goto(`${planned.url}/tools/web_search?range=24h`);
        await expect(page.locator('svg.time-chart')).toHaveCount(4);
        await expectToFit(page);
        await expectAccessible(page);
      });

      test('the list of tools fits and is accessible', async ({ page, planned }) => {
        await page.goto(`${planned.url}/tools?range=24h`);
        await expect(page.locator('.data-table tbody tr')).not.toHaveCount(0);
        await expectToFit(page);
        await expectAccessible(page);
      });

      test('a batch of 60 calls fits and is accessible', async ({ page, planned }) => {
        const large = readRawNumbers(planned.databasePath, 0).newestFirst.find((batch) => batch.callCount === 60);
        await page.goto(`${planned.url}/batches/${large?.id}`);
        await expect(page.getByRole('option')).toHaveCount(60);
        await expectToFit(page);
        await expectAccessible(page);
      });

      test('the empty page fits and is accessible', async ({ page, start }) => {
        await page.goto((await start(`${'long-name-'.repeat(12)}.db`)).url);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('Three lines fill this page.');
        await expectToFit(page);
        await expectAccessible(page);
      });
    });
  }
}

async function expectToFit(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, 'horizontal overflow').toBe(0);
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
  expect(found).toEqual([]);
}
