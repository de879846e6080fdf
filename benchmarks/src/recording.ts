import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRecorder, type RecorderOptions } from '@parallel-tools/metrics';
import { built } from './built-metrics.ts';
import { plainRecorder } from './create-many.ts';
import { atLeast, atMost, type Finding, finding } from './finding.ts';
import { droppedSchema, postgresqlUrl } from './postgresql.ts';
import { CALLS_PER_BATCH, makeRecordedBatches, type RecordedBatch } from './recorded-batches.ts';
import { repeat, timed } from './repeat.ts';
import type { Settings } from './settings.ts';
import { formatNumber, spreadOf } from './spread.ts';

const LOCKED_MS = 5000;
/** Of plain `createMany`, which needs no more to show what it does. */
const PLAIN_BATCHES = 500;
const PLAIN_AT_ONCE = 100;

/** What recording costs the thread that runs the tools, and how many calls a second a database takes. */
export async function* measureRecording(settings: Settings): AsyncGenerator<Finding> {
  const batchCount = settings.isQuick ? 1000 : 10_000;
  const batches = makeRecordedBatches(batchCount, settings.seed);
  const folder = mkdtempSync(join(tmpdir(), 'parallel-tools-bench-'));
  try {
    yield await measureRecordCall(join(folder, 'calls.db'), batches.slice(0, 1000), settings);
    yield await measureStall(join(folder, 'locked.db'), batches.slice(0, 500));
    yield* measureSustained('SQLite', () => `file:${join(folder, `${Math.random()}.db`)}`, batches, [30_000, 5]);
    yield await measureSize(join(folder, 'size.db'), batches);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const url = await postgresqlUrl();
  if (url === null) return;
  const urls: string[] = [];
  const next = () => {
    urls.push(url());
    return urls.at(-1) ?? '';
  };
  yield* measureSustained('PostgreSQL', next, batches, [20_000, 3]);
  for (const used of urls) await droppedSchema(used);
}

/** `record()` on the caller's thread; the writer's thread writes meanwhile. */
async function measureRecordCall(file: string, batches: readonly RecordedBatch[], { pairs }: Settings) {
  const recorder = openRecorder(`file:${file}`);
  await recordAll(recorder, batches.slice(0, 100));
  const perCallUs = await repeat(pairs, async () => {
    let totalMs = 0;
    for (const { record, payload } of batches) {
      const startMs = performance.now();
      recorder.record(record, payload);
      totalMs += performance.now() - startMs;
    }
    await recorder.flush();
    return (totalMs * 1000) / (batches.length * CALLS_PER_BATCH);
  });
  await recorder.close();
  const detail = `batches of ${CALLS_PER_BATCH} calls, with sizes and turn comparison`;
  return finding('record(), per call, on the thread of the tools', spreadOf(perCallUs), 'µs', {
    goal: atMost(15),
    detail,
  });
}

/** The longest turn of the event loop while another process holds the lock of the file. */
async function measureStall(file: string, batches: readonly RecordedBatch[]) {
  const recorder = openRecorder(`file:${file}`);
  await recordAll(recorder, batches.slice(0, 100));
  const release = await holdLock(file);
  const endMs = performance.now() + LOCKED_MS;
  const stallsMs: number[] = [];
  for (let at = 0; performance.now() < endMs; at += 1) {
    const batch = batches[at % batches.length];
    if (batch !== undefined && at % 8 === 0) recorder.record(batch.record, batch.payload);
    const startMs = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 1));
    stallsMs.push(performance.now() - startMs - 1);
  }
  const { retryCount } = recorder.stats();
  await release();
  await recorder.close();
  const detail = `${stallsMs.length} turns; ${retryCount} writes met the lock`;
  return finding(`longest stall, file locked for ${LOCKED_MS / 1000} s`, spreadOf([Math.max(...stallsMs)]), 'ms', {
    goal: atMost(20),
    detail,
  });
}

