import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { locate } from '../src/store/location.js';
import { openStoreForWriting } from '../src/store/open-store.js';
import { prune, type Retention } from '../src/store/prune.js';
import { sql } from '../src/store/store.js';
import { buildRecord } from './build-record.js';
import { DATABASES, execute, needs } from './databases.js';
import { storeHistory } from './random-history.js';
import { rowsOfQuery } from './stored-rollups.js';

const DAY_MS = 86_400_000;
const NOW_MS = 20_000 * DAY_MS + DAY_MS / 2;

async function pruned(url: string, retention: Retention) {
  const store = await openStoreForWriting(locate(url), 0);
  const deleted = await prune(store, retention, NOW_MS);
  await store.close();
  return deleted;
}

describe.each(DATABASES)('prune() on $name', (database) => {
  needs(database);

  it('lets each kind get as old as it may, to the bucket', async () => {
    const url = database.createUrl();
    // One an hour for five days, the youngest an hour ago.
    const records = Array.from({ length: 120 }, (_, hours) =>
      buildRecord({ startedAtMs: NOW_MS - (hours + 1) * 3_600_000, labels: { sessionId: `s${hours}` } }),
    );
    await storeHistory(url, records);
    const retention = {
      batches: DAY_MS,
      minutes: 1.5 * DAY_MS,
      hours: 2 * DAY_MS,
      days: 3 * DAY_MS,
      sessions: 4 * DAY_MS,
    };
    const deleted = await pruned(url, retention);
    const counts = await rowsOfQuery(
      url,
      sql`
      SELECT 'batches' AS kind, COUNT(*) AS count FROM batch
      UNION ALL SELECT 'calls', COUNT(*) FROM tool_call UNION ALL SELECT 'attempts', COUNT(*) FROM attempt
      UNION ALL SELECT CAST(bucket_seconds AS TEXT), COUNT(*) FROM tool_rollup GROUP BY bucket_seconds
      UNION ALL SELECT 'kinds ' || CAST(bucket_seconds AS TEXT), COUNT(*) FROM batch_rollup GROUP BY bucket_seconds
      UNION ALL SELECT 'sessions', COUNT(*) FROM session`,
    );
    expect(Object.fromEntries(counts.map(({ kind, count }) => [kind, Number(count)]))).toEqual({
      batches: 24,
      calls: 24,
      attempts: 24,
      // A bucket goes when all of it is old enough: the minute, and the hour, from before the limit.
      '60': 36,
      'kinds 60': 36,
      '3600': 48,
      'kinds 3600': 48,
      // Noon three days ago lies within the fourth.
      '86400': 4,
      'kinds 86400': 4,
      sessions: 96,
    });
    expect(deleted).toMatchObject({ batches: 96, minutes: 168, hours: 144, sessions: 24, recorders: 0, metrics: 0 });
  });

  it('first adds to the rollups what is not there yet', async () => {
    const url = database.createUrl();
    await storeHistory(
      url,
      Array.from({ length: 700 }, () => buildRecord({ startedAtMs: NOW_MS - 9 * DAY_MS })),
    );
    for (const table of ['tool_rollup', 'batch_rollup']) await execute(url, `DELETE FROM ${table}`);
    await execute(url, 'UPDATE batch SET rolled_up = NULL');
    expect(await pruned(url, { batches: DAY_MS })).toMatchObject({ batches: 700 });
    const [sums] = await rowsOfQuery(
      url,
      sql`
      SELECT SUM(batch_count) AS batches FROM batch_rollup WHERE bucket_seconds = 86400`,
    );
    expect(Number(sums?.batches)).toBe(700);
  });

  it('deletes nothing that has no age', async () => {
    const url = database.createUrl();
    await storeHistory(url, [buildRecord({ startedAtMs: 0 })]);
    expect(await pruned(url, {})).toMatchObject({ batches: 0, minutes: 0, days: 0 });
    expect(await rowsOfQuery(url, sql`SELECT id FROM batch`)).toHaveLength(1);
  });
});

it('prune() makes a database file smaller', async () => {
  const [sqlite] = DATABASES;
  const url = sqlite?.createUrl() ?? '';
  await storeHistory(
    url,
    Array.from({ length: 3000 }, () => buildRecord({ startedAtMs: NOW_MS - 9 * DAY_MS })),
  );
  const size = () => statSync(url.slice('file:'.length)).size;
  const before = size();
  await pruned(url, { batches: DAY_MS });
  expect(size()).toBeLessThan(before / 4);
});
