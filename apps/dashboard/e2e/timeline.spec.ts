import type { Locator } from '@playwright/test';
import { readRawBatch } from './raw-path';
import { recordBatches } from './record-batches';
import { expect, test } from './test';

test.describe('a batch in which everything happens', () => {
  test.beforeEach(async ({ page, showcase }) => {
    await page.goto(`${showcase.url}/batches/${showcase.reviewId}`);
  });

  test('shows numbers that are those of the raw calls', async ({ page, showcase }) => {
    const raw = readRawBatch(showcase.databasePath, showcase.reviewId);
    const figure = (label: string) => page.locator('.figure', { hasText: label }).locator('.value');
    await expect(figure('Makespan')).toHaveText(`${(raw.makespanUs / 1e6).toFixed(2)}\u00a0s`);
    await expect(figure('Speedup')).toContainText(`${(raw.sequentialUs / raw.makespanUs).toFixed(1)}×`);
    await expect(figure('Calls')).toContainText(`24 ${raw.attemptCount} attempts`);
    await expect(figure('Wasted work')).toContainText(`${(raw.wastedUs / 1e6).toFixed(2)}\u00a0s`);
    await expect(figure('Mean in flight')).toContainText(raw.meanInFlight.toFixed(1));
  });

  test('sums the parts of the critical path to the makespan', async ({ page, showcase }) => {
    const raw = readRawBatch(showcase.databasePath, showcase.reviewId);
    const table = page.getByRole('table', { name: /sum to the makespan/ });
    const times = await table.locator('tbody td:nth-child(2)').allTextContents();
    const sum = times.map(milliseconds).reduce((total, ms) => total + ms, 0);
    expect(sum).toBe(milliseconds((await table.locator('tfoot td').first().textContent()) ?? ''));
    expect(sum).toBe(Math.round(raw.makespanUs / 1000));
    expect([...raw.path.values()].reduce((total, us) => total + us, 0)).toBe(raw.makespanUs);
    for (const [part, us] of raw.path) {
      const [cause = '', tool = ''] = part.split(' ');
      const isByTool = cause === 'rate-limit' || cause === 'tool-slot' || cause === 'backoff';
      const name = PART_WORDS[cause] ?? cause;
      const row = table.getByRole('row', { name: isByTool ? `${name}, ${tool}` : name });
      const shown = milliseconds((await row.locator('td').first().textContent()) ?? '');
      // Rounded so that the rows add up: a row may be off by what others gained.
      expect(Math.abs(shown - us / 1000), part).toBeLessThan(1);
    }
    // The strip over the calls is the same, laid on the axis.
    expect(await page.locator('[data-path="run"]').count()).toBeGreaterThan(1);
    await expect(page.locator('.timeline-row.critical')).toHaveCount(raw.pathSeqs.length);
  });

  test('draws retries, hedges, timeouts, skips and what had to end before', async ({ page }) => {
    const rows = page.getByRole('option');
    const marks = (seq: number, mark: string) => rows.nth(seq - 1).locator(`[data-mark="${mark}"]`);
    await expect(marks(5, 'failed')).toHaveCount(1);
    await expect(marks(5, 'rate-limit')).not.toHaveCount(0);
    await expect(marks(5, 'backoff')).toHaveCount(1);
    await expect(marks(11, 'hedge')).toHaveCount(1);
    await expect(marks(11, 'cancelled')).toHaveCount(1);
    await expect(marks(12, 'timeout')).toHaveCount(1);
    await expect(marks(12, 'abandoned')).toHaveCount(1);
    await expect(marks(24, 'skipped')).toHaveCount(1);
    await expect(rows.nth(23)).toContainText('skipped: call 18 did not end ok');
    // Arrows of the call that failed are always drawn; those of others when they are looked at, all with e.
    await expect(page.locator('[data-mark="edge"]')).toHaveCount(1);
    await rows.nth(13).click();
    await expect(page.locator('[data-mark="edge"]')).toHaveCount(3);
    await page.getByRole('listbox').press('e');
    await expect(page.locator('[data-mark="edge"]')).toHaveCount(10);
    await expect(page).toHaveURL(/edges=true/);
  });

  test('zooms and pans by key, keeps it in the URL, and comes back after a reload', async ({ page }) => {
    const timeline = page.getByRole('listbox');
    const bar = page.getByRole('option').nth(6).locator('[data-mark="run"]');
    const before = await widthOf(bar);
    await timeline.press('+');
    await expect.poll(() => widthOf(bar)).toBeGreaterThan(before * 1.3);
    // The URL follows when the hand rests.
    await expect(page).toHaveURL(/view=\d+-\d+/);
    const zoomedIn = page.url();
    await timeline.press('ArrowRight');
    await expect(page).not.toHaveURL(zoomedIn);
    const axis = page.locator('.timeline-axis').first();
    const zoomed = (await axis.textContent()) ?? '';
    await page.reload();
    await expect(axis).toHaveText(zoomed);
    await page.getByRole('listbox').press('0');
    await expect(page).not.toHaveURL(/view=/);
    await expect.poll(() => widthOf(bar)).toBeCloseTo(before, 0);
  });

  test('zooms and pans by hand', async ({ page }) => {
    const bar = page.getByRole('option').nth(15).locator('[data-mark="run"]');
    const box = await boxOf(bar);
    await page.mouse.move(box.x + box.width / 2, box.y + 4);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -300);
    await page.keyboard.up('Control');
    await expect.poll(() => widthOf(bar)).toBeGreaterThan(box.width * 1.5);
    // What is under the hand stays there.
    const zoomed = await boxOf(bar);
    expect(zoomed.x).toBeLessThan(box.x + box.width / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 - 120, box.y + 4, { steps: 6 });
    await page.mouse.up();
    await expect(page).toHaveURL(/view=/);
    await page.getByRole('button', { name: 'Fit' }).click();
    await expect.poll(() => widthOf(bar)).toBeCloseTo(box.width, 0);
  });

  test('shows the critical path alone, and orders by start', async ({ page, showcase }) => {
    const raw = readRawBatch(showcase.databasePath, showcase.reviewId);
    await page.getByRole('listbox').press('c');
    await expect(page.getByRole('option')).toHaveCount(raw.pathSeqs.length);
    await expect(page.getByText(`${raw.pathSeqs.length} of 24 calls`, { exact: true })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('option')).toHaveCount(raw.pathSeqs.length);
    await page.getByRole('button', { name: 'Critical only' }).click();
    await page.getByRole('button', { name: 'By start' }).click();
    await expect(page.getByRole('option')).toHaveCount(24);
    await expect(page).toHaveURL(/bystart=true/);
    const last = await page.getByRole('option').last().getAttribute('aria-posinset');
    expect(last).toBe('24');
  });
});

