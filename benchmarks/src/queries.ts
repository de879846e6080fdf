import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MetricsReader, openMetrics } from '@parallel-tools/metrics/queries';
import { seedHistory } from '@parallel-tools/prisma';
import pg from 'pg';
import { atLeast, atMost, type Finding, finding } from './finding.ts';
import { type Question, questionsAbout, type Subject } from './query-list.ts';
import type { Settings } from './settings.ts';
import { quantile, spreadOf } from './spread.ts';

const REPEATS = 20;
const DAYS = 30;
const END_MS = Date.UTC(2026, 10, 1, 12, 34, 56, 789);
const SERVER_URL = process.env.POSTGRES_URL ?? 'postgresql://postgres@127.0.0.1:5432/test';

const TABLES = ['batch', 'tool_call', 'attempt', 'tool_rollup', 'batch_rollup', 'session'];

/** A database of the benchmark's own. */
interface Database {
  readonly name: string;
  readonly url: string;
  bytes(): Promise<number>;
  /** What a server does by itself sooner or later. */
  settle(): Promise<void>;
  remove(): Promise<void>;
}

/** Every question to a month of calls, in a SQLite file and in PostgreSQL, and to a tenth of them. */
export async function* measureQueries({ calls, seed }: Settings): AsyncIterable<Finding> {
  for (const create of [createFile, createSchema]) {
    const timesOfTenth = new Map<string, number>();
    for await (const { found, time } of measureDatabase(create, { calls: calls / 10, seed })) {
      if (time !== null) timesOfTenth.set(found.name, time);
    }
    for await (const { found, question, time, database } of measureDatabase(create, { calls, seed })) {
      yield found;
      const before = timesOfTenth.get(found.name);
      if (question?.readsRollups && time !== null && before !== undefined)
        yield finding(`${database}: ${question.name}, growth`, constant(time / before), '×', {
          goal: atMost(1.5),
          detail: `median at ${calls} calls to median at ${calls / 10}`,
        });
    }
  }
}

interface Measured {
  readonly found: Finding;
  readonly database: string;
  readonly question: Question | null;
  /** Median, in ms. */
  readonly time: number | null;
}

async function* measureDatabase(
  create: () => Promise<Database | null>,
  { calls, seed }: { readonly calls: number; readonly seed: number },
): AsyncIterable<Measured> {
  const database = await create();
  if (database === null) return;
  const metrics = openMetrics({ url: database.url });
  try {
    const startMs = performance.now();
    const { callCount } = await seedHistory({
      databaseUrl: database.url,
      calls,
      hours: 24 * DAYS,
      endMs: END_MS,
      seed,
    });
    const seconds = (performance.now() - startMs) / 1000;
    await database.settle();
    const about = { database: database.name, question: null, time: null };
    yield {
      ...about,
      found: finding(`${database.name}: calls seeded in a second`, constant(callCount / seconds), 'calls/s', {
        goal: atLeast(20_000),
        detail: `${callCount} calls`,
      }),
    };
    const megabytes = (await database.bytes()) / callCount;
    yield { ...about, found: finding(`${database.name}: size of a million calls`, constant(megabytes), 'MB') };
    for (const question of questionsAbout(await subjectOf(metrics))) {
      const times = await timesOf(question, metrics);
      const found = finding(`${database.name}: ${question.name}`, constant(quantile(times, 0.95)), 'ms', {
        goal: atMost(300),
        detail: `95th percentile of ${REPEATS}`,
      });
      yield { database: database.name, found, question, time: spreadOf(times).median };
    }
  } finally {
    await metrics.close();
    await database.remove();
  }
}

/** In ms, after one that warms up. */
async function timesOf({ ask }: Question, metrics: MetricsReader): Promise<readonly number[]> {
  await ask(metrics);
  const times: number[] = [];
  for (let count = 0; count < REPEATS; count += 1) {
    const startMs = performance.now();
    await ask(metrics);
    times.push(performance.now() - startMs);
  }
  return times;
}

async function subjectOf(metrics: MetricsReader): Promise<Subject> {
  const range = { fromMs: END_MS - DAYS * 86_400_000 + 12_345, toMs: END_MS };
  const { rows } = await metrics.listBatches(range, { limit: 1 });
  const { rows: sessions } = await metrics.listSessions(range, { limit: 1 });
  const [batch, session] = [rows[0], sessions[0]];
  if (batch === undefined || session === undefined) throw new Error('nothing was seeded');
  return { range, toolName: 'search_web', sessionId: session.sessionId, batchId: batch.batchId };
}

async function createFile(): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), 'parallel-tools-bench-'));
  const file = join(folder, 'history.db');
  return {
    name: 'SQLite',
    url: `file:${file}`,
    bytes: async () => statSync(file).size,
    settle: () => Promise.resolve(),
    remove: async () => rmSync(folder, { recursive: true }),
  };
}

/** @returns Null without a server. */
async function createSchema(): Promise<Database | null> {
  const schema = `bench_${process.pid}_${Date.now()}`;
  try {
    await queryServer('SELECT 1');
  } catch {
    console.log(`  no PostgreSQL at ${SERVER_URL.replace(/\/\/.*@/, '//')}: left out`);
    return null;
  }
  const size = `SELECT SUM(pg_total_relation_size(c.oid))::text AS bytes FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '${schema}' AND c.relkind = 'r'`;
  return {
    name: 'PostgreSQL',
    url: `${SERVER_URL}?schema=${schema}`,
    bytes: async () => Number((await queryServer(size))[0]?.bytes),
    // Autovacuum, which a server of one's own may have turned off: without statistics it reads whole tables.
    settle: async () => void (await queryServer(`ANALYZE ${TABLES.map((table) => `${schema}.${table}`).join(', ')}`)),
    remove: async () => void (await queryServer(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)),
  };
}

async function queryServer(query: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: SERVER_URL, connectionTimeoutMillis: 2000 });
  await client.connect();
  const { rows } = await client.query(query).finally(() => client.end());
  return rows;
}

function constant(value: number) {
  return { median: value, p10: value, p90: value };
}
