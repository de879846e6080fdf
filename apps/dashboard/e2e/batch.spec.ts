import { readRawNumbers } from './raw-numbers';
import { expect, test } from './test';

test.beforeEach(async ({ page, planned }) => {
  const newest = readRawNumbers(planned.databasePath, 0).newestFirst[0];
  await page.goto(`${planned.url}/batches/${newest?.id}`);
});

test('says how the batch went', async ({ page }) => {
  const head = page.locator('main > div').first();
  await expect(head).toContainText('6 ok');
  await expect(head).toContainText('1 error');
  await expect(head).toContainText('1 timeout');
  await expect(head).toContainText('session session-1');
  await expect(head).toContainText('agent auditor');
  // The call that hangs waits 300 ms for a slot and ends at its timeout of 3 s, after everything else.
  await expect(head).toContainText(
    /3\.00\ss of 3\.30\ss \(91\s%\) is run time, all of it in call 6, tail_logs, until its timeout/,
  );
  await expect(page.locator('.figure', { hasText: 'Makespan' })).toContainText('3.30 s');
  await expect(page.locator('.figure', { hasText: 'Calls' })).toContainText('8');
  await expect(page.locator('.figure', { hasText: 'Wasted work' })).toContainText('abandoned');
});

test('draws every call with the marks of what happened to it', async ({ page }) => {
  const rows = page.getByRole('option');
  await expect(rows).toHaveCount(8);
  const marks = (index: number, mark: string) => rows.nth(index).locator(`[data-mark="${mark}"]`);
  await expect(marks(0, 'run')).toHaveCount(1);
  await expect(marks(2, 'tool-slot')).toHaveCount(1);
  await expect(marks(3, 'failed')).toHaveCount(1);
  await expect(marks(3, 'backoff')).toHaveCount(1);
  await expect(marks(3, 'run')).toHaveCount(2);
  await expect(marks(4, 'failed')).not.toHaveCount(0);
  await expect(marks(5, 'timeout')).toHaveCount(1);
  await expect(marks(5, 'abandoned')).toHaveCount(1);
  await expect(page.locator('[data-mark="critical"]')).not.toHaveCount(0);
  await expect(rows.nth(2)).toHaveAccessibleName(
    /^call 3, web_search, waited 400\sms for a tool slot, ran 500\sms, ok/,
  );
});

test('puts bars where their times are', async ({ page }) => {
  const track = page.locator('.timeline-row').nth(7);
  const plot = await track.locator('.timeline-plot').boundingBox();
  const bar = await track.locator('[data-mark="run"]').boundingBox();
  if (plot === null || bar === null) throw new Error('the timeline has no size');
  // run_python runs for 2,600 of 3,300 ms: the call that hangs was expected to be short, so it started last.
  expect(bar.width / plot.width).toBeCloseTo(2600 / 3300, 1);
});

test('moves by key from one tab stop, and shows the call it stands on', async ({ page }) => {
  const timeline = page.getByRole('listbox');
  const call = page.locator('section.panel', { hasText: 'Call id' });
  // It begins with the first call that failed.
  await expect(call).toContainText('Call 5 of 8');
  await timeline.focus();
  await page.keyboard.press('j');
  await expect(call).toContainText('Call 6 of 8');
  await expect(page).toHaveURL(/\?call=6$/);
  await page.keyboard.press('ArrowDown');
  await expect(call).toContainText('Call 7 of 8');
  await page.keyboard.press('k');
  await page.keyboard.press('ArrowUp');
  await expect(call).toContainText('Call 5 of 8');
  await page.keyboard.press('Home');
  await expect(call).toContainText('Call 1 of 8');
  await page.keyboard.press('k');
  await expect(call).toContainText('Call 1 of 8');
  await page.keyboard.press('End');
  await expect(call).toContainText('Call 8 of 8');
  await expect(page.getByRole('option', { selected: true })).toHaveAccessibleName(/^call 8, run_python/);
  await expect(timeline).toHaveAttribute(
    'aria-activedescendant',
    (await page.getByRole('option').nth(7).getAttribute('id')) ?? '',
  );

  await page.reload();
  await expect(call).toContainText('Call 8 of 8');
});

test('shows what was recorded of a call', async ({ page }) => {
  await page.getByRole('option').nth(3).click();
  const call = page.locator('section.panel', { hasText: 'Call id' });
  await expect(call).toContainText('call_4');
  await expect(call).toContainText('ok, 2 attempts');
  await expect(call).toContainText('Error of attempt 1');
  await expect(call).toContainText('503 Service Unavailable');
  await expect(call.locator('tbody tr')).toHaveCount(2);
  await expect(call).toContainText('"query": "fetch_page 4"');
  await expect(call).toContainText('"ranMs": 900');
});

test('ignores a selection that is not there', async ({ page }) => {
  await page.goto(`${page.url()}?call=999999999999`);
  await expect(page.getByText('Call 5 of 8')).toBeVisible();
  await page.goto(page.url().replace(/call=.*/, 'call=-1e9%00'));
  await expect(page.getByText('Call 5 of 8')).toBeVisible();
});

test('answers 404 for a batch that is not there', async ({ page, planned, consoleProblems }) => {
  for (const id of ['none', encodeURIComponent("'; DROP TABLE batch; --"), '..%2f..%2fetc', '%F0%9F%98%80']) {
    const response = await page.goto(`${planned.url}/batches/${id}`);
    expect(response?.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no such batch.');
  }
  expect(consoleProblems.splice(0).every((message) => message.includes('404'))).toBe(true);
  await page.getByRole('link', { name: 'Open the overview' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/hold(s)? the agent back/);
});

test('answers 404 for a page that is not there', async ({ page, planned, consoleProblems }) => {
  const response = await page.goto(`${planned.url}/nowhere`);
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no such page.');
  consoleProblems.splice(0);
});
