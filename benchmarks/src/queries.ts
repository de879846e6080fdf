import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MetricsReader, openMetrics } from '@parallel-tools/metrics/queries';
import { seedHistory } from '@parallel-tools/prisma';
import pg from 'pg';
import { atLeast, atMost, type Finding, finding } from './finding.ts';
import { type Question, questionsAbout, type Subject } from './query-list.ts';
import type { Settings } from './settings.ts';
import { quantile } from './spread.ts';

const REPEATS = 20;
const DAYS = 30;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const END_MS = Date.UTC(2026, 10, 1, 12, 34, 56, 789);
const SERVER_URL = process.env.POSTGRES_URL ?? 'postgresql://postgres@127.0.0.1:5432/test';

const TABLES = ['batch', 'tool_call', 'attempt', 'tool_rollup', 'batch_rollup', 'session'];

/** A database that is asked. */
interface Database {
  readonly name: string;
  readonly url: string;
  bytes(): Promise<number>;
  /** @returns How quick it was; null where the history is there already. */
  fill(): Promise<Finding | null>;
  remove(): Promise<void>;
}

/**
 * Every question to a month of calls, in a SQLite file and in PostgreSQL, and to a tenth of them; or to the databases that are
 * given, of which the smaller one of a kind comes before the larger.
 */
export async function* measureQueries({ calls, seed, urls }: Settings): AsyncIterable<Finding> {
  const timesBefore = new Map<string, { readonly time: number; readonly callCount: number }>();
  for await (const database of urls.length > 0 ? existing(urls) : seeded(calls, seed)) {
    for await (const { found, question, time, callCount } of measureDatabase(database)) {
      yield found;
      if (question === null || time === null) continue;
      const before = timesBefore.get(found.name);
      timesBefore.set(found.name, { time, callCount });
      if (question.readsRollups && before !== undefined)
        yield finding(`${database.name}: ${question.name}, growth`, constant(time / before.time), '×', {
          goal: atMost(1.5),
          detail: `fastest of ${REPEATS} at ${callCount} calls to fastest at ${before.callCount}`,
        });
    }
  }
}

/** Only while it is asked, there is one. */
async function* seeded(calls: number, seed: number): AsyncIterable<Database> {
  for (const create of [createFile, createSchema]) {
    for (const count of [calls / 10, calls]) {
      const database = await create({ calls: count, seed });
      if (database !== null) yield database;
    }
  }
}

async function* existing(urls: readonly string[]): AsyncIterable<Database> {
  const kept = { fill: () => Promise.resolve(null), remove: () => Promise.resolve() };
  for (const url of urls) {
    const file = url.startsWith('file:') ? url.slice('file:'.length) : null;
    const schema = file === null ? (new URL(url).searchParams.get('schema') ?? 'parallel_tools') : '';
    const bytes = async () => (file === null ? bytesOfSchema(schema, url.split('?')[0]) : statSync(file).size);
    yield { name: file === null ? 'PostgreSQL' : 'SQLite', url, bytes, ...kept };
  }
}

interface Measured {
  readonly found: Finding;
  readonly question: Question | null;
  /** The fastest, in ms: nothing else on the machine adds to it. */
  readonly time: number | null;
  readonly callCount: number;
}

async function* measureDatabase(database: Database): AsyncIterable<Measured> {
  const { name } = database;
  const metrics = openMetrics({ url: database.url });
  try {
    const filled = await database.fill();
    const subject = await subjectOf(metrics);
    const { callCount } = await metrics.getOverview(subject.range);
    const about = { question: null, time: null, callCount };
    if (filled !== null) yield { ...about, found: filled };
    const megabytes = (await database.bytes()) / callCount;
    const detail = `${callCount} calls`;
    yield { ...about, found: finding(`${name}: size of a million calls`, constant(megabytes), 'MB', { detail }) };
    for (const question of questionsAbout(subject)) {
      const times = await timesOf(question, metrics);
      const found = finding(`${name}: ${question.name}`, constant(quantile(times, 0.95)), 'ms', {
        goal: atMost(300),
        detail: `95th percentile of ${REPEATS}, ${callCount} calls`,
      });
      yield { found, question, time: Math.min(...times), callCount };
    }
  } finally {
    await metrics.close();
    await database.remove();
  }
}

interface SeedSize {
  readonly calls: number;
  readonly seed: number;
}

async function seedInto(name: string, url: string, { calls, seed }: SeedSize): Promise<Finding> {
  const startMs = performance.now();
  const { callCount } = await seedHistory({ databaseUrl: url, calls, hours: 24 * DAYS, endMs: END_MS, seed });
  const seconds = (performance.now() - startMs) / 1000;
  return finding(`${name}: calls seeded in a second`, constant(callCount / seconds), 'calls/s', {
    goal: atLeast(30_000),
    detail: `${callCount} calls`,
  });
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
  const newest = await metrics.listBatches({ fromMs: 0, toMs: 4e12 }, { limit: 1 });
  const newestMs = newest.rows[0]?.startedAtMs ?? 0;
  // Half a minute of rows at either end, whichever database it is.
  const toMs = newestMs - (newestMs % MINUTE_MS) - MINUTE_MS / 2;
  const range = { fromMs: toMs - DAYS * DAY_MS + MINUTE_MS, toMs };
  const { rows } = await metrics.listBatches(range, { limit: 1 });
  const { rows: sessions } = await metrics.listSessions(range, { limit: 1 });
  const [batch, session] = [rows[0], sessions[0]];
  if (batch === undefined || session === undefined) throw new Error('there are no batches');
  return { range, toolName: 'search_web', sessionId: session.sessionId, batchId: batch.batchId };
}

async function createFile(size: SeedSize): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), 'parallel-tools-bench-'));
  const file = join(folder, 'history.db');
  const url = `file:${file}`;
  return {
    name: 'SQLite',
    url,
    bytes: async () => statSync(file).size,
    fill: () => seedInto('SQLite', url, size),
    remove: async () => rmSync(folder, { recursive: true }),
  };
}

/** @returns Null without a server. */
async function createSchema(size: SeedSize): Promise<Database | null> {
  const schema = `bench_${process.pid}_${Date.now()}`;
  try {
    await queryServer('SELECT 1');
  } catch {
    console.log(`  no PostgreSQL at ${SERVER_URL.replace(/\/\/.*@/, '//')}: left out`);
    return null;
  }
  const url = `${SERVER_URL}?schema=${schema}`;
  return {
    name: 'PostgreSQL',
    url,
    bytes: () => bytesOfSchema(schema),
    async fill() {
      const found = await seedInto('PostgreSQL', url, size);
      // Autovacuum, which a server of one's own may have turned off: without statistics it reads whole tables.
      await queryServer(`ANALYZE ${TABLES.map((table) => `${schema}.${table}`).join(', ')}`);
      return found;
    },
    remove: async () => void (await queryServer(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)),
  };
}

async function bytesOfSchema(schema: string, serverUrl = SERVER_URL): Promise<number> {
  const size = `SELECT SUM(pg_total_relation_size(c.oid))::text AS bytes FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '${schema}' AND c.relkind = 'r'`;
  return Number((await queryServer(size, serverUrl))[0]?.bytes);
}

async function queryServer(query: string, serverUrl = SERVER_URL): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 2000 });
  await client.connect();
  const { rows } = await client.query(query).finally(() => client.end());
  return rows;
}

function constant(value: number) {
  return { median: value, p10: value, p90: value };
}
