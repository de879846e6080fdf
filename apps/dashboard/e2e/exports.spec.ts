import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from '@playwright/test';
import { resolveRange } from '../src/lib/range';
import { recordBatches } from './record-batches';
import { expect, test } from './test';

/** What a click on a link or button of a panel saves. */
async function saved(page: Page, title: string, format: 'CSV' | 'JSON'): Promise<string> {
  const panel = page.locator('section.panel', { has: page.getByRole('heading', { name: title }) });
  const download = page.waitForEvent('download');
  await panel.locator('.table-tools').getByText(format, { exact: true }).click();
  return readFileSync(await (await download).path(), 'utf8');
}

function rowsOf<Row>(databasePath: string, statement: string, ...values: (string | number)[]): readonly Row[] {
  const database = new DatabaseSync(databasePath, { readOnly: true });
  const rows = database.prepare(statement).all(...values) as unknown as Row[];
  database.close();
  return rows;
}

interface RawBatch {
  readonly id: string;
  readonly call_count: number;
  readonly failed_count: number;
  readonly makespan_us: number;
}

const LAST_DAY = '/batches?range=24h';

test('exports all batches of a list, not only the page that is shown', async ({ page, history }) => {
  await page.goto(history.url + LAST_DAY);
  const raw = rowsOf<RawBatch>(
    history.databasePath,
    'SELECT id, call_count, call_count - ok_count AS failed_count, makespan_us FROM batch WHERE started_at_ms >= ? ORDER BY started_at_ms DESC, id DESC',
    resolveRange('24h', Date.now(), true).fromMs,
  );
  expect(raw.length).toBeGreaterThan(50);
  await expect(page.getByText(`CSV and JSON hold all ${raw.length} batches`)).toBeVisible();
  const records: Record<string, unknown>[] = JSON.parse(await saved(page, 'Which batches?', 'JSON'));
  expect(
    records.map(({ batchId, calls, failedCalls, makespanUs }) => [batchId, calls, failedCalls, makespanUs]),
  ).toEqual(raw.map((row) => [row.id, row.call_count, row.failed_count, row.makespan_us]));
  expect(Date.parse(String(records[0]?.startedAt))).toBeGreaterThan(0);
  const lines = (await saved(page, 'Which batches?', 'CSV')).trimEnd().split('\r\n');
  expect(lines[0]).toBe(Object.keys(records[0] ?? {}).join(','));
  expect(lines.slice(1).map((line) => line.split(',')[1])).toEqual(raw.map(({ id }) => id));
});

test('exports what the filters of a list leave, in its order', async ({ page, planned }) => {
  await page.goto(`${planned.url}${LAST_DAY}&tool=tail_logs&order=slowest`);
  const raw = rowsOf<RawBatch>(
    planned.databasePath,
    `SELECT DISTINCT batch.id, makespan_us, started_at_ms FROM batch JOIN tool_call ON tool_call.batch_id = batch.id
       JOIN tool ON tool.id = tool_call.tool_id WHERE tool.name = 'tail_logs'
       ORDER BY makespan_us DESC, started_at_ms DESC, batch.id DESC`,
  );
  expect(raw.length).toBeGreaterThan(0);
  const records: Record<string, unknown>[] = JSON.parse(await saved(page, 'Which batches?', 'JSON'));
  expect(records.map(({ batchId }) => batchId)).toEqual(raw.map(({ id }) => id));
});

