import { expect, test } from './test';

test('lists its keys with ?, and turns them off', async ({ page, history }) => {
  await page.goto(history.url);
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keys' });
  await expect(dialog).toContainText('pause or resume the live view');
  await dialog.getByRole('checkbox', { name: 'Single keys work' }).uncheck();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.keyboard.press('?');
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: /^Keys/ }).click();
  await dialog.getByRole('checkbox', { name: 'Single keys work' }).check();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(dialog).toBeVisible();
});

test('goes everywhere without a pointer', async ({ page, history }) => {
  await page.goto(`${history.url}/?range=24h`);
  await page.keyboard.press('g');
  await page.keyboard.press('b');
  await expect(page).toHaveURL(/\/batches\?range=24h$/);
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('g');
  await expect(page).toHaveURL(/[?&]q=g(&|$)/);
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('b');
  await expect(page).toHaveURL(/[?&]q=gb(&|$)/);
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await expect(page).toHaveURL(/\/batches\?range=24h$/);
  await expect(page.getByRole('searchbox')).toHaveValue('');
  await page.locator('h1').click();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  const first = page.locator('.data-table tbody tr').first();
  await expect(first.getByRole('link').first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/batches\/[^?]+\?range=24h&row=1$/);
});

test('opens the range, changes the theme, and pauses, each by one key', async ({ page, history }) => {
  await page.goto(history.url);
  await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();
  await page.keyboard.press('p');
  await expect(page.getByRole('button', { name: 'Paused' })).toBeVisible();
  await page.keyboard.press('d');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.keyboard.press('t');
  await expect(page.getByLabel('From, UTC')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByLabel('From, UTC')).toBeHidden();
  await page.keyboard.press('/');
  await expect(page).toHaveURL(/\/batches/);
  await expect(page.getByRole('searchbox')).toBeFocused();
});

test('marks a stretch of a chart with Shift, and makes it the range with Enter', async ({ page, history }) => {
  await page.goto(`${history.url}/?range=24h`);
  const chart = page.locator('svg.time-chart').first();
  await chart.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(chart.locator('.brush')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\?from=[^&]+&to=[^&]+$/);
  const { from, to } = Object.fromEntries(new URL(page.url()).searchParams);
  expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(3 * 3_600_000);
});
