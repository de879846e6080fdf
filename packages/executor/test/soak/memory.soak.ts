import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const CALLS = 1_000_000;
const MOST_GROWTH_BYTES = 2 ** 20;

it.each([
  ['ten at a time', 10],
  ['a thousand at a time', 1000],
  ['100,000 queued at once', 100_000],
])('a million calls, %s, leave no more than 1 MB in the second half', async (_how, batchSize) => {
  const script = fileURLToPath(new URL('measure-heap.ts', import.meta.url));
  const args = ['--expose-gc', '--disable-warning=ExperimentalWarning', script, `${CALLS}`, `${batchSize}`];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { done, halfBytes, endBytes, rssBytes } = JSON.parse(stdout);
  console.info(`batches of ${batchSize}: ${endBytes - halfBytes} B from ${halfBytes} B on, RSS ${rssBytes} B`);
  expect(done).toBe(CALLS);
  expect(endBytes - halfBytes).toBeLessThanOrEqual(MOST_GROWTH_BYTES);
});
