import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { findChromium } from './chromium';
import { crawl } from './crawl';
import type { Dashboard } from './dashboard';
import { expect, test } from './test';

const PROGRAM = path.join(import.meta.dirname, '../bin/parallel-tools-dashboard.js');
const TOKEN = 'a-token-of-sixteen';

test.describe('the command line', () => {
  test('says what is wrong with it, and ends', async ({ history }) => {
    const port = new URL(history.url).port;
    const inUse = `Port ${port} is in use; choose another one with --port, or --port 0 for any free one.\n`;
    expect(await runProgram('--port', port)).toMatchObject({ code: 1, stderr: inUse });
    expect(await runProgram('--database-url', 'mysql://db/agent')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('URL'),
    });
    expect(await runProgram('--host', '0.0.0.0')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--token'),
    });
    expect(await runProgram('--verbose')).toMatchObject({ code: 2, stderr: expect.stringContaining('--verbose') });
  });

  test('explains itself', async () => {
    const { code, stdout, stderr } = await runProgram('--help');
    expect([code, stderr]).toEqual([0, '']);
    for (const flag of ['database-url', 'port', 'host', 'token', 'allowed-host', 'open', 'help', 'version']) {
      expect(stdout).toContain(`--${flag}`);
    }
  });

  test('prints where it is and what it shows, and nothing else', async ({ history }) => {
    const database = `file:${history.databasePath}`;
    const child = spawn(process.execPath, [PROGRAM, '--database-url', database, '--port', '0']);
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk));
    await expect.poll(() => printed.split('\n').length).toBe(3);
    expect(printed).toMatch(/^Dashboard: http:\/\/127\.0\.0\.1:\d+\nDatabase: {2}\/.*history\.db, 300 batches\n$/);
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
  });

  test('ends when it is told to, a page still open', async ({ page, start, consoleProblems }) => {
    const dashboard = await start();
    await page.goto(dashboard.url);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await dashboard.stop()).toBe(0);
    // The page asks every two seconds.
    consoleProblems.length = 0;
    await page.close();
  });
});

test('asks for the token, keeps it out of the address, and remembers the browser', async ({
  page,
  start,
  consoleProblems,
}) => {
  const dashboard = await start(undefined, { flags: ['--host', '0.0.0.0', '--token', TOKEN] });
  await page.goto(`${dashboard.url}/?range=7d`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Who is there?');
  await page.getByLabel('Token').fill('not-the-right-token');
  await page.getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('main')).toContainText('That is not the token.');
  await page.getByLabel('Token').fill(TOKEN);
  await page.getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Three lines fill this page.');
  expect(page.url()).toBe(`${dashboard.url}/`);
  await page.goto(`${dashboard.url}/?range=7d`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Three lines fill this page.');
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  expect(cookie?.value).not.toContain(TOKEN);
  const refusals = [expect.stringContaining('401'), expect.stringContaining('401')];
  expect(consoleProblems.splice(0), 'one for each page without the token').toEqual(refusals);
});

test('leaves every byte of the database as it was', async ({ planned }) => {
  const bytes = () => createHash('sha256').update(readFileSync(planned.databasePath)).digest('hex');
  const before = bytes();
  expect((await crawl(planned.url, ['/'], 40)).length).toBeGreaterThan(5);
  expect(bytes()).toBe(before);
});

test('gives a foreign page nothing, even one whose name leads here', async ({ history }) => {
  const foreign = await foreignSite();
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--host-resolver-rules=MAP evil.example 127.0.0.1'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(foreign.url);
    expect(await reach(page, history)).toEqual({ fetched: 'failed', framed: 'empty', script: 'failed' });

    const rebound = history.url.replace('127.0.0.1', 'evil.example');
    const response = await page.goto(rebound);
    expect(response?.status()).toBe(403);
    await expect(page.getByRole('main')).toContainText('does not answer as');

    // A link from elsewhere is followed.
    await page.goto(foreign.url);
    await page.evaluate((url) => {
      document.body.innerHTML = `<a href="${url}">look</a>`;
    }, history.url);
    await page.getByText('look').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/hold(s)? the agent back/);
  } finally {
    await browser.close();
    await foreign.close();
  }
});

/** What a page gets of the dashboard. */
function reach(page: Page, { url }: Dashboard) {
  return page.evaluate(async (dashboardUrl) => {
    const fetched = await fetch(dashboardUrl, { mode: 'no-cors' }).then(
      (response) => (response.type === 'opaque' ? 'failed' : 'read'),
      () => 'failed',
    );
    const frame = document.createElement('iframe');
    frame.src = dashboardUrl;
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
    document.body.append(frame);
    await loaded;
    const framed = frame.contentDocument === null ? 'empty' : 'read';
    const script = document.createElement('script');
    script.src = `${dashboardUrl}/`;
    const ran = new Promise((resolve) => {
      script.addEventListener('load', () => resolve('ran'));
      script.addEventListener('error', () => resolve('failed'));
    });
    document.body.append(script);
    return { fetched, framed, script: await ran };
  }, url);
}

async function foreignSite(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Foreign</title><body>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function runProgram(...flags: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [PROGRAM, ...flags], (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}
