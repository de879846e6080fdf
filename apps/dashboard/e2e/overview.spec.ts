import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { simulate } from '@parallel-tools/executor/simulate';
import { openMetrics } from '@parallel-tools/metrics/queries';
import type { Page } from '@playwright/test';
import { formatCount, formatDuration, formatPercent, formatRatio, formatSummed } from '../src/lib/format';
import { resolveRange } from '../src/lib/range';
import { quantile, readRawNumbers } from './raw-numbers';
import { expectWithin2Percent, microseconds, plain, secondsOf } from './shown-numbers';
import { expect, test } from './test';

const HOUR_MS = 3_600_000;

/** The value of a figure, without what stands beside it. */
function figure(page: Page, label: string) {
  return page.locator('.figure', { hasText: label }).locator('.value');
}

function panel(page: Page, title: string) {
  return page.locator('section.panel', { has: page.getByRole('heading', { name: title, exact: true }) });
}

test('shows the sums of the raw rows', async ({ page, history }) => {
  await page.goto(history.url);
  const raw = readRawNumbers(history.databasePath, resolveRange('24h', Date.now(), true).fromMs);

  await expect(page.getByRole('link', { name: '24 h' })).toHaveAttribute('aria-current', 'true');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/hold(s)? the agent back/);
  await expect(page.getByText(`${formatRatio(raw.speedup)} faster than one after another`)).toBeVisible();
  await expect(figure(page, 'Batches')).toHaveText(formatCount(raw.batchCount));
  await expect(figure(page, 'Calls').first()).toContainText(formatCount(raw.callCount));
  await expect(figure(page, 'Failed calls')).toHaveText(
    `${formatPercent(raw.failedCount, raw.callCount)} ${formatCount(raw.failedCount)}`,
  );
  await expect(figure(page, 'Speedup')).toHaveText(`${formatRatio(raw.speedup)} of ${formatRatio(raw.idealSpeedup)}`);

  const legend = panel(page, 'What fails, and how?').locator('.legend');
  await expect(legend).toHaveText(
    `error ${raw.byKind.error}timeout ${raw.byKind.timeout}cancelled ${raw.byKind.cancelled}skipped ${raw.byKind.skipped}`,
  );
});

test('compares with the time of the same length before', async ({ page, history }) => {
  await page.goto(`${history.url}/?range=6h`);
  const range = resolveRange('6h', Date.now(), true);
  const before = readRawNumbers(history.databasePath, 2 * range.fromMs - range.toMs, range.fromMs);
  const note = (label: string) => page.locator('.figure', { hasText: label }).locator('.note');
  await expect(note('Batches')).toHaveText(`was ${formatCount(before.batchCount)}`);
  await expect(note('Failed calls')).toContainText(`was ${formatPercent(before.failedCount, before.callCount)}`);
});

test('lists each tool with its numbers', async ({ page, history }) => {
  await page.goto(history.url);
  const raw = readRawNumbers(history.databasePath, resolveRange('24h', Date.now(), true).fromMs);
  const rows = panel(page, 'Every tool').locator('tbody tr');
  await expect(rows).toHaveCount(raw.byTool.size);
  for (const [name, tool] of raw.byTool) {
    const cells = rows.filter({ has: page.getByText(name, { exact: true }) }).locator('td');
    const shown = (await cells.allTextContents()).map(plain);
    expect(shown.slice(0, 4), name).toEqual(
      [
        formatCount(tool.calls),
        formatPercent(tool.failed, tool.calls),
        formatCount(tool.timeouts),
        formatCount(tool.retries),
      ].map(plain),
    );
    expectWithin2Percent(shown[4], quantile(tool.runsUs, 0.5), `${name} run p50`);
    expectWithin2Percent(shown[5], quantile(tool.runsUs, 0.95), `${name} run p95`);
    expectWithin2Percent(shown[6], quantile(tool.runsUs, 0.99), `${name} run p99`);
    expectWithin2Percent(shown[7], quantile(tool.waitsUs, 0.95), `${name} wait p95`);
  }
});

