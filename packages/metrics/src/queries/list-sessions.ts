import { type ReadStore, raw, sql } from '../store/store.js';
import { checkLimit, checkRange, requireInteger } from './check-range.js';
import type { TimeRange } from './types.js';

/** One agent run as a whole: all batches with its session id, also those that are no longer there. */
export interface SessionRow {
  readonly sessionId: string;
  /** Of its last batch; null where that has none or is no longer there. */
  readonly agent: string | null;
  /** When its first batch was submitted. */
  readonly firstStartedAtMs: number;
  /** When its last batch was submitted. */
  readonly lastStartedAtMs: number;
  /** When the last of its calls ended. */
  readonly endedAtMs: number;
  readonly batchCount: number;
  readonly callCount: number;
  readonly failedCount: number;
  /** Σ makespan. */
  readonly makespanUs: number;
  /** Σ run time. */
  readonly sequentialUs: number;
  /** Turns that could have run together with the turn before: `missed` of their batch is yes. */
  readonly missedCount: number;
  /** Turns of which that is not known. */
  readonly missedUnknownCount: number;
}

/** Where the next page begins: a session. */
export interface SessionCursor {
  readonly lastStartedAtMs: number;
  readonly sessionId: string;
}

/** Sessions by their last batch, newest first. */
export interface SessionPage {
  readonly rows: readonly SessionRow[];
  /** Where the next page begins; null when there are no more. */
  readonly next: SessionCursor | null;
}

/** What a page of sessions is asked for. */
export interface SessionListOptions {
  /** 1 to 500. */
  readonly limit: number;
  /** `next` of the page before, with the same range. */
  readonly after?: SessionCursor | undefined;
}

interface Row {
  readonly id: string;
  readonly agent: string | null;
  readonly first_started_ms: bigint;
  readonly last_started_ms: bigint;
  readonly last_ended_ms: bigint;
  readonly batch_count: bigint;
  readonly call_count: bigint;
  readonly failed_count: bigint;
  readonly makespan_us: bigint;
  readonly sequential_us: bigint;
  readonly missed_count: bigint;
  readonly missed_unknown_count: bigint;
}

/** @throws {MetricsError} `INVALID_RANGE` */
export async function listSessions(
  store: ReadStore,
  range: TimeRange,
  { limit, after }: SessionListOptions,
): Promise<SessionPage> {
  checkRange(range);
  checkLimit(limit);
  if (after !== undefined) requireInteger('after.lastStartedAtMs', after.lastStartedAtMs, 0);
  const isAfter =
    after === undefined
      ? raw('1 = 1')
      : sql`(last_started_ms, id) < (${BigInt(after.lastStartedAtMs)}, ${after.sessionId})`;
  // Of two bounds of a column SQLite takes one to its index: the cursor's, or each page would read all before it.
  const toMs = Math.min(range.toMs, (after?.lastStartedAtMs ?? range.toMs) + 1);
  const found = await store.query<Row>(sql`
    SELECT id, first_started_ms, last_started_ms, last_ended_ms, batch_count, call_count, failed_count, makespan_us,
      sequential_us, missed_count, missed_unknown_count,
      (SELECT agent FROM batch WHERE session_id = session.id
        ORDER BY session_id DESC, started_at_ms DESC, batch.id DESC LIMIT 1) AS agent
    FROM session
    WHERE last_started_ms >= ${BigInt(range.fromMs)} AND last_started_ms < ${BigInt(toMs)} AND ${isAfter}
    ORDER BY last_started_ms DESC, id DESC LIMIT ${limit + 1}`);
  const rows = found.slice(0, limit).map(sessionRow);
  const last = rows.at(-1);
  return {
    rows,
    next:
      found.length > limit && last !== undefined
        ? { lastStartedAtMs: last.lastStartedAtMs, sessionId: last.sessionId }
        : null,
  };
}

function sessionRow(row: Row): SessionRow {
  return {
    sessionId: row.id,
    agent: row.agent,
    firstStartedAtMs: Number(row.first_started_ms),
    lastStartedAtMs: Number(row.last_started_ms),
    endedAtMs: Number(row.last_ended_ms),
    batchCount: Number(row.batch_count),
    callCount: Number(row.call_count),
    failedCount: Number(row.failed_count),
    makespanUs: Number(row.makespan_us),
    sequentialUs: Number(row.sequential_us),
    missedCount: Number(row.missed_count),
    missedUnknownCount: Number(row.missed_unknown_count),
  };
}
