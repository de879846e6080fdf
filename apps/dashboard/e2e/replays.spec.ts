import { writeFileSync } from 'node:fs';
import { expect, test } from './test';

// Loaded into every thread: one that is not the main one waits until the test opens the gate.
const GATE = `
import { existsSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
const gate = process.env.REPLAY_GATE;
const sleeper = new Int32Array(new SharedArrayBuffer(4));
while (!isMainThread && !existsSync(gate)) Atomics.wait(sleeper, 0, 0, 20);
`;

test('answers every other page while a replay takes its time', async ({ start, history }, testInfo) => {
  const [module, gate] = [testInfo.outputPath('gate.mjs'), testInfo.outputPath('gate-is-open')];
  writeFileSync(module, GATE);
  const env = { ...process.env, NODE_OPTIONS: `--import=file://${module}`, REPLAY_GATE: gate };
  const dashboard = await start(history.databasePath, { env });
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
  writeFileSync(gate, '');
  expect(await replay).toMatch(/Makespan p95 (rises|falls|stays)/);
});