test('sums what tools and causes took on critical paths to all makespans', async ({ page, history }) => {
  await page.goto(history.url);
  const raw = readRawNumbers(history.databasePath, resolveRange('24h', Date.now(), true).fromMs);
  const total = formatSummed(raw.makespanUs, raw.makespanUs);
  await expect(panel(page, 'What was it waiting for?').locator('tfoot td').first()).toHaveText(total);

  const causes = panel(page, 'What was it waiting for?').locator('tbody tr td:nth-child(2)');
  const ledger = panel(page, 'Which tool holds the agent back?').locator('.ledger-time');
  for (const times of [causes, ledger]) {
    const seconds = (await times.allTextContents()).map(secondsOf).reduce((sum, value) => sum + value, 0);
    // Each row is rounded to a second.
    expect(Math.abs(seconds - raw.makespanUs / 1e6)).toBeLessThanOrEqual((await times.count()) / 2 + 0.5);
  }
});

test('draws each tool in the colour that is stored with it', async ({ page, history }) => {
  const database = new DatabaseSync(history.databasePath, { readOnly: true });
  const tools = database.prepare('SELECT name, color FROM tool').all() as { name: string; color: number | null }[];
  database.close();
  await page.goto(history.url);
  const rows = panel(page, 'Every tool').locator('tbody tr');
  await expect(rows).not.toHaveCount(0);
  for (const { name, color } of tools) {
    const swatch = rows.filter({ has: page.getByText(name, { exact: true }) }).locator('.swatch');
    if ((await swatch.count()) === 0) continue;
    if (color === null) await expect(swatch, name).toHaveClass(/other/);
    else await expect(swatch, name).toHaveAttribute('style', `background:var(--tool-${color})`);
  }
  expect(tools.map(({ color }) => color).filter((color) => color !== null)).not.toEqual([]);
});

test('says what changes would bring, as the scheduler itself has it', async ({ page, history }) => {
  await page.goto(history.url);
  const { fromMs } = resolveRange('24h', Date.now(), true);
  const toMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const metrics = await openMetrics({ url: `file:${history.databasePath}` });
  const { records, totalCount } = await metrics.listRecords({ fromMs, toMs }, 300);
  await metrics.close();
  const whole = records.filter(({ calls }) => calls.length > 0);
  const remedies = panel(page, 'What would it bring?');
  await expect(remedies.locator('.sub')).toContainText(`${whole.length} of ${formatCount(totalCount)} batches`);

  const p95 = (makespansUs: readonly number[]) =>
    formatDuration(
      quantile(
        makespansUs.toSorted((a, b) => a - b),
        0.95,
      ),
    );
  const rows = remedies.locator('.remedy');
  await expect(rows.first().locator('.remedy-time')).toContainText(p95(whole.map((one) => simulate(one).makespanUs)));
  const halved = rows.filter({ hasText: '2× as fast' });
  expect(await halved.count()).toBeGreaterThan(0);
  for (const row of await halved.all()) {
    const url = new URL((await row.getByRole('link').getAttribute('href')) ?? '', history.url);
    const toolName = url.searchParams.get('change')?.slice('time.50.'.length);
    expect(whole.some(({ calls }) => calls.some((call) => call.toolName === toolName))).toBe(true);
    const durationUs = (call: { toolName: string }, attempt: { startUs: number; endUs: number; outcome: string }) =>
      (attempt.endUs - attempt.startUs) * (call.toolName === toolName && attempt.outcome !== 'timeout' ? 0.5 : 1);
    const makespans = whole.map((one) => simulate(one, { durationUs }).makespanUs);
    await expect(row.locator('.remedy-time'), toolName).toContainText(p95(makespans));
  }
  await halved.first().getByRole('link').click();
  await expect(page).toHaveURL(/\/what-if\?.*change=time\.50\./);
});

