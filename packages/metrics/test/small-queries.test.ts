import { describe, expect, it } from 'vitest';
import { openMetrics } from '../src/queries/index.js';
import { rowsOf } from '../src/recorder/writer.js';
import { locate } from '../src/store/location.js';
import { openStoreForWriting } from '../src/store/open-store.js';
import { buildAttempt, buildCall, buildRecord } from './build-record.js';
import { DATABASES, execute, needs } from './databases.js';
import { encodeRecord, RECORDER_ROW, storeHistory } from './random-history.js';

const NO_ROWS = rowsOf([]);
const RANGE = { fromMs: 60_000, toMs: 240_000 };

describe.each(DATABASES)('on $name', (database) => {
  needs(database);

  it('gives custom metrics by name, over time, and with their session', async () => {
    const url = database.createUrl();
    const store = await openStoreForWriting(locate(url), 0);
    const metrics = JSON.stringify([
      ['m1', 61_000, 's1', 'tokens', 100, 'tokens'],
      ['m2', 119_999, null, 'tokens', 50, 'tokens'],
      ['m3', 200_000, 's1', 'tokens', 8.5, null],
      ['m4', 59_999, 's1', '__proto__', 1, null],
    ]);
    await store.write({ ...NO_ROWS, metrics }, RECORDER_ROW);
    await store.close();
    await storeHistory(url, [buildRecord({ startedAtMs: 60_000, labels: { sessionId: 's1' } })]);
    const reader = openMetrics({ url });
    expect(await reader.listMetrics(10)).toEqual([
      { name: '__proto__', unit: null, lastAtMs: 59_999, lastValue: 1 },
      { name: 'tokens', unit: null, lastAtMs: 200_000, lastValue: 8.5 },
    ]);
    expect(await reader.listMetrics(1)).toHaveLength(1);
    expect(await reader.getMetricSeries('tokens', RANGE, 60_000)).toEqual({
      buckets: [
        { startMs: 60_000, count: 2, sum: 150, mean: 75, min: 50, max: 100 },
        { startMs: 120_000, count: 0, sum: 0, mean: null, min: null, max: null },
        { startMs: 180_000, count: 1, sum: 8.5, mean: 8.5, min: 8.5, max: 8.5 },
      ],
      isComplete: true,
    });
    const session = await reader.getSession('s1', 10);
    expect(session?.metrics.map(({ atMs, name, value }) => [atMs, name, value])).toEqual([
      [59_999, '__proto__', 1],
      [61_000, 'tokens', 100],
      [200_000, 'tokens', 8.5],
    ]);
    await reader.close();
  });

  it('tells what each recorder said last', async () => {
    const url = database.createUrl();
    const store = await openStoreForWriting(locate(url), 0);
    for (const [index, id] of ['first', 'second'].entries())
      await store.write(NO_ROWS, { ...RECORDER_ROW, id, lastWriteMs: 10 + index, droppedCount: 3 });
    await store.close();
    const reader = openMetrics({ url });
    const { rows, ...sums } = await reader.getRecorderHealth(1);
    expect(sums).toEqual({ totalCount: 2, droppedCount: 6, lastWriteMs: 11 });
    expect(rows).toMatchObject([{ recorderId: 'second', lastWriteMs: 11, droppedCount: 3 }]);
    await reader.close();
  });

  it('tells the limit that a tool had last', async () => {
    const url = database.createUrl();
    const limits = (maxConcurrency: number) => ({ maxConcurrency: 9, tools: [{ toolName: 'search', maxConcurrency }] });
    await storeHistory(url, [
      buildRecord({ startedAtMs: 70_000, limits: limits(5) }),
      buildRecord({ startedAtMs: 60_000, limits: limits(2) }),
      buildRecord({ startedAtMs: 80_000, calls: [buildCall({ toolName: 'fetch' })] }),
    ]);
    const reader = openMetrics({ url });
    expect(await reader.getTool('search')).toMatchObject({
      toolName: 'search',
      firstSeenMs: 60_000,
      lastStartedAtMs: 70_000,
      maxConcurrency: 5,
    });
    expect((await reader.getTool('fetch'))?.maxConcurrency).toBeNull();
    expect(await reader.getTool('nobody')).toBeNull();
    await reader.close();
  });

  it('finds the slowest call also in the part of an hour whose minutes are pruned', async () => {
    const url = database.createUrl();
    const hourMs = 100 * 3_600_000;
    const lasting = (minute: number, runUs: number) => {
      const calls = [buildCall({ attempts: [buildAttempt({ startUs: 0, endUs: runUs })] })];
      return buildRecord({ startedAtMs: hourMs + minute * 60_000, calls });
    };
    await storeHistory(url, [lasting(10, 9000), lasting(40, 5000)]);
    await execute(url, `DELETE FROM tool_rollup WHERE bucket_seconds = 60 AND start_ms < ${hourMs + 1_800_000}`);
    const reader = openMetrics({ url });
    const range = { fromMs: hourMs - 3_600_000, toMs: hourMs + 7_200_000 };
    const rows = await reader.listCalls(range, { limit: 1, toolName: 'search' });
    expect(rows.map(({ longestRunUs }) => longestRunUs)).toEqual([9000]);
    await reader.close();
  });

  it('goes on looking where a filtered page found nothing, and says how far it looked', async () => {
    const url = database.createUrl();
    const oldest = buildRecord({ startedAtMs: 60_000, calls: [buildCall({ toolName: 'rare' })] });
    const others = Array.from({ length: 20_010 }, (_, index) =>
      buildRecord({ startedAtMs: 70_000 + index, calls: [] }),
    );
    await storeHistory(url, [oldest, ...others]);
    const reader = openMetrics({ url });
    for (const filter of [{ toolName: 'rare' }, { search: 'rar' }]) {
      const first = await reader.listBatches(RANGE, { limit: 5, filter });
      expect(first).toMatchObject({ rows: [], scannedCount: 20_000 });
      const second = await reader.listBatches(RANGE, { limit: 5, filter, ...(first.next && { after: first.next }) });
      expect(second).toMatchObject({ rows: [{ batchId: oldest.batchId }], scannedCount: 11, next: null });
    }
    expect((await reader.listBatches(RANGE, { limit: 1, sort: 'slowest' })).rows).toMatchObject([
      { batchId: oldest.batchId },
    ]);
    await reader.close();
  }, 60_000);

  it('counts what sampling left out, and lists it without its calls', async () => {
    const url = database.createUrl();
    const store = await openStoreForWriting(locate(url), 0);
    const records = [60_000, 120_000].map((startedAtMs) => buildRecord({ startedAtMs }));
    const encoded = records.map((record, index) => encodeRecord(record, { sampled: index === 0 }));
    await store.write(rowsOf(encoded), RECORDER_ROW);
    await store.close();
    const reader = openMetrics({ url });
    expect(await reader.getOverview(RANGE)).toMatchObject({ batchCount: 2, callCount: 2 });
    expect((await reader.getToolLatencies(RANGE, 5)).rows).toMatchObject([{ toolName: 'search', callCount: 2 }]);
    const { rows } = await reader.listBatches(RANGE, { limit: 5 });
    expect(rows.map(({ isSampled, callCount, path }) => [isSampled, callCount, path.length > 0])).toEqual([
      [false, 1, false],
      [true, 1, true],
    ]);
    expect(await reader.getBatch(records[1]?.batchId ?? '')).toMatchObject({
      isSampled: false,
      callCount: 1,
      calls: [],
    });
    await reader.close();
  });
});
