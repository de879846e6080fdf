import { DatabaseSync } from 'node:sqlite';
import { expect, test } from './test';

test('replays a batch with another limit, and says so in the URL', async ({ page, showcase }) => {
  await page.goto(`${showcase.url}/what-if?batch=${showcase.largeId}`);
  const makespanUs = makespanOf(showcase.databasePath, showcase.largeId);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`Makespan is ${seconds(makespanUs)}`);
  const limit = page.getByRole('group', { name: /^all tools/ });
  await limit.getByRole('textbox').fill('12');
  await limit.getByRole('textbox').press('Enter');
  await expect(page).toHaveURL(/change=limit\.12/);
  // Twice the slots, work without an end: half the time, but for the last calls.
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/^Makespan falls from .*, (49|50)\s% less\.$/);
  const said = await page.getByRole('heading', { level: 1 }).textContent();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(said ?? '');
  await expect(limit.getByRole('textbox')).toHaveValue('12');
  await limit.getByRole('button', { name: 'back to 6' }).click();
  await expect(page).not.toHaveURL(/change=/);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(said ?? '');
});

test('moves a setting by key alone', async ({ page, showcase }) => {
  await page.goto(`${showcase.url}/what-if?batch=${showcase.reviewId}`);
  const slider = page
    .getByRole('group', { name: /^web_search/ })
    .first()
    .getByRole('slider');
  await slider.press('Home');
  await expect(page).toHaveURL(/change=limit\.1\.web_search/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/^Makespan (rises|stays)/);
});

test('lifts a rate limit, adds a cache and a timeout', async ({ page, showcase }) => {
  await page.goto(`${showcase.url}/what-if?batch=${showcase.reviewId}`);
  await page.getByRole('switch', { name: 'Lift the rate limit' }).click();
  await expect(page).toHaveURL(/change=rate\.0\.web_search/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/^Makespan (falls|rises) from/);
  await expect(page.getByText('Without a rate limit, the server allows any rate.')).toBeVisible();
  await page.getByRole('button', { name: 'Add a change' }).click();
  await page.getByRole('menuitem', { name: /^query_warehouse\s*cache hits/ }).click();
  await expect(page).toHaveURL(/change=cache\.30\.query_warehouse/);
  await expect(page.getByText('2 changes')).toBeVisible();
  await page.getByRole('link', { name: 'Reset' }).click();
  await expect(page).not.toHaveURL(/change=/);
});

test('sums causes to the makespans of the raw batches, and applies a suggestion', async ({ page, showcase }) => {
  await page.goto(`${showcase.url}/what-if?range=24h`);
  const table = page.getByRole('table', { name: /by cause/ });
  await expect(table).toBeVisible();
  const cells = await table.locator('tbody td:nth-child(2)').allTextContents();
  const total = secondsOf((await table.locator('tfoot td').first().textContent()) ?? '');
  const database = new DatabaseSync(showcase.databasePath, { readOnly: true });
  const { us } = database.prepare('SELECT SUM(makespan_us) AS us FROM batch').get() as { us: number };
  database.close();
  // A manual clock leaves no overhead: the replay is the record, to the µs.
  expect(Math.abs(total - us / 1e6)).toBeLessThan(1);
  expect(Math.abs(cells.map(secondsOf).reduce((sum, one) => sum + one, 0) - total)).toBeLessThan(cells.length);
  await page.goto(`${showcase.url}/what-if?batch=${showcase.largeId}`);
  await page
    .getByRole('table', { name: /Single changes/ })
    .getByRole('row', { name: /concurrency limit/ })
    .getByRole('link', { name: 'Apply' })
    .first()
    .click();
  await expect(page).toHaveURL(/change=limit\.\d+/);
  await expect(page.getByText('applied')).toBeVisible();
});

test('reads the distribution by key', async ({ page, history }) => {
  await page.goto(`${history.url}/what-if?range=24h&change=limit.1`);
  const chart = page.getByRole('img', { name: /^Share of \d+ batches/ });
  await chart.press('End');
  await expect(chart.locator('.tooltip')).toContainText('100.0');
  await chart.press('Escape');
  await expect(chart.locator('.tooltip')).toHaveCount(0);
});

test('takes hostile changes for none', async ({ page, history }) => {
  for (const change of ['limit.0', 'time.1e9.x', '__proto__', '%00', 'limit.5.%3Cscript%3E', 'x'.repeat(3000)]) {
    const response = await page.request.get(
      `${history.url}/what-if?range=24h&change=${change}&batch=${change.slice(0, 40)}`,
    );
    expect(response.status(), change).toBe(200);
  }
});

function makespanOf(databasePath: string, batchId: string): number {
  const database = new DatabaseSync(databasePath, { readOnly: true });
  const row = database.prepare('SELECT makespan_us AS us FROM batch WHERE id = ?').get(batchId) as { us: number };
  database.close();
  return row.us;
}

function seconds(us: number): string {
  return `${(us / 1e6).toFixed(us < 9_995_000 ? 2 : 1)}\u00a0s`;
}

/** `31 m 44 s` or `2,637 ms`. */
function secondsOf(text: string): number {
  const [first = 0, second] = [...text.replaceAll(',', '').matchAll(/\d+/g)].map(Number);
  return second === undefined ? first / 1000 : first * 60 + second;
}
