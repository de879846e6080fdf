import { recordBatches } from './record-batches';
import { expect, test } from './test';

const HOSTILE_NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'github.search',
  '</script><script>window.wasHacked = true</script>',
  '<img src=x onerror="window.wasHacked = true">',
  '"><svg onload=window.wasHacked=true>',
  'javascript:window.wasHacked=true',
  "'; DROP TABLE batch; --",
  '} body { display: none } {',
  'url(#p-timeout); --text: red',
  '${window.wasHacked = true}',
  '{{constructor.constructor("window.wasHacked=true")()}}',
  'a'.repeat(256),
  'кириллица_и_日本語_😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀',
  'right\u202eto left\u2066',
  'line\nbreak\ttab\u0000nul',
  '   ',
];

test('shows names a model made up as harmless text', async ({ page, start }) => {
  const dashboard = await start();
  const [batchId] = await recordBatches({
    databaseUrl: `file:${dashboard.databasePath}`,
    undefinedTools: HOSTILE_NAMES,
    batches: [
      {
        startedAtMs: Date.now() - 5000,
        agent: '<script>window.wasHacked = true</script>',
        calls: [{ tool: 'web_search', runMs: 400 }, ...HOSTILE_NAMES.map((tool) => ({ tool, runMs: 1 }))],
      },
      {
        startedAtMs: Date.now() - 4000,
        // Defined tools with such names run, so that they reach the chart as well.
        calls: ['run.by.path', 'valueOf', '<b>bold</b>', 'x'.repeat(200)].map((tool) => ({ tool, runMs: 100 })),
      },
    ],
  });
  await page.goto(`${dashboard.url}/?tools-rows=all`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/hold(s)? the agent back/);
  const tools = page.locator('.data-table tbody th');
  await expect(tools).toHaveCount(HOSTILE_NAMES.length + 5);
  await expect(tools.getByText('__proto__', { exact: true })).toHaveCount(1);
  expect(await overflowOf(page)).toBe(0);

  await page.goto(`${dashboard.url}/batches/${batchId}`);
  await expect(page.getByRole('option')).toHaveCount(HOSTILE_NAMES.length + 1);
  await expect(page.getByRole('option').filter({ has: page.locator('[data-mark="error"]') })).toHaveCount(
    HOSTILE_NAMES.length,
  );
  expect(await overflowOf(page)).toBe(0);
  expect(await page.evaluate(() => 'wasHacked' in window)).toBe(false);
});

test('answers hostile parameters with the page, not with an error', async ({ page, history }) => {
  const values = [
    '__proto__',
    '1e999',
    '-1',
    '%00',
    "'--",
    '9'.repeat(400),
    '../../etc/passwd',
    '%F0%9F%98%80',
    '<script>',
  ];
  for (const value of values) {
    const query = ['range', 'until', 'from', 'to', 'after', 'row', 'tools-sort', 'tools-columns', 'tools-rows']
      .map((name) => `${name}=${value}`)
      .join('&');
    const response = await page.request.get(`${history.url}/?${query}&range=7d`);
    expect(response.status(), value).toBe(200);
  }
  await page.goto(`${history.url}/batches?after=1_x&row=999999999&range=24h`);
  await expect(page.getByText('No batches after this.')).toBeVisible();
});

test('sends the headers that keep others out', async ({ page, history }) => {
  const { headers } = { headers: (await page.request.get(history.url)).headers() };
  expect(headers['content-security-policy']).toContain("default-src 'self'");
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(headers['x-powered-by']).toBe(undefined);
});

test('asks nothing of anyone but itself', async ({ page, history }) => {
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(history.url) && !request.url().startsWith('data:')) elsewhere.push(request.url());
  });
  await page.goto(history.url);
  await expect(page.locator('svg.time-chart')).toHaveCount(2);
  expect(elsewhere).toEqual([]);
});

function overflowOf(page: import('@playwright/test').Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
