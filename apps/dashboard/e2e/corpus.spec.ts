import type { Page } from '@playwright/test';
import { builtRoutes, crawl, routeOf } from './crawl';
import { hostileStrings } from './hostile-strings';
import { type PlannedBatch, recordBatches } from './record-batches';
import { expect, test } from './test';

const BATCHES = 10;
const CALLS_PER_BATCH = 100;
/** Of each route so many addresses are asked for, and so many opened in the browser. */
const ASKED_PER_ROUTE = 30;
const OPENED_PER_ROUTE = 6;
/** Where no name stands in the path they all show the same. */
const OPENED_OF_PLAIN_ROUTE = 2;

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
  const starts = ['/?range=15m', '/?range=15m&tools-rows=all', '/api/export/sessions?range=15m'];
  // Each is asked for on the way.
  const addresses = await crawl(dashboard.url, starts, Number.POSITIVE_INFINITY, ASKED_PER_ROUTE);
  const routesAsked = new Set(addresses.map((address) => routeOf(address, routes)));
  expect(routes.filter((route) => !routesAsked.has(route))).toEqual([]);
  for (const route of routes.filter((route) => !route.startsWith('/api'))) {
    const ofRoute = addresses.filter((address) => routeOf(address, routes) === route);
    const most = route.includes('[') ? OPENED_PER_ROUTE : OPENED_OF_PLAIN_ROUTE;
    for (const address of ofRoute.slice(0, most)) await openHarmlessly(page, dashboard.url, address);
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
  await page.goto(new URL(address, origin).href);
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
