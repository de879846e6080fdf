import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { BatchRecord, CallRecord, WaitRecord } from '@parallel-tools/executor';
import { describe, expect, it, vi } from 'vitest';
import type { EncodedBatch } from '../src/recorder/encode-batch.js';
import { rowsOf } from '../src/recorder/writer.js';
import { parseSums } from '../src/rollups/sums.js';
import { locate } from '../src/store/location.js';
import { openStoreForWriting } from '../src/store/open-store.js';
import { rollAhead } from '../src/store/rolled-rows.js';
import { type EncodedRows, type RecorderRow, sql } from '../src/store/store.js';
import { buildCall, buildRecord } from './build-record.js';
import { connect, DATABASES, execute, needs, POSTGRESQL } from './databases.js';
import { encodeRecord, RECORDER_ROW, randomHistory, seededRandom, storeHistory } from './random-history.js';
import { rollupTruth } from './rollup-truth.js';
import { rowsOfQuery, storedRollups } from './stored-rollups.js';

const THREAD = new URL('./delivering-thread.ts', import.meta.url);
const DAY_MS = 86_400_000;
const START_MS = 20_000 * DAY_MS;
const AGENTS = ['planner', 'researcher', '__proto__'];

/** Batches of a random history with labels, dependencies, waits, cache hits and hedges; some on a clock a day off. */
function richHistory(seed: number, count: number): readonly BatchRecord[] {
  const random = seededRandom(seed + 1000);
  return randomHistory(seed, count, START_MS + DAY_MS / 2).map((record, index) => {
    const calls = record.calls.map((call) => richCall(call, random));
    const [first, second] = calls;
    const hasEdge = first !== undefined && second !== undefined && random() < 0.4;
    return buildRecord({
      batchId: record.batchId,
      startedAtMs: record.startedAtMs + (random() < 0.1 ? DAY_MS : 0),
      labels:
        random() < 0.3
          ? {}
          : { sessionId: `s${index % 7}`, agent: AGENTS[index % 3], graph: random() < 0.5 ? 'g' : undefined },
      calls,
      edges: hasEdge ? [{ from: 1, to: 2, reason: 'depends-on' as const }] : [],
    });
  });
}

function richCall(call: CallRecord, random: () => number): CallRecord {
  const { startUs } = call;
  if (startUs === null || startUs < 10) return call;
  const middleUs = Math.floor(startUs / 2);
  const waits: readonly WaitRecord[] = [
    { cause: random() < 0.5 ? 'tool-slot' : 'global-slot', startUs: 0, endUs: middleUs },
    { cause: 'overhead', startUs: middleUs, endUs: startUs },
    ...call.attempts.slice(1).map(
      ({ startUs: endUs }, index): WaitRecord => ({
        cause: 'backoff',
        startUs: call.attempts[index]?.endUs ?? endUs,
        endUs,
      }),
    ),
  ];
  if (random() < 0.1 && call.status === 'ok') {
    return {
      ...call,
      source: random() < 0.5 ? 'cache' : 'shared',
      attempts: [],
      startUs: null,
      endUs: startUs,
      waits: [],
    };
  }
  return { ...call, waits };
}

