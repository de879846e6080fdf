import { DatabaseSync } from 'node:sqlite';

/** What the overview should show, computed from the raw rows by other means than the dashboard's. */
export interface RawNumbers {
  readonly batchCount: number;
  readonly callCount: number;
  readonly failedCount: number;
  readonly speedup: number;
  readonly idealSpeedup: number;
  readonly byKind: {
    readonly error: number;
    readonly timeout: number;
    readonly cancelled: number;
    readonly skipped: number;
  };
  readonly makespanUs: number;
  readonly byTool: ReadonlyMap<string, RawTool>;
  readonly newestFirst: readonly { readonly id: string; readonly makespanUs: number; readonly callCount: number }[];
}

/** One tool, from its calls and attempts one by one. */
export interface RawTool {
  readonly calls: number;
  readonly failed: number;
  readonly timeouts: number;
  readonly retries: number;
  /** Of attempts that were not cancelled, ascending. */
  readonly runsUs: readonly number[];
  /** Of calls that were attempted, ascending. */
  readonly waitsUs: readonly number[];
}

/** The value at a rank: of 20 ascending values, 0.95 is the 19th. Null without values. */
export function quantile(ascending: readonly number[], q: number): number | null {
  return ascending[Math.max(0, Math.ceil(q * ascending.length) - 1)] ?? null;
}

/** Reads every call and attempt of the batches from `fromMs` to before `toMs`, and adds them up here. */
export function readRawNumbers(databasePath: string, fromMs: number, toMs = Number.MAX_SAFE_INTEGER): RawNumbers {
  const database = new DatabaseSync(databasePath, { readOnly: true });
  const batches = database
    .prepare(
      'SELECT id, started_at_ms, makespan_us, ideal_makespan_us FROM batch WHERE started_at_ms >= ? AND started_at_ms < ? ORDER BY started_at_ms DESC, id DESC',
    )
    .all(fromMs, toMs) as { id: string; makespan_us: number; ideal_makespan_us: number }[];
  const calls = database
    .prepare(
      'SELECT c.batch_id, c.status, c.error_code, c.ready_us, c.start_us, t.name FROM tool_call c JOIN tool t ON t.id = c.tool_id WHERE c.batch_started_at_ms >= ? AND c.batch_started_at_ms < ?',
    )
    .all(fromMs, toMs) as unknown as RawCall[];
  const attempts = database
    .prepare(
      'SELECT a.batch_id, a.seq, a.attempt, a.start_us, a.end_us, a.outcome, a.hedge, t.name FROM attempt a JOIN tool t ON t.id = a.tool_id WHERE a.batch_started_at_ms >= ? AND a.batch_started_at_ms < ?',
    )
    .all(fromMs, toMs) as unknown as RawAttempt[];
  database.close();

  const sequentialUs = sum(attempts.map((attempt) => ownRunUs(attempt, attempts)));
  const failed = calls.filter((call) => call.status !== 'ok');
  const isTimeout = (call: RawCall) => call.error_code === 'TOOL_TIMEOUT';
  return {
    batchCount: batches.length,
    callCount: calls.length,
    failedCount: failed.length,
    speedup: sequentialUs / sum(batches.map((batch) => batch.makespan_us)),
    idealSpeedup: sequentialUs / sum(batches.map((batch) => batch.ideal_makespan_us)),
    byKind: {
      error: failed.filter((call) => call.status === 'error' && !isTimeout(call)).length,
      timeout: failed.filter(isTimeout).length,
      cancelled: failed.filter((call) => call.status === 'cancelled').length,
      skipped: failed.filter((call) => call.status === 'skipped').length,
    },
    makespanUs: sum(batches.map((batch) => batch.makespan_us)),
    byTool: new Map([...new Set(calls.map(({ name }) => name))].map((name) => [name, rawTool(name, calls, attempts)])),
    newestFirst: batches.map((batch) => ({
      id: batch.id,
      makespanUs: batch.makespan_us,
      callCount: calls.filter((call) => call.batch_id === batch.id).length,
    })),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

interface RawCall {
  readonly batch_id: string;
  readonly status: string;
  readonly error_code: string | null;
  readonly ready_us: number;
  readonly start_us: number | null;
  readonly name: string;
}

interface RawAttempt {
  readonly batch_id: string;
  /** Of the call in its batch. */
  readonly seq: number;
  readonly attempt: number;
  readonly start_us: number;
  readonly end_us: number;
  readonly outcome: string;
  readonly hedge: number | null;
  readonly name: string;
}

/** One after another nobody would hedge: of a hedge counts what it ran longer than the attempt it joined. */
function ownRunUs(attempt: RawAttempt, all: readonly RawAttempt[]): number {
  if (attempt.hedge !== 1) return attempt.end_us - attempt.start_us;
  const isJoined = (other: RawAttempt) =>
    other.batch_id === attempt.batch_id && other.seq === attempt.seq && other.attempt === attempt.attempt - 1;
  return Math.max(0, attempt.end_us - (all.find(isJoined)?.end_us ?? attempt.start_us));
}

function rawTool(name: string, allCalls: readonly RawCall[], allAttempts: readonly RawAttempt[]): RawTool {
  const calls = allCalls.filter((call) => call.name === name);
  const attempts = allAttempts.filter((attempt) => attempt.name === name);
  return {
    calls: calls.length,
    failed: calls.filter((call) => call.status !== 'ok').length,
    timeouts: attempts.filter((attempt) => attempt.outcome === 'timeout').length,
    retries: attempts.filter((attempt) => attempt.attempt > 1 && attempt.hedge !== 1).length,
    runsUs: ascending(
      attempts.filter(({ outcome }) => outcome !== 'cancelled').map(({ start_us, end_us }) => end_us - start_us),
    ),
    waitsUs: ascending(calls.flatMap(({ start_us, ready_us }) => (start_us === null ? [] : [start_us - ready_us]))),
  };
}

function ascending(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b);
}