test('exports sessions, turns, waste and recorders with the numbers of the raw rows', async ({ page, showcase }) => {
  await page.goto(`${showcase.url}/sessions?range=24h`);
  const sessions: Record<string, unknown>[] = JSON.parse(await saved(page, 'Every session', 'JSON'));
  const rawSessions = rowsOf<{ id: string; turns: number; calls: number; us: number }>(
    showcase.databasePath,
    `SELECT session_id AS id, COUNT(*) AS turns, SUM(call_count) AS calls, SUM(makespan_us) AS us FROM batch
       WHERE session_id IS NOT NULL GROUP BY session_id ORDER BY MAX(started_at_ms) DESC`,
  );
  expect(sessions.map(({ sessionId, turns, calls, inToolsUs }) => [sessionId, turns, calls, inToolsUs])).toEqual(
    rawSessions.map(({ id, turns, calls, us }) => [id, turns, calls, us]),
  );

  await page.goto(`${showcase.url}/sessions/${showcase.sessionId}`);
  const turns: Record<string, unknown>[] = JSON.parse(await saved(page, 'Every turn', 'JSON'));
  expect(turns.map(({ batchId, makespanUs }) => [batchId, makespanUs])).toEqual(
    rowsOf<RawBatch>(
      showcase.databasePath,
      'SELECT id, makespan_us FROM batch WHERE session_id = ? ORDER BY started_at_ms, id',
      showcase.sessionId,
    ).map((row) => [row.id, row.makespan_us]),
  );

  await page.goto(`${showcase.url}/waste?range=24h`);
  const waste: Record<string, unknown>[] = JSON.parse(await saved(page, 'Which tool wastes most?', 'JSON'));
  const timedOut = new Map(
    rowsOf<{ name: string; us: number }>(
      showcase.databasePath,
      `SELECT tool.name, SUM(end_us - start_us) AS us FROM attempt JOIN tool ON tool.id = attempt.tool_id
         WHERE outcome = 'timeout' GROUP BY tool.name`,
    ).map(({ name, us }) => [name, us]),
  );
  expect(waste.map(({ tool, timedOutUs }) => [tool, timedOutUs])).toEqual(
    waste.map(({ tool }) => [tool, timedOut.get(String(tool)) ?? 0]),
  );
  const kinds: Record<string, unknown>[] = JSON.parse(await saved(page, 'What did the run time come to?', 'JSON'));
  const [all] = rowsOf<{ us: number }>(showcase.databasePath, 'SELECT SUM(end_us - start_us) AS us FROM attempt');
  expect(kinds.reduce((sum, { runUs }) => sum + Number(runUs), 0)).toBe(all?.us);

  await page.goto(`${showcase.url}/health`);
  const recorders = (await saved(page, 'Every recorder', 'CSV')).trimEnd().split('\r\n');
  expect(recorders).toHaveLength(2);

  await page.goto(`${showcase.url}/what-if?batch=${showcase.largeId}`);
  const singles: Record<string, unknown>[] = JSON.parse(await saved(page, 'Which single change helps most?', 'JSON'));
  expect(singles.map(({ p95ChangeUs }) => Number(p95ChangeUs))).toEqual(
    singles.map(({ p95ChangeUs }) => Number(p95ChangeUs)).toSorted((a, b) => a - b),
  );
});

test('sorts by a head, by keyboard, and keeps the order in the URL', async ({ page, showcase }) => {
  await page.goto(`${showcase.url}/waste?range=24h`);
  const table = page.getByRole('table', { name: 'Wasted run time by tool' });
  const names = () => table.locator('tbody th').allTextContents();
  await table.getByRole('button', { name: 'Tool' }).press('Enter');
  await expect(table.getByRole('columnheader', { name: 'Tool' })).toHaveAttribute('aria-sort', 'ascending');
  expect(await names()).toEqual((await names()).toSorted((a, b) => a.localeCompare(b, 'en')));
  await table.getByRole('button', { name: 'Retries' }).press('Enter');
  await expect(page).toHaveURL(/waste-sort=-retries/);
  const shown = await names();
  await page.reload();
  await expect(table.getByRole('columnheader', { name: 'Retries' })).toHaveAttribute('aria-sort', 'descending');
  expect(await names()).toEqual(shown);
});

test('escapes what a spreadsheet would run, and never serves a file as a page', async ({ page, start }) => {
  const dashboard = await start();
  await recordBatches({
    databaseUrl: `file:${dashboard.databasePath}`,
    batches: [
      {
        startedAtMs: Date.now() - 5000,
        agent: '=HYPERLINK("http://evil.example","x")',
        sessionId: '@SUM(1+1)',
        calls: [{ tool: 'web_search', runMs: 1 }],
      },
    ],
  });
  const batches = await page.request.get(`${dashboard.url}/api/export/batches?range=24h`);
  expect(batches.headers()['content-type']).toContain('text/csv');
  expect(batches.headers()['content-disposition']).toBe('attachment; filename="batches.csv"');
  expect(await batches.text()).toContain(`,"'=HYPERLINK(""http://evil.example"",""x"")",'@SUM(1+1),`);
  const sessions = await page.request.get(`${dashboard.url}/api/export/sessions?range=24h&format=json`);
  expect((await sessions.json())[0]).toMatchObject({ sessionId: '@SUM(1+1)', turns: 1 });
});

test('answers a file it cannot fill with a status and a line', async ({ page, start }) => {
  const dashboard = await start();
  const response = await page.request.get(`${dashboard.url}/api/export/batches`);
  expect(response.status()).toBe(503);
  expect(await response.text()).toMatch(/^.+\n$/);
});