test('isolates a series by its legend, in the URL as well, and restores the others', async ({ page, history }) => {
  await page.goto(history.url);
  const chart = panel(page, 'What fails, and how?');
  const kinds = async () => [
    ...new Set(await chart.locator('[data-part]').evaluateAll((parts) => parts.map((part) => part.dataset?.part))),
  ];
  await expect(chart.locator('[data-part="error"]')).not.toHaveCount(0);
  const timeout = chart.getByRole('button', { name: /^timeout/ });
  await timeout.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/failures-only=timeout/);
  await expect(timeout).toHaveAttribute('aria-pressed', 'true');
  await expect(chart.locator('[data-part="error"]')).toHaveCount(0);
  expect(await kinds()).toEqual(['timeout']);
  await page.reload();
  await expect(chart.locator('[data-part="timeout"]')).not.toHaveCount(0);
  expect(await kinds()).toEqual(['timeout']);
  await timeout.click();
  await expect(chart.locator('[data-part="error"]')).not.toHaveCount(0);
  await expect(page).not.toHaveURL(/failures-only/);
});

test('stands ledger, causes and speedup side by side where there is room', async ({ page, history }) => {
  await page.setViewportSize({ width: 1800, height: 1000 });
  await page.goto(history.url);
  await expect(page.locator('svg.time-chart')).toHaveCount(2);
  const boxOf = async (title: string) => {
    const box = await panel(page, title).boundingBox();
    if (box === null) throw new Error(`${title} has no size`);
    return box;
  };
  const ledger = await boxOf('Which tool holds the agent back?');
  const causes = await boxOf('What was it waiting for?');
  const speedup = await boxOf('How much parallelism is left on the table?');
  const failures = await boxOf('What fails, and how?');
  expect([causes.y, speedup.y]).toEqual([ledger.y, ledger.y]);
  expect([causes.x > ledger.x, speedup.x > causes.x]).toEqual([true, true]);
  expect([failures.x, failures.width]).toEqual([speedup.x, speedup.width]);
});

test('sorts by a head, keeps the order in the URL, and puts what is missing last', async ({ page, history }) => {
  await page.goto(history.url);
  const table = panel(page, 'Every tool');
  const runP95 = table.locator('tbody tr td:nth-child(7)');
  await table.getByRole('button', { name: 'Run p95' }).click();
  await expect(page).toHaveURL(/tools-sort=-runP95Us/);
  await expect(table.locator('th[aria-sort]')).toHaveAttribute('aria-sort', 'descending');
  const falling = (await runP95.allTextContents()).map(microseconds);
  expect(falling).toEqual(falling.toSorted((a, b) => b - a));
  await table.getByRole('button', { name: 'Run p95' }).click();
  await expect(table.locator('th[aria-sort]')).toHaveAttribute('aria-sort', 'ascending');
  await page.reload();
  await expect(table.locator('th[aria-sort]')).toHaveAttribute('aria-sort', 'ascending');
  const rising = (await runP95.allTextContents()).map(plain);
  expect(rising.at(-1)).toBe('—');
});

test('hides and shows columns, in the URL as well', async ({ page, history }) => {
  await page.setViewportSize({ width: 768, height: 900 });
  await page.goto(history.url);
  const table = panel(page, 'Every tool');
  await expect(table.getByRole('columnheader', { name: 'Run p99' })).toBeHidden();
  await table.getByRole('button', { name: 'Columns' }).click();
  const item = page.getByRole('menuitemcheckbox', { name: /^Run p99/ });
  await expect(item).toContainText('hidden at this width');
  await item.click();
  await page.getByRole('menuitemcheckbox', { name: 'Failed' }).click();
  await page.keyboard.press('Escape');
  await expect(table.getByRole('columnheader', { name: 'Run p99' })).toBeVisible();
  await expect(table.getByRole('columnheader', { name: 'Failed' })).toHaveCount(0);
  await page.reload();
  await expect(table.getByRole('columnheader', { name: 'Run p99' })).toBeVisible();
});

