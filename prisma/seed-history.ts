import { createExecutor, type Executor } from '@parallel-tools/executor';
import { createManualClock, type ManualClock } from '@parallel-tools/executor/testing';
import { createRecorder } from '@parallel-tools/metrics';
import { seedTools } from './seed-tools.js';
import { seedTurns, type Turn } from './seed-turns.js';
import { seededRandom } from './seeded-random.js';

/** Options of {@link seedHistory}. */
export interface SeedOptions {
  /** `file:` and a path; created if need be, added to otherwise. */
  readonly databaseUrl: string;
  /** @defaultValue 300 */
  readonly batches?: number;
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

/**
 * Fills a database with a realistic history: real batches of a real executor, on a clock that only the seed moves. Doing
 * so again with the same options changes nothing.
 *
 * @throws {TypeError} For an option that is wrong.
 * @throws {Error} When not all batches could be stored; the message says why.
 * @example
 * await seedHistory({ databaseUrl: 'file:./parallel-tools.db', endMs: Date.UTC(2026, 0, 2) });
 */
export async function seedHistory(options: SeedOptions): Promise<SeedSummary> {
  const { databaseUrl, batches = 300, hours = 24, endMs = Date.now(), seed = 1 } = options;
  requirePositive({ batches, hours, endMs, seed });
  const startMs = endMs - hours * 3_600_000;
  const turns = seedTurns({ batches, hours, seed, startMs });
  let problem = '';
  const recorder = createRecorder({
    url: databaseUrl,
    maxQueuedBatches: batches,
    maxQueuedBytes: Number.MAX_SAFE_INTEGER,
    onError: ({ message }) => {
      problem ||= message;
    },
  });
  const clock = createManualClock(startMs);
  const tools = seedTools({ clock, seed, isIncident: incidentOf(clock, hours) });
  const executor = createExecutor({ tools, maxConcurrency: 8, recorder, clock, random: seededRandom(seed, 2).next });
  await runTurns(executor, clock, turns);
  await executor.close();
  await recorder.close({ timeoutMs: 60_000 });
  const { storedCount, recordedCount } = recorder.stats();
  if (storedCount < recordedCount)
    throw new Error(`Only ${storedCount} of ${recordedCount} batches were stored. ${problem}`);
  return {
    databasePath: recorder.databasePath ?? databaseUrl,
    batchCount: turns.length,
    callCount: turns.reduce((sum, { calls }) => sum + calls.length, 0),
  };
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

/** A bad spell in the third quarter of the history. */
function incidentOf(clock: ManualClock, hours: number): () => boolean {
  const spanMs = hours * 3_600_000;
  return () => clock.now() > spanMs * 0.6 && clock.now() < spanMs * 0.68;
}

function requirePositive(options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    const isRight = name === 'hours' ? value > 0 && Number.isFinite(value) : Number.isSafeInteger(value) && value > 0;
    if (!isRight)
      throw new TypeError(`${name} must be a positive ${name === 'hours' ? 'number' : 'integer'}, got ${value}`);
  }
}
