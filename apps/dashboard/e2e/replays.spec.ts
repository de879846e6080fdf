import { writeFileSync } from 'node:fs';
import type { TestInfo } from '@playwright/test';
import { expect, test } from './test';

// Loaded into every thread: one that is not the main one waits until the test opens the gate.
const GATE = `
import { existsSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
const gate = process.env.REPLAY_GATE;
const sleeper = new Int32Array(new SharedArrayBuffer(4));
while (!isMainThread && !existsSync(gate)) Atomics.wait(sleeper, 0, 0, 20);
`;

/** Lets replays wait for `open`. */
function replayGate(testInfo: TestInfo) {
  const [module, gate] = [testInfo.outputPath('gate.mjs'), testInfo.outputPath('gate-is-open')];
  writeFileSync(module, GATE);
  return {
    env: { ...process.env, NODE_OPTIONS: `--import=file://${module}`, REPLAY_GATE: gate },
    open: () => writeFileSync(gate, ''),
  };
}

test('answers every other page while a replay takes its time', async ({ start, history }, testInfo) => {
  const gate = replayGate(testInfo);
  const dashboard = await start(history.databasePath, { env: gate.env });
  let isReplayed = false;
  const replay = fetch(`${dashboard.url}/what-if?range=24h&change=limit.1`)
    .then((response) => response.text())
    .finally(() => {
      isReplayed = true;
    });
  // The overview replays batches itself: its other panels are there, and that one waits.
  for (const page of ['/tools', '/batches', '/sessions', '/waste', '/health']) {
    const response = await fetch(`${dashboard.url}${page}?range=24h`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('</html>');
  }
  expect(isReplayed).toBe(false);
  gate.open();
  expect(await replay).toMatch(/Makespan p95 (rises|falls|stays)/);
});

test('draws a panel that takes long as its title and the place of its rows, beside panels that are full', async ({
  page,
  start,
  history,
}, testInfo) => {
  const gate = replayGate(testInfo);
  const dashboard = await start(history.databasePath, { env: gate.env });
  // Not until it has loaded: that is when the last panel has come.
  await page.goto(`${dashboard.url}/?range=24h`, { waitUntil: 'commit' });
  const panel = page.locator('section.panel', { has: page.getByRole('heading', { name: 'What would it bring?' }) });
  await expect(panel.locator('[aria-busy="true"] .skeleton-row')).toHaveCount(5);
  await expect(panel.getByText('Still reading…')).toBeVisible();
  await expect(page.getByRole('table', { name: /^Every tool/ }).locator('tbody tr')).not.toHaveCount(0);
  await expect(page.locator('.figure .value').first()).toHaveText(/\d/);
  const { height } = (await panel.boundingBox()) ?? { height: 0 };
  gate.open();
  await expect(panel.locator('.remedy')).not.toHaveCount(0);
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  // What is under it stays where it is, or nearly so.
  expect(Math.abs(((await panel.boundingBox())?.height ?? 0) - height)).toBeLessThan(80);
});