test('exports every row and column as CSV and JSON', async ({ page, history }) => {
  await page.goto(history.url);
  const raw = readRawNumbers(history.databasePath, resolveRange('24h', Date.now(), true).fromMs);
  const table = panel(page, 'Every tool');
  const read = async (name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      table.getByRole('button', { name, exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`tools.${name.toLowerCase()}`);
    return readFileSync(await download.path(), 'utf8');
  };
  const records = JSON.parse(await read('JSON')) as { tool: string; calls: number }[];
  expect(new Map(records.map(({ tool, calls }) => [tool, calls]))).toEqual(
    new Map([...raw.byTool].map(([name, { calls }]) => [name, calls])),
  );
  const lines = (await read('CSV')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(raw.byTool.size + 1);
  expect(lines[0]).toMatch(/^tool,calls,failureRatio,timeouts,retries,runP50Us,/);
});

test('makes what is dragged over the range of the page', async ({ page, planned }) => {
  await page.goto(`${planned.url}/?range=24h`);
  const chart = panel(page, 'What fails, and how?').locator('svg.time-chart');
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  if (box === null) throw new Error('the chart has no size');
  const y = box.y + 60;
  await page.mouse.move(box.x + box.width * 0.4, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, y, { steps: 5 });
  await expect(chart.locator('.brush')).toHaveCount(1);
  await page.mouse.up();
  await expect(page).toHaveURL(/\?from=[^&]+&to=[^&]+$/);
  await expect(page.getByRole('button', { name: 'Custom' })).toHaveAttribute('aria-current', 'true');
  const { from, to } = Object.fromEntries(new URL(page.url()).searchParams);
  const raw = readRawNumbers(planned.databasePath, Date.parse(from ?? ''), Date.parse(to ?? ''));
  await expect(figure(page, 'Batches')).toHaveText(formatCount(raw.batchCount));
  await page.goBack();
  await expect(page.getByRole('link', { name: '24 h' })).toHaveAttribute('aria-current', 'true');
});

test('shares one crosshair, and opens the batches behind a bucket by key', async ({ page, planned }) => {
  await page.goto(`${planned.url}/?range=24h`);
  const speedup = panel(page, 'How much parallelism is left on the table?').locator('svg.time-chart');
  await speedup.focus();
  // The last bucket has just begun when the hour has, and may be empty; the one before is whole.
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('.crosshair')).toHaveCount(2);
  await expect(page.locator('.tooltip')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/batches\?from=/);
  const { from, to } = Object.fromEntries(new URL(page.url()).searchParams);
  const raw = readRawNumbers(planned.databasePath, Date.parse(from ?? ''), Date.parse(to ?? ''));
  expect(raw.batchCount).toBeGreaterThan(0);
  await expect(panel(page, 'Which batches?').locator('.sub')).toContainText(`1–${raw.batchCount} of ${raw.batchCount}`);
});

test('leads from what holds the agent back to the same batches without it', async ({ page, planned }) => {
  await page.goto(`${planned.url}/?range=24h`);
  await page.getByRole('link', { name: 'Try it without in What if' }).click();
  await expect(page).toHaveURL(/\/what-if\?range=24h&change=limit\.none/);
});

test('takes a start and an end of its own', async ({ page, planned }) => {
  await page.goto(planned.url);
  await page.getByRole('button', { name: 'Custom' }).click();
  await page.getByLabel('From, UTC').fill('2026-01-02T03:00');
  await page.getByLabel('To, UTC').fill('2026-01-02T01:00');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByText('The end must be later than the start.')).toBeVisible();
  await page.getByLabel('To, UTC').fill('2026-01-02T05:00');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.locator('.bar')).toContainText('Fri 2 Jan 03:00 – 05:00 UTC');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No batches in these 2 h.');
});

test('draws its charts, each with a name and the same numbers as a table', async ({ page, history }) => {
  await page.goto(history.url);
  const speedup = panel(page, 'How much parallelism is left on the table?');
  await expect(speedup.locator('svg.time-chart')).toHaveAttribute('aria-label', /^Speedup over time, \d+ batches/);
  await expect(speedup.locator('path.series')).toHaveCount(2);
  await expect(speedup.locator('table tbody tr')).toHaveCount(24);

  const failures = panel(page, 'What fails, and how?');
  await expect(failures.locator('svg.time-chart')).toHaveAttribute('aria-label', /^Failed calls over time, by kind/);
  await expect(failures.locator('rect[data-part="error"]')).not.toHaveCount(0);
  const table = failures.locator('table tbody tr');
  await expect(table).toHaveCount(24);
  const drawn = await table.locator('td:nth-child(n + 2)').allTextContents();
  const failed = drawn.reduce((sum, text) => sum + Number(text), 0);
  // The oldest batches may have left the range by now.
  const raw = readRawNumbers(history.databasePath, resolveRange('24h', Date.now(), true).fromMs);
  expect(failed).toBe(raw.failedCount);
});

