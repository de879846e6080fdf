// Measures what a reader waits for, on a given database, in Chromium: for every kind of page, until the server has answered,
// until the largest paint, and from an interaction to the next paint; and how much JavaScript it is sent, compressed.
//   pnpm --filter @parallel-tools/dashboard measure --database-url <url> [--range 30d] [--rounds 7] [--json <file>]
// Prints a table with the targets, and exits with 1 when one is missed. Needs the build. The first round warms up and does
// not count; the figure of a page is the 75th percentile of its rounds, as for web vitals.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { findChromium } from '../e2e/chromium.ts';
import { builtRoutes, crawl, routeOf } from '../e2e/crawl.ts';
import { startDashboard } from '../e2e/dashboard.ts';

const TARGETS = { responseMs: 500, paintMs: 1500, interactionMs: 200, scriptBytes: 250_000 };

const { values } = parseArgs({
  options: {
    'database-url': { type: 'string' },
    range: { type: 'string', default: '30d' },
    rounds: { type: 'string', default: '7' },
    json: { type: 'string' },
  },
});
const databaseUrl = values['database-url'];
if (databaseUrl === undefined) throw new Error('Which database? See --database-url.');
const rounds = Number(values.rounds);

const file = databaseUrl.startsWith('file:')
  ? `file:${path.resolve(process.env.INIT_CWD ?? '.', databaseUrl.slice(5))}`
  : databaseUrl;
const dashboard = await startDashboard(file);
const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
try {
  const pages = [];
  for (const address of await onePerRoute(dashboard.url)) pages.push(await measurePage(address));
  report(pages);
} finally {
  await browser.close();
  await dashboard.stop();
}

/** An address of every page the built app has, found through links. @param {string} origin */
async function onePerRoute(origin) {
  const routes = builtRoutes().filter((route) => !route.includes('/export') && !route.startsWith('/api'));
  const starts = [
    `/?range=${values.range}`,
    ...routes.filter((route) => !route.includes('[')).map((route) => `${route}?range=${values.range}`),
  ];
  const found = await crawl(origin, starts, 500);
  return routes.flatMap((route) => found.find((address) => routeOf(address, routes) === route) ?? []);
}

/** @param {string} address */
async function measurePage(address) {
  const samples = {
    responseMs: /** @type {number[]} */ ([]),
    paintMs: /** @type {number[]} */ ([]),
    interactionMs: /** @type {number[]} */ ([]),
  };
  let scriptBytes = 0;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  for (let round = 0; round <= rounds; round += 1) {
    const page = await context.newPage();
    await page.addInitScript(observe);
    await page.goto(dashboard.url + address, { waitUntil: 'networkidle' });
    const { responseMs, paintMs, ...sent } = await page.evaluate(readLoad);
    scriptBytes = sent.scriptBytes;
    // Moves through the page by keyboard and switches the theme: no interaction that asks the server.
    for (let press = 0; press < 8; press += 1) await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Theme' }).click();
    const interactionMs = await page.evaluate(readInteractions);
    if (round > 0) {
      samples.responseMs.push(responseMs);
      samples.paintMs.push(paintMs);
      samples.interactionMs.push(interactionMs);
    }
    await page.close();
  }
  await context.close();
  return {
    address,
    responseMs: percentile75(samples.responseMs),
    paintMs: percentile75(samples.paintMs),
    interactionMs: percentile75(samples.interactionMs),
    scriptBytes,
  };
}

/** Runs in the page before anything else: keeps what the browser tells. */
function observe() {
  const kept = { paintMs: 0, interactionMs: 0 };
  Object.assign(window, { measured: kept });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) kept.paintMs = entry.startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) kept.interactionMs = Math.max(kept.interactionMs, entry.duration);
  }).observe(/** @type {PerformanceObserverInit} */ ({ type: 'event', durationThreshold: 16, buffered: true }));
}

/** Runs in the page. */
function readLoad() {
  const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
  const { paintMs } = /** @type {{ measured: { paintMs: number } }} */ (/** @type {unknown} */ (window)).measured;
  const scriptBytes = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType('resource'))
    .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
    .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  return { responseMs: (navigation?.responseEnd ?? 0) - (navigation?.requestStart ?? 0), paintMs, scriptBytes };
}

/** Runs in the page: once everything so far has been painted. @returns {Promise<number>} */
function readInteractions() {
  const { measured } = /** @type {{ measured: { interactionMs: number } }} */ (/** @type {unknown} */ (window));
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(() => resolve(measured.interactionMs), 100));
  });
}

/** @param {readonly number[]} samples */
function percentile75(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.ceil(sorted.length * 0.75) - 1] ?? 0);
}

/** @param {readonly Awaited<ReturnType<typeof measurePage>>[]} pages */
function report(pages) {
  const machine = `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, Chromium ${browser.version()}`;
  console.log(`${machine}; ${rounds} rounds, 75th percentile; ${new Date().toISOString().slice(0, 10)}\n`);
  console.log('response ms  largest paint ms  interaction ms  JavaScript kB  page');
  for (const { address, responseMs, paintMs, interactionMs, scriptBytes } of pages) {
    const cells = [String(responseMs), String(paintMs), String(interactionMs), (scriptBytes / 1000).toFixed(1)];
    console.log(`${cells.map((cell, index) => cell.padStart([11, 16, 14, 13][index] ?? 0)).join('  ')}  ${address}`);
  }
  const { responseMs, paintMs, interactionMs, scriptBytes } = TARGETS;
  console.log(
    `\nTargets: ${responseMs} ms, ${paintMs} ms, ${interactionMs} ms; ${scriptBytes / 1000} kB for the overview.`,
  );
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify({ machine, rounds, targets: TARGETS, pages }, null, 2)}\n`);
  }
  process.exitCode = pages.some(isMissed) ? 1 : 0;
}

/** @param {Awaited<ReturnType<typeof measurePage>>} page */
function isMissed({ address, responseMs, paintMs, interactionMs, scriptBytes }) {
  return (
    responseMs > TARGETS.responseMs ||
    paintMs > TARGETS.paintMs ||
    interactionMs > TARGETS.interactionMs ||
    (address.startsWith('/?') && scriptBytes > TARGETS.scriptBytes)
  );
}