/** Each item up to three times, in random order. */
function redelivered<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  return items
    .flatMap((item) => Array.from({ length: 1 + Math.floor(random() * 3) }, () => item))
    .map((item) => ({ item, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

/** Writes in bites of random size, from a thread of its own. */
async function deliver(url: string, items: readonly EncodedBatch[], random: () => number): Promise<void> {
  const writes: EncodedRows[] = [];
  for (let at = 0; at < items.length; ) {
    const bite = items.slice(at, at + 1 + Math.floor(random() * 60));
    const rows = rowsOf(bite);
    writes.push(random() < 0.5 ? rollAhead(rows) : rows);
    at += bite.length;
  }
  const recorder = { ...RECORDER_ROW, id: `writer-${random()}` };
  const thread = new Worker(THREAD, { workerData: { url, writes, recorder } });
  const [exitCode] = await once(thread, 'exit');
  expect(exitCode).toBe(0);
}

function expectSame(stored: ReadonlyMap<string, number>, truth: ReadonlyMap<string, number>): void {
  expect(truth.size).toBeGreaterThan(100);
  expect([...stored].filter(([key, value]) => truth.get(key) !== value)).toEqual([]);
  expect([...truth.keys()].filter((key) => !stored.has(key))).toEqual([]);
}

describe.each(DATABASES)('rollups on $name', (database) => {
  needs(database);

  it.each(Array.from({ length: process.env.SOAK ? 40 : 2 }, (_, index) => index + 1))(
    'are what the calls say, with three writers at once, redelivery, reordering and late batches (seed %i)',
    async (seed) => {
      const url = database.createUrl();
      const random = seededRandom(seed);
      const records = richHistory(seed, 100);
      const items = records.map((record) => encodeRecord(record, { sampled: random() < 0.7 }));
      await deliver(url, [], random);
      // Each writer has most batches, so that nearly all are delivered by more than one.
      const shares = [0, 1, 2].map(() => items.filter(() => random() < 0.8));
      const rest = items.filter((item) => !shares.some((share) => share.includes(item)));
      await Promise.all([...shares, rest].map((share) => deliver(url, redelivered(share, random), random)));
      expectSame(await storedRollups(url), rollupTruth(records));
    },
  );

  it('are filled from the rows of before them, bit by bit, while new batches come', async () => {
    const url = database.createUrl();
    const records = richHistory(9, 120);
    await storeHistory(url, records.slice(0, 80));
    for (const table of ['tool_rollup', 'batch_rollup', 'session']) await execute(url, `DELETE FROM ${table}`);
    await execute(url, 'UPDATE batch SET rolled_up = NULL');
    await execute(url, 'UPDATE tool SET color = NULL');
    const stores = await Promise.all([0, 1].map(() => openStoreForWriting(locate(url), 0)));
    const [first, second] = stores;
    await first?.rollUp(30);
    await second?.write(rowsOf(records.slice(80).map((record) => encodeRecord(record))), RECORDER_ROW);
    for (let count = 1; count > 0; ) count = Number(await first?.rollUp(7)) + Number(await second?.rollUp(9));
    await Promise.all(stores.map((store) => store.close()));
    expectSame(await storedRollups(url), rollupTruth(records));
    const colors = await rowsOfQuery(url, sql`SELECT color FROM tool ORDER BY color`);
    expect(colors.map(({ color }) => Number(color))).toEqual(colors.map((_, index) => index + 1));
  });

  it('hold the sums of each session', async () => {
    const url = database.createUrl();
    const records = richHistory(4, 60);
    await storeHistory(url, records);
    await storeHistory(url, records.slice(10, 30));
    const rows = await rowsOfQuery(url, sql`SELECT * FROM session ORDER BY id`);
    const ids = [...new Set(records.flatMap(({ labels }) => labels.sessionId ?? []))].sort();
    expect(rows.map(({ id }) => id)).toEqual(ids);
    for (const row of rows) {
      const batches = records.filter(({ labels }) => labels.sessionId === row.id);
      const sum = (of: (record: BatchRecord) => number) => batches.reduce((total, record) => total + of(record), 0);
      expect(
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, name === 'id' ? value : Number(value)])),
      ).toEqual({
        id: row.id,
        first_started_ms: Math.min(...batches.map(({ startedAtMs }) => startedAtMs)),
        last_started_ms: Math.max(...batches.map(({ startedAtMs }) => startedAtMs)),
        last_ended_ms: Math.max(
          ...batches.map(({ startedAtMs, totals }) => startedAtMs + Math.ceil(totals.makespanUs / 1000)),
        ),
        batch_count: batches.length,
        call_count: sum(({ totals }) => totals.callCount),
        failed_count: sum(({ totals }) => totals.callCount - totals.okCount),
        makespan_us: sum(({ totals }) => totals.makespanUs),
        sequential_us: sum(({ totals }) => totals.sequentialUs),
        missed_count: 0,
        missed_unknown_count: 0,
      });
    }
  });

  it('stay small whatever codes and labels a model makes up, and still count all', async () => {
    const url = database.createUrl();
    const made = (index: number) =>
      buildRecord({
        startedAtMs: START_MS,
        labels: { agent: `agent-${index}` },
        // The first code is the commonest.
        calls: [buildCall({ status: 'error', errorCode: `E${Math.max(0, index - 900)}` })],
      });
    const records = Array.from({ length: 1010 }, (_, index) => made(index));
    for (const start of [0, 505]) await storeHistory(url, records.slice(start, start + 505));
    const [tool] = await rowsOfQuery(url, sql`SELECT failures FROM tool_rollup WHERE bucket_seconds = 60`);
    const failures = parseSums(String(tool?.failures));
    expect(failures.size).toBe(64);
    expect(failures.get('error/E0')).toBe(901);
    expect(failures.get('other/')).toBe(1010 - 901 - 62);
    const kinds = await rowsOfQuery(
      url,
      sql`
      SELECT kind_id, batch_count, call_count, makespan_histogram FROM batch_rollup
      WHERE bucket_seconds = 60 ORDER BY kind_id`,
    );
    expect(kinds.length).toBe(1001);
    const { makespan_histogram: histogram, ...rest } = kinds[0] ?? {};
    expect(Object.values(rest).map(Number)).toEqual([0, 10, 10]);
    expect([...parseSums(String(histogram)).values()]).toEqual([10]);
  });

  it('keep of a sampled-out batch its row, and none of its calls', async () => {
    const url = database.createUrl();
    const records = richHistory(5, 20).filter(({ calls }) => calls.length > 0);
    await deliver(
      url,
      records.map((record, index) => encodeRecord(record, { sampled: index === 0 })),
      seededRandom(1),
    );
    const batches = await rowsOfQuery(url, sql`SELECT id, sampled FROM batch ORDER BY id`);
    expect(batches.map(({ sampled }) => Boolean(sampled))).toEqual(records.map((_, index) => index === 0));
    const calls = await rowsOfQuery(url, sql`SELECT DISTINCT batch_id FROM tool_call`);
    expect(calls).toEqual([{ batch_id: records[0]?.batchId }]);
  });

  it('give the eight colours to the tools with most critical-path time first, for good', async () => {
    const url = database.createUrl();
    const [record] = richHistory(6, 1);
    const call = (seq: number, toolName: string, runUs: number): CallRecord => ({
      seq,
      callId: toolName,
      externalId: null,
      toolName,
      status: 'ok',
      errorCode: null,
      errorMessage: null,
      availableUs: 0,
      readyUs: 0,
      startUs: 0,
      endUs: runUs,
      attempts: [
        { attempt: 1, startUs: 0, endUs: runUs, outcome: 'ok', abandoned: false, errorCode: null, errorMessage: null },
      ],
      waits: [],
      level: 0,
      priority: 0,
      pathUs: 0,
      critical: false,
    });
    const batch = (id: string, calls: readonly CallRecord[]): BatchRecord => ({
      ...(record as BatchRecord),
      batchId: id,
      calls,
      edges: [],
    });
    await storeHistory(url, [
      batch('a', [call(1, 'short', 10), call(2, 'long', 500)]),
      batch('b', [call(1, 'middle', 100)]),
    ]);
    await storeHistory(url, [
      batch(
        'c',
        Array.from({ length: 7 }, (_, index) => call(index + 1, `later-${index}`, 900 + index)),
      ),
    ]);
    const rows = await rowsOfQuery(url, sql`SELECT name, color FROM tool WHERE color IS NOT NULL ORDER BY color`);
    expect(rows.map(({ name }) => name)).toEqual([
      'long',
      'middle',
      'short',
      'later-6',
      'later-0',
      'later-1',
      'later-2',
      'later-3',
    ]);
  });
});