/** Recorder and plain `createMany` by turns, each time into a new database. */
async function* measureSustained(
  name: string,
  nextUrl: () => string,
  batches: readonly RecordedBatch[],
  [leastPerSecond, leastTimes]: readonly [number, number],
): AsyncGenerator<Finding> {
  const rounds = await repeat(3, async () => ({
    ours: await recordedPerSecond(nextUrl(), batches),
    plain: await plainPerSecond(nextUrl(), batches),
  }));
  const [ours, plain] = [rounds.map((round) => round.ours), rounds.map((round) => round.plain)];
  const calls = batches.length * CALLS_PER_BATCH;
  yield finding(`calls recorded a second into ${name}`, spreadOf(ours), '/s', {
    goal: atLeast(leastPerSecond),
    detail: `${formatNumber(calls)} calls, rollups included`,
  });
  yield finding(
    `the same beside createMany without rollups, ${name}`,
    spreadOf(rounds.map((round) => round.ours / round.plain)),
    '×',
    {
      goal: atLeast(leastTimes),
      detail: `createMany ${formatNumber(spreadOf(plain).median)}/s, ${PLAIN_AT_ONCE} batches a transaction`,
    },
  );
  for (const durability of ['spool', 'commit'] as const) {
    const perSecond = await recordedPerSecond(nextUrl(), batches, {
      durability,
      spoolFolder: join(tmpdir(), 'parallel-tools-bench-spool'),
    });
    yield finding(`calls a second into ${name}, durability ${durability}`, spreadOf([perSecond]), '/s');
  }
}

async function recordedPerSecond(url: string, batches: readonly RecordedBatch[], options: RecorderOptions = {}) {
  const recorder = openRecorder(url, options);
  // File, tables and thread come with the first batch.
  await recordAll(recorder, batches.slice(0, 1));
  const ms = await timed(() => recordAll(recorder, batches.slice(1)));
  const { droppedCount } = recorder.stats();
  if (droppedCount > 0) throw new Error(`${droppedCount} batches were dropped`);
  await recorder.close();
  return ((batches.length - 1) * CALLS_PER_BATCH * 1000) / ms;
}

async function plainPerSecond(url: string, batches: readonly RecordedBatch[]) {
  const recorder = openRecorder(url);
  // The tables, and the tools.
  await recordAll(recorder, batches.slice(PLAIN_BATCHES, PLAIN_BATCHES + 20));
  await recorder.close();
  const plain = await plainRecorder(url);
  const ms = await timed(async () => {
    for (let at = 0; at < PLAIN_BATCHES; at += PLAIN_AT_ONCE) await plain.write(batches.slice(at, at + PLAIN_AT_ONCE));
  });
  await plain.close();
  return (PLAIN_BATCHES * CALLS_PER_BATCH * 1000) / ms;
}

async function measureSize(file: string, batches: readonly RecordedBatch[]) {
  const recorder = openRecorder(`file:${file}`);
  await recordAll(recorder, batches);
  await recorder.close();
  const perMillion = (statSync(file).size / (batches.length * CALLS_PER_BATCH)) * 1e6;
  return finding('size of a SQLite file per million calls', spreadOf([perMillion / 1e6]), 'MB', {
    detail: `${CALLS_PER_BATCH} calls a batch, capture 'sizes', rollups and indexes included`,
  });
}

function openRecorder(url: string, options: RecorderOptions = {}) {
  return createRecorder({
    url,
    maxQueuedBatches: 1_000_000,
    maxQueuedBytes: 4_000_000_000,
    onError: (error) => {
      throw error;
    },
    ...options,
  });
}

/** As fast as they are taken, without letting the queue grow for ever. */
async function recordAll(
  recorder: ReturnType<typeof createRecorder>,
  batches: readonly RecordedBatch[],
): Promise<void> {
  for (const { record, payload } of batches) {
    void recorder.record(record, payload);
    if (recorder.stats().queuedCount > 2000) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await recorder.flush();
}

/** Another process that holds the write lock of a database file. */
async function holdLock(file: string): Promise<() => Promise<void>> {
  const script = `
    const Database = require(process.argv[1]);
    const database = new Database(process.argv[2]);
    database.exec('BEGIN IMMEDIATE');
    process.stdout.write('locked');
    process.stdin.on('end', () => { database.exec('COMMIT'); database.close(); }).resume();`;
  const driver = built.resolve('better-sqlite3');
  const child = spawn(process.execPath, ['-e', script, driver, file], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return async () => {
    child.stdin.end();
    await once(child, 'exit');
  };
}
