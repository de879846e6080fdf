import { DatabaseSync } from 'node:sqlite';
import { resolveRange } from '../src/lib/range';
import { expect, test } from './test';

interface RawTurn {
  readonly id: string;
  readonly started_at_ms: number;
  readonly makespan_us: number;
  readonly call_count: number;
}

function turnsOf(databasePath: string, sessionId: string): readonly RawTurn[] {
  const database = new DatabaseSync(databasePath, { readOnly: true });
  const rows = database
    .prepare(
      'SELECT id, started_at_ms, makespan_us, call_count FROM batch WHERE session_id = ? ORDER BY started_at_ms, id',
    )
    .all(sessionId) as unknown as RawTurn[];
  database.close();
  return rows;
}

test('lists sessions, and leads from one to its turns and their calls', async ({ page, showcase }) => {
  await page.goto(`${showcase.url}/sessions?range=24h`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('in these 2 sessions');
  const turns = turnsOf(showcase.databasePath, showcase.sessionId);
  const row = page.getByRole('row', { name: showcase.sessionId });
  await expect(row.locator('td').nth(3)).toHaveText(String(turns.length));
  await expect(row.locator('td').nth(4)).toHaveText('1');
  await expect(row.locator('td').nth(5)).toHaveText(String(turns.reduce((sum, turn) => sum + turn.call_count, 0)));
  await row.getByRole('link').press('Enter');
  await expect(page).toHaveURL(/\/sessions\/churn-review-4\?range=24h/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(showcase.sessionId);
  await page.getByRole('table', { name: /Turns/ }).getByRole('link', { name: '3' }).press('Enter');
  await expect(page).toHaveURL(new RegExp(`/batches/${showcase.reviewId}`));
  await page.getByRole('link', { name: showcase.sessionId }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(showcase.sessionId);
});

test('shows a session whose numbers are those of its raw batches', async ({ page, showcase }) => {
  await page.goto(`${showcase.url}/sessions/${showcase.sessionId}`);
  const turns = turnsOf(showcase.databasePath, showcase.sessionId);
  const [first, last] = [turns[0], turns.at(-1)];
  if (first === undefined || last === undefined) throw new Error('the session has turns');
  const spanUs = (last.started_at_ms - first.started_at_ms) * 1000 + last.makespan_us;
  const toolUs = turns.reduce((sum, turn) => sum + turn.makespan_us, 0);
  const figure = (label: string) => page.locator('.figure', { hasText: label }).locator('.value');
  await expect(figure('Whole session')).toContainText(seconds(spanUs));
  await expect(figure('In tools')).toContainText(seconds(toolUs));
  await expect(figure('Between turns')).toContainText(seconds(spanUs - toolUs));
  // The first two turns had one call each, and neither asked for what the other gave.
  await expect(page.locator('.figure').first()).toContainText('1 could be joined');
  await expect(page.locator('[data-mark="missed"]')).toHaveCount(1);
  const makespans = await page
    .getByRole('table', { name: /Turns/ })
    .locator('tbody tr td:nth-child(8)')
    .allTextContents();
  expect(makespans).toEqual(
    turns.map((turn) =>
      turn.makespan_us < 999_500 ? `${turn.makespan_us / 1000}\u00a0ms` : seconds(turn.makespan_us),
    ),
  );
});

test('sums waste by kind to all run time of the raw attempts', async ({ page, showcase }) => {
  await page.goto(`${showcase.url}/waste?range=24h`);
  const database = new DatabaseSync(showcase.databasePath, { readOnly: true });
  const us = (where: string) => {
    const row = database.prepare(`SELECT SUM(end_us - start_us) AS us FROM attempt WHERE ${where}`).get();
    return Number(row?.us ?? 0);
  };
  const raw = {
    failed: us("outcome = 'error'"),
    'timed out': us("outcome = 'timeout'"),
    'hedge lost': us("error_code = 'HEDGE_LOST'"),
    cancelled: us("outcome = 'cancelled' AND error_code <> 'HEDGE_LOST'"),
    all: us('1 = 1'),
  };
  database.close();
  const table = page.getByRole('table', { name: /sum to all run time/ });
  const time = (name: string) => table.getByRole('row', { name }).locator('td').nth(1);
  for (const name of ['failed', 'timed out', 'hedge lost', 'cancelled'] as const) {
    await expect(time(name)).toHaveText(summed(raw[name]));
  }
  await expect(time('All run time')).toHaveText(summed(raw.all));
  const wastedUs = raw.failed + raw['timed out'] + raw['hedge lost'] + raw.cancelled;
  await expect(page.locator('.figure').first()).toContainText(duration(wastedUs));
  await expect(page.getByRole('table', { name: /by tool/ }).locator('tbody tr')).toHaveCount(10);
});

test('says of each tool what of the raw attempts came to nothing, and what all of them cost', async ({
  page,
  history,
}) => {
  const day = resolveRange('24h', Date.now(), true);
  await page.goto(`${history.url}/waste?range=24h`);
  const table = page.getByRole('table', { name: /by tool/ });
  await expect(table).toBeVisible();
  const rows = await table
    .locator('tbody tr')
    .evaluateAll((all) => all.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent ?? '')));
  const raw = wasteByTool(history.databasePath, day.fromMs);
  expect(raw.length).toBeGreaterThan(5);
  const shown = (us: number) => (us === 0 ? '0' : duration(us));
  expect(
    rows.map(([tool, , , failed, timedOut, hedgeLost, cancelled]) => [tool, failed, timedOut, hedgeLost, cancelled]),
  ).toEqual(
    rows.map(([tool]) => {
      const of = raw.find(({ name }) => name === tool);
      return [
        tool,
        ...[of?.failed_us, of?.timed_out_us, of?.hedge_lost_us, of?.cancelled_us].map((us) => shown(us ?? 0)),
      ];
    }),
  );
  expect(
    rows.map(([tool, wasted, , , , , , , abandoned, retries, retryCost]) => [
      tool,
      wasted,
      abandoned,
      retries,
      retryCost,
    ]),
  ).toEqual(
    rows.map(([tool]) => {
      const of = raw.find(({ name }) => name === tool);
      const costUs = (of?.retry_us ?? 0) + (of?.backoff_us ?? 0);
      return [tool, shown(of?.wasted_us ?? 0), String(of?.abandoned ?? 0), String(of?.retries ?? 0), shown(costUs)];
    }),
  );
  const sum = (key: 'abandoned' | 'retries' | 'retry_us' | 'backoff_us') =>
    raw.reduce((total, of) => total + of[key], 0);
  const figure = (label: string) => page.locator('.figure', { hasText: label });
  await expect(figure('Abandoned').locator('.value')).toContainText(String(sum('abandoned')));
  await expect(figure('Retry cost').locator('.value')).toHaveText(duration(sum('retry_us') + sum('backoff_us')));
  await expect(figure('Retry cost').locator('.note')).toHaveText(
    `${sum('retries')} retries, ${duration(sum('backoff_us'))} of it backoff`,
  );
});

interface RawWaste {
  readonly name: string;
  readonly failed_us: number;
  readonly timed_out_us: number;
  readonly hedge_lost_us: number;
  readonly cancelled_us: number;
  readonly wasted_us: number;
  readonly abandoned: number;
  readonly retries: number;
  readonly retry_us: number;
  readonly backoff_us: number;
}

function wasteByTool(databasePath: string, fromMs: number): readonly RawWaste[] {
  const database = new DatabaseSync(databasePath, { readOnly: true });
  const sum = (where: string) => `SUM(CASE WHEN ${where} THEN end_us - start_us ELSE 0 END)`;
  const rows = database
    .prepare(
      `SELECT tool.name, ${sum("outcome = 'error'")} AS failed_us, ${sum("outcome = 'timeout'")} AS timed_out_us,
         ${sum("error_code = 'HEDGE_LOST'")} AS hedge_lost_us,
         ${sum("outcome = 'cancelled' AND error_code <> 'HEDGE_LOST'")} AS cancelled_us,
         ${sum("outcome <> 'ok'")} AS wasted_us, SUM(abandoned) AS abandoned,
         SUM(attempt > 1 AND hedge IS NOT 1) AS retries, ${sum('attempt > 1 AND hedge IS NOT 1')} AS retry_us,
         (SELECT COALESCE(SUM(wait.value ->> 'endUs' - (wait.value ->> 'startUs')), 0)
            FROM tool_call, json_each(tool_call.waits) AS wait
            WHERE tool_call.tool_id = tool.id AND tool_call.batch_started_at_ms >= $from
              AND wait.value ->> 'cause' = 'backoff') AS backoff_us
         FROM attempt JOIN tool ON tool.id = attempt.tool_id WHERE batch_started_at_ms >= $from GROUP BY tool.id`,
    )
    .all({ $from: fromMs }) as unknown as RawWaste[];
  database.close();
  return rows;
}

test('says whether the numbers are complete', async ({ page, showcase }) => {
  await page.goto(`${showcase.url}/health`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'The numbers are complete: 5 batches recorded, none dropped.',
  );
  await expect(page.getByRole('table', { name: /Recorders/ }).locator('tbody tr')).toHaveCount(1);
});

test('answers 404 for a session that is not there', async ({ page, showcase, consoleProblems }) => {
  for (const id of ['none', encodeURIComponent("'; DROP TABLE batch; --"), '%F0%9F%98%80']) {
    const response = await page.goto(`${showcase.url}/sessions/${id}`);
    expect(response?.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no such session.');
  }
  consoleProblems.splice(0);
});

test('says so where a range has nothing', async ({ page, showcase }) => {
  const empty = 'from=2021-01-01T00:00:00.000Z&to=2021-01-02T00:00:00.000Z';
  await page.goto(`${showcase.url}/sessions?${empty}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('No sessions in these');
  await page.goto(`${showcase.url}/waste?${empty}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('No calls in these');
  await page.goto(`${showcase.url}/what-if?${empty}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('No batches with calls in these');
});

function seconds(us: number): string {
  return `${(us / 1e6).toFixed(us < 9_995_000 ? 2 : 1)}\u00a0s`;
}

/** As in a column that is added up to some minutes. */
function summed(us: number): string {
  const whole = Math.round(us / 1e6);
  return `${Math.floor(whole / 60)}\u00a0m\u00a0${String(whole % 60).padStart(2, '0')}\u00a0s`;
}

/** Up to an hour, as the pages write it. */
function duration(us: number): string {
  if (us === 0) return '0\u00a0ms';
  if (us < 999_500) return `${(us / 1000).toFixed(us < 9995 ? 2 : us < 99_950 ? 1 : 0)}\u00a0ms`;
  if (us < 59_950_000) return seconds(us);
  const whole = Math.round(us / 1e6);
  return `${Math.floor(whole / 60)}\u00a0m\u00a0${String(whole % 60).padStart(2, '0')}\u00a0s`;
}
