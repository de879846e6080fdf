import { violationsOf } from './accessible';
import type { Dashboard } from './dashboard';
import { layoutFlaws } from './layout-flaws';
import { readRawNumbers } from './raw-numbers';
import type { Showcase } from './record-showcase';
import { expect, test } from './test';

const WIDTHS = [390, 768, 1440, 2560] as const;
const SCHEMES = ['light', 'dark'] as const;

interface Dashboards {
  readonly history: Dashboard;
  readonly planned: Dashboard;
  readonly showcase: Dashboard & Showcase;
}

/** Every page, with much on it. */
const PAGES: Readonly<Record<string, (dashboards: Dashboards) => string>> = {
  'the overview': ({ history }) => history.url,
  'the list of tools': ({ planned }) => `${planned.url}/tools?range=24h`,
  'the page of a tool': ({ planned }) => `${planned.url}/tools/web_search?range=24h`,
  'the list of batches': ({ planned }) => `${planned.url}/batches?range=24h&agent=auditor`,
  'a batch of 60 calls': ({ planned }) => {
    const { newestFirst } = readRawNumbers(planned.databasePath, 0);
    return `${planned.url}/batches/${newestFirst.find(({ callCount }) => callCount === 60)?.id}`;
  },
  'a batch in which everything happens': ({ showcase }) => `${showcase.url}/batches/${showcase.reviewId}`,
  'a batch of 2,000 calls': ({ showcase }) => `${showcase.url}/batches/${showcase.largeId}`,
  'the list of sessions': ({ showcase }) => `${showcase.url}/sessions?range=24h`,
  'a session': ({ showcase }) => `${showcase.url}/sessions/${showcase.sessionId}`,
  'what if': ({ history }) => `${history.url}/what-if?range=24h&change=time.50.web_search`,
  waste: ({ showcase }) => `${showcase.url}/waste?range=24h`,
  health: ({ showcase }) => `${showcase.url}/health`,
};

for (const [name, addressOf] of Object.entries(PAGES)) {
  test(`${name} fits and is accessible at every width, in both themes`, async ({
    page,
    history,
    planned,
    showcase,
  }) => {
    await page.goto(addressOf({ history, planned, showcase }));
    await expectToFitEverywhere(page);
  });
}

test('the empty page fits and is accessible at every width, in both themes', async ({ page, start }) => {
  await page.goto((await start(`${'long-name-'.repeat(12)}.db`)).url);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Three lines fill this page.');
  await expectToFitEverywhere(page);
});

test('sees what does not fit', async ({ page }) => {
  await page.setContent(`
    <p style="width: 2000px">wide</p>
    <p style="width: 50px; overflow: hidden; white-space: nowrap">cut without a mark</p>
    <p style="width: 50px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis">cut with one</p>
    <p style="position: absolute; top: 300px">beneath</p>
    <p style="position: absolute; top: 302px">above</p>`);
  expect(await layoutFlaws(page)).toEqual([
    'the page is 568 px wider than its window',
    '"cut without a mark" is cut',
    '"beneath" and "above" are one over the other',
  ]);
});

async function expectToFitEverywhere(page: import('@playwright/test').Page): Promise<void> {
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    expect(await layoutFlaws(page), `at ${width} px`).toEqual([]);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      expect(await violationsOf(page), `at ${width} px, ${colorScheme}`).toEqual([]);
    }
  }
}