test.describe('a batch of 2,000 calls', () => {
  test.beforeEach(async ({ page, showcase }) => {
    await page.goto(`${showcase.url}/batches/${showcase.largeId}`);
    await expect(page.getByText('2,000 of 2,000 calls')).toBeVisible();
  });

  test('mounts only the rows in sight, and reaches all of them by key', async ({ page }) => {
    const rows = page.getByRole('option');
    const mounted = await rows.count();
    expect(mounted).toBeGreaterThan(15);
    expect(mounted).toBeLessThan(60);
    await page.getByRole('listbox').press('End');
    await expect(page.getByRole('option', { selected: true })).toHaveAccessibleName(/^call 2000, /);
    await expect(page.getByRole('option', { selected: true })).toBeInViewport();
    await expect(page).toHaveURL(/call=2000/);
    await page.getByRole('listbox').press('Home');
    await expect(page.getByRole('option', { selected: true })).toHaveAccessibleName(/^call 1, /);
    await expect(page.getByRole('option', { selected: true })).toBeInViewport();
  });

  test('moves what is shown by the handles of the strip over it', async ({ page }) => {
    const handle = page.getByRole('slider', { name: 'Shown to' });
    await handle.press('PageDown');
    await expect(handle).toHaveAttribute('aria-valuenow', '900');
    await expect(page).toHaveURL(/view=0-\d+/);
  });
});

