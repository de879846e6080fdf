import { type BatchPayload, type BatchRecord, createExecutor, type Executor } from '@parallel-tools/executor';
import { createManualClock, type ManualClock } from '@parallel-tools/executor/testing';
import { createRecorder, experimental_repeatHistory as repeatHistory } from '@parallel-tools/metrics';
import { copiesOf, type RecordedBatch } from './seed-copies.js';
import { seedTools } from './seed-tools.js';
import { seedTurns, type Turn, type TurnOptions } from './seed-turns.js';
import { seededRandom } from './seeded-random.js';

/** Options of {@link seedHistory}. */
export interface SeedOptions {
  /** Of SQLite or PostgreSQL, as the recorder's; created if need be, added to otherwise. */
  readonly databaseUrl: string;
  /** @defaultValue 300, or as many as `calls` need */
  readonly batches?: number;
  /** So many calls, within a few batches, in place of `batches`: about 4.6 to a batch. */
  readonly calls?: number;
  /**
   * How far back the history begins before `endMs`, in hours.
   * @defaultValue 24
   */
  readonly hours?: number;
  /**
   * When the history ends, epoch ms: no batch starts after it.
   * @defaultValue now
   */
  readonly endMs?: number;
  /** An integer; the same seed, size and end give the same batches, down to their ids. @defaultValue 1 */
  readonly seed?: number;
}

/** What a seed has put into a database. */
export interface SeedSummary {
  /** Absolute. */
  readonly databasePath: string;
  readonly batchCount: number;
  readonly callCount: number;
}

/** Beyond so many batches, those that really ran are recorded again, with other ids, sessions and times. */
const MOST_RUN_BATCHES = 4000;
const HOURS_RUN = 24;
const HOUR_MS = 3_600_000;
/** Few enough to be kept, enough for the writer's thread to have work while others are encoded. */
const MOST_QUEUED = 4000;

/** A history of whole days is recorded in part, at least a tenth of it, and the database repeats that. */
const MOST_REPETITIONS = 10;

/**
 * Fills a database with a realistic history: real batches of a real executor, on a clock that only the seed moves. Of more
 * than 4,000 batches, 4,000 run, over a day, and their sessions are repeated at random times. With `calls`, and `hours` that are
 * several days, only the first days are recorded, a tenth of all or more, and the database repeats them day by day. Doing so again with
 * the same options changes nothing.
 *
 * @throws {TypeError} For an option that is wrong.
 * @throws {Error} When not all batches could be stored; the message says why.
 * @example
 * await seedHistory({ databaseUrl: 'file:./parallel-tools.db', endMs: Date.UTC(2026, 0, 2) });
 */
export async function seedHistory(options: SeedOptions): Promise<SeedSummary> {
  const { databaseUrl, calls, hours = 24, endMs = Date.now(), seed = 1 } = options;
  const batches = options.batches ?? (calls === undefined ? 300 : MOST_RUN_BATCHES);
  requirePositive({ batches, hours, endMs, seed, ...(calls !== undefined && { calls }) });
  const startMs = endMs - hours * HOUR_MS;
  const times = calls === undefined ? 1 : timesRepeated(hours);
  const recorded = await recordHistory(databaseUrl, {
    batches,
    calls: calls === undefined ? undefined : Math.ceil(calls / times),
    hours: hours / times,
    seed,
    startMs,
  });
  if (times > 1) await repeatHistory({ url: databaseUrl, fromMs: startMs, days: hours / times / 24, times: times - 1 });
  return { ...recorded, batchCount: recorded.batchCount * times, callCount: recorded.callCount * times };
}

/** How often a history of so many hours is the same again: in whole days. */
function timesRepeated(hours: number): number {
  const days = hours / 24;
  for (let times = MOST_REPETITIONS; times > 1; times -= 1) if (Number.isInteger(days / times)) return times;
  return 1;
}

