import { createManualClock } from '@parallel-tools/executor/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildRecord } from '../../test/build-record.js';
import { DATABASES, needs } from '../../test/databases.js';
import { storeHistory } from '../../test/random-history.js';
import { temporaryFile } from '../../test/temporary-folder.js';
import { openMetrics } from './open-metrics.js';
import type { BatchNews } from './watch-batches.js';

/** A watch on a database that does not exist yet, and what one listener was told, in short. */
function watched(url: string) {
  const metrics = openMetrics({ url });
  const clock = createManualClock();
  const watch = metrics.watchBatches({ pollMs: 1000, clock });
  onTestFinished(async () => {
    watch.close();
    await metrics.close();
  });
  const told: (string | readonly string[])[] = [];
  const listener = (news: BatchNews) => {
    told.push(news.type === 'batches' ? news.rows.map(({ batchId }) => batchId) : news.type);
  };
  /** One poll, as long as it takes. */
  const poll = async () => {
    await clock.advance(1000);
    while (clock.pendingTimers === 0) await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, watch, told, listener, poll };
}

describe.each(DATABASES)('the stream of new batches on $name', (database) => {
  needs(database);

  it('tells each new batch once, oldest first, and nothing of before', async () => {
    const url = database.createUrl();
    const { watch, told, listener, poll } = watched(url);
    const [before, first, second, late] = [10, 20, 30, 5].map((second) =>
      buildRecord({ startedAtMs: 1_760_000_000_000 + second * 1000 }),
    );
    if (!before || !first || !second || !late) throw new Error('four were made');
    await storeHistory(url, [before]);
    watch.subscribe(listener);
    await poll();
    await storeHistory(url, [second, first], 1);
    await poll();
    await poll();
    // It was submitted before the others, but ended after them.
    await storeHistory(url, [late], 2);
    await poll();
    expect(told).toEqual([[first.batchId, second.batchId], [late.batchId]]);
  });

  it('says once that the database cannot be read, and when it can again', async () => {
    const url = database.createUrl();
    const { watch, told, listener, poll } = watched(url);
    watch.subscribe(listener);
    await poll();
    await poll();
    await storeHistory(url, [buildRecord()]);
    await poll();
    expect(told).toEqual(['error', 'recovered']);
  });

  it('asks nothing while nobody listens, and once however many do', async () => {
    const url = database.createUrl();
    const { clock, watch, told, listener, poll } = watched(url);
    await storeHistory(url, [buildRecord()]);
    expect(clock.pendingTimers).toBe(0);
    const leave = [watch.subscribe(listener), watch.subscribe(listener)];
    await poll();
    expect(clock.pendingTimers).toBe(1);
    expect(watch.listenerCount).toBe(2);
    for (const stop of leave) stop();
    expect(clock.pendingTimers).toBe(0);
    await storeHistory(url, [buildRecord()], 1);
    await clock.advance(5000);
    expect(told).toEqual([]);
  });
});

it('refuses to ask all the time', () => {
  const metrics = openMetrics({ url: `file:${temporaryFile()}` });
  expect(() => metrics.watchBatches({ pollMs: 10 })).toThrow('pollMs must be an integer of at least 100');
});