test('leaves a gap where no batch ran', async ({ page, planned }) => {
  await page.goto(planned.url);
  const rows = panel(page, 'How much parallelism is left on the table?').locator('table tbody tr');
  const gap = rows.filter({ has: page.getByRole('cell', { name: '0', exact: true }) }).first();
  await expect(gap.locator('td').nth(1)).toHaveText('—');
});

test('reads a bucket by keyboard, and lets it go with Escape', async ({ page, planned }) => {
  await page.goto(planned.url);
  const chart = panel(page, 'How much parallelism is left on the table?').locator('svg.time-chart');
  await chart.focus();
  // Also where no batch ran, and nowhere else than on the chart with the focus.
  for (let bucket = 0; bucket < 16; bucket++) {
    await page.keyboard.press('ArrowRight');
    await expect(page.locator('.tooltip')).toHaveCount(1);
  }
  await expect(page.locator('.tooltip')).toContainText('realised');
  await page.keyboard.press('Escape');
  await expect(page.locator('.tooltip')).toBeHidden();
});

test('switches the range in the URL, and the numbers with it', async ({ page, history }) => {
  await page.goto(history.url);
  await page.getByRole('link', { name: '1 h', exact: true }).click();
  await expect(page).toHaveURL(/\?range=1h$/);
  const raw = readRawNumbers(history.databasePath, resolveRange('1h', Date.now(), true).fromMs);
  await expect(figure(page, 'Batches')).toHaveText(formatCount(raw.batchCount));
  await expect(figure(page, 'Calls').first()).toContainText(formatCount(raw.callCount));

  await page.reload();
  await expect(page.getByRole('link', { name: '1 h', exact: true })).toHaveAttribute('aria-current', 'true');
  await page.goBack();
  await expect(page.getByRole('link', { name: '24 h' })).toHaveAttribute('aria-current', 'true');
});

test('says where the data is when a range has none', async ({ page, planned }) => {
  await page.goto(`${planned.url}/?range=15m&until=2021-01-01T00:00:00Z`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No batches in these 15 m.');
  await page.getByRole('link', { name: /^Show (15 m|1 h)/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/hold(s)? the agent back/);
});

test('draws nothing of an hour without batches, also after one that had some', async ({ page, planned }) => {
  // Into the gap that begins twelve hours ago.
  const until = new Date(Date.now() - 10.75 * 3_600_000).toISOString();
  await page.goto(`${planned.url}/?range=1h&until=${until}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^No batches in/);
  await expect(panel(page, 'What was it waiting for?')).toContainText('No batch took any time in this range.');
});

test('keeps the chosen theme over a reload, without a flash', async ({ page, history }) => {
  await page.goto(history.url);
  const root = page.locator('html');
  await expect(root).not.toHaveAttribute('data-theme');
  await page.getByRole('button', { name: 'Theme: system' }).click();
  await expect(root).toHaveAttribute('data-theme', 'light');
  await page.getByRole('button', { name: 'Theme: light' }).click();
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgba(0, 0, 0, 0)');
  await expect(root).toHaveCSS('background-color', 'rgb(19, 24, 22)');
  // The server itself answers in the chosen theme: no script has to repaint the page.
  const html = await (await page.request.get(history.url)).text();
  expect(html).toContain('data-theme="dark"');
});

test('sends at most 250 kB of compressed JavaScript', async ({ page, history }) => {
  const sizes: Promise<number>[] = [];
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js')) {
      sizes.push(response.body().then((body) => gzipSync(body).length));
    }
  });
  await page.goto(history.url);
  await expect(page.locator('svg.time-chart')).toHaveCount(2);
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(100_000);
  expect(total).toBeLessThanOrEqual(250_000);
});