const PART_WORDS: Readonly<Record<string, string>> = {
  run: 'running',
  'rate-limit': 'rate limit',
  'tool-slot': 'tool slot',
  'global-slot': 'global slot',
  overhead: 'executor overhead',
};

function milliseconds(text: string): number {
  return Number(text.replaceAll(/[^\d]/g, ''));
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('it has no size');
  return box;
}

async function widthOf(locator: Locator): Promise<number> {
  return (await boxOf(locator)).width;
}

test('offers to draw a gap short, in place, and keeps it in the URL', async ({ page, start }) => {
  const dashboard = await start();
  // Its first attempt fails after 50 ms; the second begins 400 ms later at most.
  const [batchId] = await recordBatches({
    databaseUrl: `file:${dashboard.databasePath}`,
    batches: [{ startedAtMs: Date.now() - 5000, calls: [{ tool: 'fetch_page', runMs: 50, fate: 'fails-once' }] }],
  });
  await page.goto(`${dashboard.url}/batches/${batchId}`);
  const runs = page.locator('[data-mark="run"]');
  const before = await widthOf(runs.first());
  const gap = page.getByRole('button', { name: /^Nothing ran for/ });
  await expect(gap).toHaveText(/^idle \d+\sms: shorten$/);
  await gap.press('Enter');
  await expect.poll(() => widthOf(runs.first())).toBeGreaterThan(before * 1.5);
  await expect(page.locator('[data-mark="idle"]')).toHaveCount(1);
  await expect(page).toHaveURL(/shortidle=true/);
  await page.reload();
  await expect(page.locator('[data-mark="idle"]')).toHaveCount(1);
  // The same button, with the focus where it was.
  await gap.press('Enter');
  await expect(gap).toBeFocused();
  await expect(page).not.toHaveURL(/shortidle/);
  await expect.poll(() => widthOf(runs.first())).toBeCloseTo(before, 0);
});

test('follows two fingers', async ({ browser, showcase }) => {
  const context = await browser.newContext({ hasTouch: true, viewport: { width: 1024, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${showcase.url}/batches/${showcase.reviewId}`);
  const box = await page.locator('.timeline-row').first().locator('.timeline-plot').boundingBox();
  if (box === null) throw new Error('the timeline has no size');
  const touch = await context.newCDPSession(page);
  const fingersAt = (shares: readonly number[]) =>
    shares.map((share, id) => ({ x: box.x + share * box.width, y: box.y + box.height / 2, id }));
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', shares: readonly number[]) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: fingersAt(shares) });
  await send('touchStart', [0.4]);
  await send('touchStart', [0.4, 0.6]);
  await send('touchMove', [0.3, 0.7]);
  await send('touchMove', [0.2, 0.8]);
  await send('touchEnd', []);
  // Three times as far apart, around the middle: a third of the batch is left.
  await expect(page).toHaveURL(/view=\d+-\d+/);
  const [from = 0, to = 0] = /view=(\d+)-(\d+)/.exec(page.url())?.slice(1).map(Number) ?? [];
  const endUs = readRawBatch(showcase.databasePath, showcase.reviewId).makespanUs;
  expect((to - from) / endUs).toBeCloseTo(1 / 3, 1);
  expect((from + to) / 2 / endUs).toBeCloseTo(0.5, 1);
  await context.close();
});

test('tells waits from runs by their hatch where colours are the reader’s own', async ({ page, showcase }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto(`${showcase.url}/batches/${showcase.reviewId}`);
  const colors = await page.evaluate(() => {
    const text = getComputedStyle(document.body).color;
    const run = document.querySelector('[data-mark="run"]');
    const riser = document.querySelector('[data-mark="riser"]');
    const hatch = document.querySelector('#p-rate-limit path');
    if (run === null || riser === null || hatch === null) throw new Error('the timeline has marks');
    return {
      areText: [
        getComputedStyle(run).fill,
        getComputedStyle(hatch).stroke,
        getComputedStyle(riser).backgroundColor,
      ].map((color) => color === text),
      wait: document.querySelector('[data-mark="rate-limit"]')?.getAttribute('fill'),
    };
  });
  expect(colors).toEqual({ areText: [true, true, true], wait: 'url(#p-rate-limit)' });
});
