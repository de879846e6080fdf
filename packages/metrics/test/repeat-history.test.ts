import type { BatchRecord } from '@parallel-tools/executor';
import { describe, expect, it } from 'vitest';
import { experimental_repeatHistory as repeatHistory } from '../src/index.js';
import { openMetrics } from '../src/queries/index.js';
import { rowsOf } from '../src/recorder/writer.js';
import { locate } from '../src/store/location.js';
import { openStoreForWriting } from '../src/store/open-store.js';
import { sql } from '../src/store/store.js';
import { DATABASES, execute, needs } from './databases.js';
import { encodeRecord, RECORDER_ROW } from './random-history.js';
import { richHistory } from './rich-history.js';
import { rowsOfQuery, storedRollups } from './stored-rollups.js';

const DAY_MS = 86_400_000;
/** Neither the beginning nor the end of a day, hour or minute. */
const START_MS = 20_000 * DAY_MS + 45_678_901;
const DAYS = 2;

/** Two days, of which each batch says that it could have been one with the one before it. */
async function recordedDays(url: string): Promise<readonly BatchRecord[]> {
  const records = richHistory(1, 150, START_MS, DAYS * DAY_MS);
  const store = await openStoreForWriting(locate(url), 0);
  const batches = records.map((record, index) => {
    const missedBatchId = records[index - 1]?.batchId ?? null;
    return encodeRecord(record, { missed: missedBatchId === null ? null : 'yes', missedBatchId });
  });
  await store.write(rowsOf(batches), RECORDER_ROW);
  await store.close();
  return records;
}

/** All sums that are kept, by what they are of. */
async function storedSums(url: string) {
  const sessions = await rowsOfQuery(url, sql`SELECT * FROM session ORDER BY id`);
  return { rollups: new Map([...(await storedRollups(url))].sort()), sessions };
}

/** Empties all sums, and adds up what the rows of batches, calls and attempts come to. */
async function addUpAnew(url: string): Promise<void> {
  for (const table of ['tool_rollup', 'batch_rollup', 'session']) await execute(url, `DELETE FROM ${table}`);
  await execute(url, 'UPDATE batch SET rolled_up = NULL');
  const store = await openStoreForWriting(locate(url), 0);
  while ((await store.rollUp(500)) > 0);
  await store.close();
}

describe.each(DATABASES)('a history on $name that is repeated', (database) => {
  needs(database);

  it('has the rollups and sessions that its calls come to, also when it is repeated again', async () => {
    const url = database.createUrl();
    const records = await recordedDays(url);
    for (let round = 0; round < 2; round += 1) await repeatHistory({ url, fromMs: START_MS, days: DAYS, times: 3 });
    const sums = await storedSums(url);
    await addUpAnew(url);
    expect(sums).toEqual(await storedSums(url));
    const [counts] = await rowsOfQuery(
      url,
      sql`SELECT (SELECT COUNT(*) FROM batch) AS batches, (SELECT COUNT(*) FROM tool_call) AS calls,
        (SELECT COUNT(*) FROM batch JOIN batch AS missed ON missed.id = batch.missed_batch_id) AS missed`,
    );
    const callCount = records.reduce((sum, { calls }) => sum + calls.length, 0);
    expect(Object.values(counts ?? {}).map(Number)).toEqual([600, 4 * callCount, 4 * 149]);
  });

  it('has each batch again as it was, days later, under an id that holds its time', async () => {
    const url = database.createUrl();
    const [record] = await recordedDays(url);
    if (record === undefined) throw new Error('there are no batches');
    await repeatHistory({ url, fromMs: START_MS, days: DAYS, times: 1 });
    const startedAtMs = record.startedAtMs + DAYS * DAY_MS;
    const time = startedAtMs.toString(16).padStart(12, '0');
    const batchId = `${time.slice(0, 8)}-${time.slice(8)}${record.batchId.slice(13)}`;
    const metrics = openMetrics({ url });
    const { sessionId } = record.labels;
    const labels = { ...record.labels, ...(sessionId !== undefined && { sessionId: `${sessionId}-1` }) };
    expect(await metrics.getRecord(batchId)).toEqual({
      ...(await metrics.getRecord(record.batchId)),
      batchId,
      startedAtMs,
      labels,
    });
    await metrics.close();
  });
});

it.each([
  [{ days: 0 }, 'days must be a positive integer, got 0'],
  [{ times: 1.5 }, 'times must be a positive integer, got 1.5'],
])('refuses to repeat %j', async (options, message) => {
  const given = { url: 'file:./never.db', fromMs: START_MS, days: 1, times: 1, ...options };
  await expect(repeatHistory(given)).rejects.toThrow(message);
});
