import type { Page } from '@playwright/test';
import { atOnce } from './at-once';
import { builtRoutes, crawl, routeOf } from './crawl';
import { hostileStrings } from './hostile-strings';
import { type PlannedBatch, recordBatches } from './record-batches';
import { expect, test } from './test';

const BATCHES = 10;
const CALLS_PER_BATCH = 100;
/** Addresses asked for, and of each route so many opened in the browser. */
const ADDRESSES = 300;
const OPENED_PER_ROUTE = 6;
const AT_ONCE = 4;

test('shows 1,000 hostile strings as names, messages and arguments without harm', async ({ page, start }) => {
  test.setTimeout(600_000);
  const strings = hostileStrings(BATCHES * CALLS_PER_BATCH);
  expect(new Set(strings).size).toBe(1000);
  const dashboard = await start();
  await recordBatches({
    databaseUrl: `file:${dashboard.databasePath}`,
    batches: hostileBatches(strings, Date.now() - 60_000),
    // Half of the names are of tools that run and throw, half of tools that nobody defined.
    undefinedTools: strings.filter((text, index) => index % 2 === 0 || text === ''),
  });

  const routes = builtRoutes();
  const addresses = await crawl(dashboard.url, ['/?range=15m', '/?range=15m&tools-rows=all'], ADDRESSES);
  await atOnce(AT_ONCE, addresses, async (address) => {
    const { status } = await fetch(new URL(address, dashboard.url));
    expect(status, address).toBeLessThan(500);
  });
  for (const route of routes) {
    const ofRoute = addresses.filter((address) => routeOf(address, routes) === route);
    for (const address of ofRoute.slice(0, OPENED_PER_ROUTE)) await openHarmlessly(page, dashboard.url, address);
  }
  expect(dashboard.complaints()).toBe('');
});

function hostileBatches(strings: readonly string[], endMs: number): readonly PlannedBatch[] {
  return Array.from({ length: BATCHES }, (_, batch) => {
    const own = strings.slice(batch * CALLS_PER_BATCH, (batch + 1) * CALLS_PER_BATCH);
    return {
      startedAtMs: endMs - (BATCHES - batch) * 5000,
      agent: own[0] ?? '',
      sessionId: own[1] ?? '',
      calls: own.map((text) => ({
        tool: text,
        runMs: 5,
        fate: 'fails',
        message: text,
        extra: { [text]: text, list: [text, { deep: text }] },
      })),
    };
  });
}

async function openHarmlessly(page: Page, origin: string, address: string): Promise<void> {
  const response = await page.goto(new URL(address, origin).href);
  const type = response?.headers()['content-type'] ?? '';
  if (!type.startsWith('text/html')) return;
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  // A call's arguments and message stand in its panel.
  const calls = page.getByRole('option');
  for (const index of [0, 1, 2]) if ((await calls.count()) > index) await calls.nth(index).click();
  expect(await harmOf(page), address).toEqual({ ran: false, planted: [], overflowPx: 0 });
}

function harmOf(page: Page) {
  return page.evaluate(() => {
    const planted = [...document.querySelectorAll('*')]
      .filter(
        (element) =>
          ['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'MATH', 'IMG'].includes(element.tagName) ||
          [...element.attributes].some(({ name }) => name.startsWith('on')) ||
          (element instanceof HTMLAnchorElement && !['http:', 'blob:'].includes(element.protocol)),
      )
      .map((element) => element.outerHTML.slice(0, 200));
    const { scrollWidth, clientWidth } = document.documentElement;
    return { ran: 'wasHacked' in window, planted, overflowPx: scrollWidth - clientWidth };
  });
}
