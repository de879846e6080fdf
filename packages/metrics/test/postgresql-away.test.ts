import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createRecorder } from '../src/index.js';
import { openMetrics } from '../src/queries/index.js';
import { sql } from '../src/store/store.js';
import { buildPayload, buildRecord } from './build-record.js';
import { needs, POSTGRESQL } from './databases.js';
import { expectNoErrors } from './expect-no-errors.js';
import { rowsOfQuery } from './stored-rollups.js';
import { startTcpProxy } from './tcp-proxy.js';
import { temporaryFolder } from './temporary-folder.js';

/** The URL of a database behind a proxy. */
async function behindProxy() {
  const url = POSTGRESQL.createUrl();
  const direct = new URL(url);
  const proxy = await startTcpProxy(direct.hostname, Number(direct.port || 5432));
  onTestFinished(() => proxy.cut().catch(() => undefined));
  const viaProxy = new URL(url);
  viaProxy.host = `127.0.0.1:${proxy.port}`;
  return { url, proxyUrl: viaProxy.href, proxy };
}

function recordTo(recorder: ReturnType<typeof createRecorder>, count: number) {
  for (let made = 0; made < count; made += 1) {
    const record = buildRecord();
    recorder.record(record, buildPayload(record));
  }
}

describe('a PostgreSQL server that goes away', () => {
  needs(POSTGRESQL);

  it('gets every batch exactly once when it comes back, from a recorder and for a reader that were connected', async () => {
    const { url, proxyUrl, proxy } = await behindProxy();
    const recorder = createRecorder({ url: proxyUrl, onError: expectNoErrors() });
    const reader = openMetrics({ url: proxyUrl });
    recordTo(recorder, 10);
    await recorder.flush();
    expect(await reader.getStatus()).toMatchObject({ batchCount: 10 });
    await proxy.cut();
    recordTo(recorder, 700);
    await vi.waitUntil(() => recorder.stats().retryCount >= 3, { timeout: 20_000, interval: 5 });
    await expect(reader.getStatus()).rejects.toMatchObject({ code: 'DATABASE_UNREADABLE' });
    expect(recorder.stats()).toMatchObject({ storedCount: 10, droppedCount: 0, queuedCount: 700 });
    await proxy.restore();
    await recorder.close();
    expect(recorder.stats()).toMatchObject({ recordedCount: 710, storedCount: 710, droppedCount: 0 });
    expect(await reader.getStatus()).toMatchObject({ batchCount: 710 });
    expect(await reader.getRecorderHealth(1)).toMatchObject({ droppedCount: 0 });
    await reader.close();
    const direct = openMetrics({ url });
    expect(await direct.getStatus()).toMatchObject({ batchCount: 710 });
    await direct.close();
  });

  it.each([
    ['commit', 1],
    ['spool', 10],
  ] as const)('costs nothing under load, with %s for %i s', async (durability, seconds) => {
    const { url, proxyUrl, proxy } = await behindProxy();
    const spoolFolder = temporaryFolder();
    const onError = expectNoErrors();
    const recorder = createRecorder({ url: proxyUrl, durability, spoolFolder, onError });
    const answers: Promise<boolean>[] = [];
    const ids: string[] = [];
    const record = () => {
      const batch = buildRecord();
      ids.push(batch.batchId);
      answers.push(recorder.record(batch, buildPayload(batch)));
    };
    record();
    await recorder.flush();
    await proxy.cut();
    const endMs = Date.now() + seconds * 1000;
    while (Date.now() < endMs) {
      for (let made = 0; made < 5; made += 1) record();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(recorder.stats()).toMatchObject({ storedCount: 1, droppedCount: 0, queuedCount: ids.length - 1 });
    if (durability === 'spool') expect(await Promise.all(answers)).not.toContain(false);
    await proxy.restore();
    expect(await Promise.all(answers)).not.toContain(false);
    await recorder.close();
    expect(recorder.stats()).toMatchObject({ recordedCount: ids.length, storedCount: ids.length, droppedCount: 0 });
    const stored = await rowsOfQuery(url, sql`SELECT id FROM batch ORDER BY id`);
    expect(stored.map(({ id }) => id)).toEqual(ids.sort());
    const [sums] = await rowsOfQuery(
      url,
      sql`SELECT SUM(batch_count) AS count FROM batch_rollup WHERE bucket_seconds = 60`,
    );
    expect(Number(sums?.count)).toBe(ids.length);
  });

  it('without saying so is given up on after a while, and asked through another connection', async () => {
    const { url, proxyUrl, proxy } = await behindProxy();
    const recorder = createRecorder({ url: proxyUrl, durability: 'commit', onError: expectNoErrors() });
    const reader = openMetrics({ url: proxyUrl });
    await recorder.metric({ name: 'first', value: 1 });
    await reader.listMetrics(10);
    proxy.silence();
    const isSafe = recorder.metric({ name: 'second', value: 2 });
    await expect(reader.listMetrics(10)).rejects.toMatchObject({ code: 'DATABASE_UNREADABLE' });
    expect(await isSafe).toBe(true);
    expect(await reader.listMetrics(10)).toHaveLength(2);
    await Promise.all([recorder.close(), reader.close()]);
    expect(await rowsOfQuery(url, sql`SELECT name FROM metric ORDER BY name`)).toEqual([
      { name: 'first' },
      { name: 'second' },
    ]);
  }, 120_000);

  it('is waited for also when it was not there at first', async () => {
    const { proxyUrl, proxy } = await behindProxy();
    await proxy.cut();
    const recorder = createRecorder({ url: proxyUrl, onError: expectNoErrors() });
    recordTo(recorder, 3);
    await vi.waitUntil(() => recorder.stats().retryCount >= 2, { timeout: 20_000, interval: 5 });
    await proxy.restore();
    await recorder.close();
    expect(recorder.stats()).toMatchObject({ storedCount: 3, droppedCount: 0 });
  });

  it('costs batches after retryForMs, which are counted, and the message holds no password', async () => {
    const { proxyUrl, proxy } = await behindProxy();
    await proxy.cut();
    const onError = vi.fn();
    const url = proxyUrl.replace('postgres@', 'postgres:secret@');
    const recorder = createRecorder({ url, onError, retryForMs: 1 });
    recordTo(recorder, 3);
    await recorder.close();
    expect(recorder.stats()).toMatchObject({ recordedCount: 3, storedCount: 0, droppedCount: 3 });
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ code: 'WRITE_FAILED' });
    expect(onError.mock.calls[0]?.[0].message).not.toContain('secret');
  });
});