/** @throws {Error} When not all batches could be stored; the message says why. */
async function recordHistory(databaseUrl: string, options: HistoryOptions): Promise<SeedSummary> {
  let problem = '';
  const recorder = createRecorder({
    url: databaseUrl,
    maxQueuedBatches: 2 * Math.max(MOST_QUEUED, MOST_RUN_BATCHES),
    maxQueuedBytes: Number.MAX_SAFE_INTEGER,
    onError: ({ message }) => {
      problem ||= message;
    },
  });
  const history = await historyOf(options);
  let callCount = 0;
  for (const { record, payload } of history) {
    callCount += record.calls.length;
    recorder.record(record, payload);
    if (recorder.stats().queuedCount >= MOST_QUEUED) await recorder.flush({ timeoutMs: 20 });
  }
  await recorder.close({ timeoutMs: 60_000 });
  const { storedCount, recordedCount } = recorder.stats();
  if (storedCount < recordedCount)
    throw new Error(`Only ${storedCount} of ${recordedCount} batches were stored. ${problem}`);
  return { databasePath: recorder.databasePath ?? databaseUrl, batchCount: recordedCount, callCount };
}

interface HistoryOptions {
  readonly batches: number;
  readonly calls: number | undefined;
  readonly hours: number;
  readonly seed: number;
  readonly startMs: number;
}

/** In the order of their times. */
async function historyOf({ batches, calls, hours, seed, startMs }: HistoryOptions): Promise<Iterable<RecordedBatch>> {
  if (calls === undefined && batches <= MOST_RUN_BATCHES) return runHistory({ batches, hours, seed, startMs });
  const recorded = await runHistory({ batches: MOST_RUN_BATCHES, hours: HOURS_RUN, seed, startMs });
  const callsPerBatch = recorded.reduce((sum, { record }) => sum + record.calls.length, 0) / recorded.length;
  const wasIncident = ({ startedAtMs }: BatchRecord) => isIncident(startedAtMs - startMs, HOURS_RUN);
  return copiesOf(recorded, wasIncident, {
    batches: calls === undefined ? batches : Math.ceil(calls / callsPerBatch),
    seed,
    startMs,
    hours,
    isIncident: (atMs) => isIncident(atMs, hours),
  });
}

async function runHistory(options: TurnOptions): Promise<readonly RecordedBatch[]> {
  const { hours, seed, startMs } = options;
  const recorded: RecordedBatch[] = [];
  const recorder = {
    record: (record: BatchRecord, payload: BatchPayload) => void recorded.push({ record, payload }),
    flush: () => Promise.resolve(),
  };
  const clock = createManualClock(startMs);
  const tools = seedTools({ clock, seed, isIncident: () => isIncident(clock.now(), hours) });
  const executor = createExecutor({ tools, maxConcurrency: 8, recorder, clock, random: seededRandom(seed, 2).next });
  await runTurns(executor, clock, seedTurns(options));
  await executor.close();
  return recorded;
}

/** Starts each turn at its time, whatever still runs. */
async function runTurns(executor: Executor, clock: ManualClock, turns: readonly Turn[]): Promise<void> {
  const running: Promise<unknown>[] = [];
  for (const turn of turns) {
    await clock.advance(turn.startMs - clock.now());
    const abort = new AbortController();
    if (turn.abortAfterMs !== null) clock.setTimer(turn.abortAfterMs, () => abort.abort());
    running.push(executor.execute(turn.calls, { signal: abort.signal, labels: turn.labels, onError: turn.onError }));
  }
  await clock.runUntil(Promise.all(running));
}

/** A bad spell in the third quarter of the history, of six hours at most. */
function isIncident(atMs: number, hours: number): boolean {
  const beginMs = hours * HOUR_MS * 0.6;
  return atMs > beginMs && atMs < beginMs + Math.min(hours * 0.08, 6) * HOUR_MS;
}

function requirePositive(options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    const isRight = name === 'hours' ? value > 0 && Number.isFinite(value) : Number.isSafeInteger(value) && value > 0;
    if (!isRight)
      throw new TypeError(`${name} must be a positive ${name === 'hours' ? 'number' : 'integer'}, got ${value}`);
  }
}
