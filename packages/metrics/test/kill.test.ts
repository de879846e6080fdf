import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { createRecorder, type Durability } from '../src/index.js';
import { sql } from '../src/store/store.js';
import { DATABASES, needs } from './databases.js';
import { expectNoErrors } from './expect-no-errors.js';
import { rowsOfQuery } from './stored-rollups.js';
import { temporaryFolder } from './temporary-folder.js';

const SCRIPT = path.join(import.meta.dirname, 'killed-recorder.ts');
const ROUNDS = 20;
/** Each with a database of its own, so that a soak can be read while it runs: 500 kills of SQLite, 200 of PostgreSQL. */
const TIMES = { sqlite: process.env.SOAK ? 25 : 1, postgresql: process.env.SOAK ? 10 : 1 };
const CALLS = 12;
const DURABILITIES: readonly Durability[] = ['commit', 'spool', 'memory'];

/** Ids of batches a recorder said were safe, before it was killed in the middle of further ones. */
async function recordUntilKilled(
  url: string,
  spoolFolder: string,
  durability: Durability,
  acknowledgedAtLeast: number,
): Promise<readonly string[]> {
  const args = [SCRIPT, url, String(CALLS), durability, spoolFolder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
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
  const times = Array.from({ length: TIMES[database.provider] }, (_, index) => index + 1);

  it.each(times)(
    `has lost, doubled and torn nothing that it called safe, ${ROUNDS} times in a row (%i)`,
    async (time) => {
      const url = database.createUrl();
      const spoolFolder = temporaryFolder();
      const acknowledged: string[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const durability = DURABILITIES[(time + round) % 3] ?? 'commit';
        acknowledged.push(...(await recordUntilKilled(url, spoolFolder, durability, 1 + 7 * round)));
      }
      const failWith = expectNoErrors();
      // What the last round left in its spool. A recorder that gives up leaves it to the next: this one may not.
      const next = createRecorder({
        url,
        spoolFolder,
        durability: 'spool',
        retryForMs: 3_600_000,
        // The kill may have torn the last batch of the spool, which nobody was told was safe.
        onError: (error) => error.code === 'SPOOL_FAILED' || failWith(error),
      });
      await next.flush();
      await next.close();
      expect(next.stats()).toMatchObject({ droppedCount: 0, spooledCount: 0 });

      const batches = await rowsOfQuery(
        url,
        sql`
      SELECT id, call_count,
        (SELECT COUNT(*) FROM tool_call WHERE batch_id = batch.id) AS calls,
        (SELECT COUNT(*) FROM attempt WHERE batch_id = batch.id) AS attempts
      FROM batch`,
      );
      const stored = new Set(batches.map(({ id }) => id));
      expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS);
      expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
      expect(batches.filter(({ calls, attempts }) => Number(calls) !== CALLS || Number(attempts) !== CALLS)).toEqual(
        [],
      );
      const [sums] = await rowsOfQuery(
        url,
        sql`
      SELECT SUM(batch_count) AS batches, SUM(call_count) AS calls FROM batch_rollup WHERE bucket_seconds = 60`,
      );
      expect([Number(sums?.batches), Number(sums?.calls)]).toEqual([stored.size, stored.size * CALLS]);
    },
    7_200_000,
  );
});