describe('two writers on PostgreSQL', () => {
  needs(POSTGRESQL);

  it('bring the same new tools, in opposite orders, without waiting for each other in a circle', async () => {
    const url = POSTGRESQL.createUrl();
    const stores = [await openStoreForWriting(locate(url), 0), await openStoreForWriting(locate(url), 0)];
    const pids = await Promise.all(
      stores.map(async (store) => (await store.query<{ pid: bigint }>(sql`SELECT pg_backend_pid() AS pid`))[0]?.pid),
    );
    // While the second of three tools is someone else's, each writer has got as far as it can without it.
    const other = await connect(url);
    await other.query(`BEGIN; INSERT INTO tool (name, first_seen_ms) VALUES ('b', 0)`);
    const writes = ['abc', 'cba'].map((tools, index) => {
      const calls = Array.from(tools, (toolName, at) => buildCall({ seq: at + 1, toolName }));
      return stores[index]?.write(rowsOf([encodeRecord(buildRecord({ calls }))]), RECORDER_ROWS[index] as RecorderRow);
    });
    const blocked = `SELECT 1 FROM unnest(ARRAY[${pids}]) AS pid WHERE cardinality(pg_blocking_pids(pid)) > 0`;
    await vi.waitUntil(async () => (await other.query(blocked)).rows.length === 2, { timeout: 20_000, interval: 5 });
    await other.query('ROLLBACK');
    await Promise.all(writes);
    await Promise.all([other.end(), ...stores.map((store) => store.close())]);
    const tools = await rowsOfQuery(url, sql`SELECT name FROM tool ORDER BY name`);
    expect(tools.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });
});

/** Of two writers. */
const RECORDER_ROWS = [RECORDER_ROW, { ...RECORDER_ROW, id: 'another' }];
