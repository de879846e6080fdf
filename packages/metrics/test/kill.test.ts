import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { openMetrics } from '../src/queries/index.js';
import { DATABASES, needs } from './databases.js';

const SCRIPT = path.join(import.meta.dirname, 'killed-recorder.ts');
const ROUNDS = 20;
const CALLS = 12;

/** Ids of batches a recorder said were stored, before it was killed in the middle of further ones. */
async function recordUntilKilled(url: string, acknowledgedAtLeast: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [SCRIPT, url, String(CALLS)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: string[] = [];
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    // The last line may be cut off.
    if (line.length === 36) acknowledged.push(line);
    if (acknowledged.length >= acknowledgedAtLeast) child.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
  return acknowledged;
}

describe.each(DATABASES)('a recorder on $name that is killed in the middle of writing', (database) => {
  needs(database);

  it(`has lost, doubled and torn nothing that flush() called stored, ${ROUNDS} times in a row`, async () => {
    const url = database.createUrl();
    const acknowledged: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) acknowledged.push(...(await recordUntilKilled(url, 1 + 7 * round)));
    const metrics = openMetrics({ url });
    const listed: string[] = [];
    for (let after: { startedAtMs: number; batchId: string } | undefined; ; ) {
      const range = { fromMs: 0, toMs: 8_000_000_000_000 };
      const page = await metrics.listBatches(range, { limit: 500, ...(after !== undefined && { after }) });
      listed.push(...page.rows.map(({ batchId }) => batchId));
      if (page.next === null) break;
      after = page.next;
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS);
    expect(new Set(listed).size).toBe(listed.length);
    expect(acknowledged.filter((batchId) => !listed.includes(batchId))).toEqual([]);
    for (const batchId of listed) {
      const batch = await metrics.getBatch(batchId);
      expect(batch?.calls).toHaveLength(CALLS);
      expect(batch?.calls.filter(({ attempts }) => attempts.length !== 1)).toEqual([]);
    }
    await metrics.close();
  }, 180_000);
});
