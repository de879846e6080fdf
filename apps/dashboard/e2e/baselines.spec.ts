import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { seedHistory } from '@parallel-tools/prisma';
import type { Page } from '@playwright/test';
import { findChromium } from './chromium';
import { startDashboard } from './dashboard';
import { recordShowcase, type Showcase } from './record-showcase';
import { expect, test } from './test';

/** Everything was recorded before it: recordings of a fixed seed are the same batches, down to their ids. */
const END_MS = Date.UTC(2025, 10, 20, 14, 21);
const LAST_DAY = `range=24h&until=${new Date(END_MS).toISOString()}`;
/** A path that no machine has, and that does not differ between machines. */
const ABSENT = '/srv/agent/parallel-tools.db';
/** Of all pixels; what anti-aliasing may do on another processor. */
const TOLERANCE = { maxDiffPixelRatio: 0.002 };
const README = path.join(import.meta.dirname, '../../../README.md');

// Made and compared by the Chromium of one distribution, with the bundled fonts: others draw letters otherwise.
const isDebian = existsSync('/etc/debian_version') && findChromium() === '/usr/bin/chromium';

test.describe('pictures', () => {
  test.skip(!isDebian, 'pictures are compared with Debian’s Chromium only');

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`of the main pages are as they were, ${colorScheme}`, async ({ page }, testInfo) => {
      test.slow();
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const [history, showcase] = ['history', 'showcase'].map((name) => `file:${testInfo.outputPath(`${name}.db`)}`);
      if (history === undefined || showcase === undefined) throw new Error('two databases are recorded');
      await seedHistory({ databaseUrl: history, calls: 6000, hours: 48, endMs: END_MS });
      const { reviewId }: Showcase = await recordShowcase(showcase, END_MS);
      const toolPath = `/tools/search_web?${LAST_DAY}`;
      await onDashboard(history, async (url) => {
        await open(page, `${url}/?${LAST_DAY}`);
        await expect(page).toHaveScreenshot(`readme-${colorScheme}.png`, TOLERANCE);
        await expectPicture(page, `overview-${colorScheme}.png`);
        await open(page, url + toolPath);
        await expectPicture(page, `tool-${colorScheme}.png`);
        await open(page, `${url}/what-if?${LAST_DAY}&change=limit.3`);
        await expectPicture(page, `what-if-${colorScheme}.png`);
      });
      await onDashboard(showcase, async (url) => {
        await open(page, `${url}/batches/${reviewId}`);
        await expectPicture(page, `batch-${colorScheme}.png`);
      });
      await onDashboard(`file:${ABSENT}`, async (url) => {
        await open(page, url);
        await expectPicture(page, `empty-${colorScheme}.png`);
      });
    });
  }
});

test('the README shows these pictures, and each is of a whole window', () => {
  const readme = readFileSync(README, 'utf8');
  for (const [, file = ''] of readme.matchAll(/(?:src|srcset)="([^"]+\.png)"/g)) {
    const picture = readFileSync(path.join(path.dirname(README), file));
    // A PNG begins with its header chunk: width and height at bytes 16 and 20.
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)], file).toEqual([1440, 900]);
  }
  expect(readme).toMatch(/srcset="[^"]+readme-dark\.png"/);
  expect(readme).toMatch(/ src="[^"]+readme-light\.png"/);
});

async function onDashboard(databaseUrl: string, visit: (url: string) => Promise<void>): Promise<void> {
  const dashboard = await startDashboard(databaseUrl);
  try {
    await visit(dashboard.url);
  } finally {
    await dashboard.stop();
  }
}

/** Waits until nothing on the page will change any more. */
async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
  await expect.poll(() => page.evaluate(undrawnCount)).toBe(0);
  // When the recorder wrote, and where: as it was on the day of the test.
  await page.locator('.foot').evaluateAll((feet) => {
    for (const foot of feet) (foot as HTMLElement).style.visibility = 'hidden';
  });
}

/** Runs in the page: parts that the browser has yet to bring to life, and charts that do not know their width yet. */
async function undrawnCount(): Promise<number> {
  const isLive = (element: Element) => Object.keys(element).some((key) => key.startsWith('__reactFiber'));
  const parts = [...document.querySelectorAll('main section.panel, main h1, main svg')];
  const empty = [...document.querySelectorAll('.chart:not(:has(*)), .distribution:not(:has(path))')];
  const count = parts.filter((part) => !isLive(part)).length + empty.length;
  // A width is measured in the frame after, and drawn in the next.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return count;
}

async function expectPicture(page: Page, name: string): Promise<void> {
  await expect(page).toHaveScreenshot(name, { fullPage: true, ...TOLERANCE });
}
