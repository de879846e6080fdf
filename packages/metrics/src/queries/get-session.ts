import { type ReadStore, sql } from '../store/store.js';
import { BATCH_ROW_COLUMNS, BATCH_ROW_TABLES, type BatchRowColumns, batchRow } from './batch-row.js';
import { checkLimit } from './check-range.js';
import { type BatchListRow, withPaths } from './list-batches.js';

/** One model turn of a session. */
export interface SessionTurn extends BatchListRow {
  /**
   * From the latest end among the turns before until it was submitted, in ms: model time, and whatever else the agent
   * did. 0 when they overlap; null for the first turn.
   */
  readonly gapMs: number | null;
}

/** One agent run: its turns in order. */
export interface SessionDetail {
  readonly sessionId: string;
  /** Oldest first; the first `limit` of them. */
  readonly turns: readonly SessionTurn[];
  /** Batches with this session id. */
  readonly totalCount: number;
  /** First submission → last end over `turns`, in ms. */
  readonly spanMs: number;
  /** Σ `gapMs` over `turns`. */
  readonly gapMs: number;
  /** What was given to `recorder.metric()` with this session, oldest first; the first 500. */
  readonly metrics: readonly SessionMetric[];
}

/** One value of a custom metric. */
export interface SessionMetric {
  readonly atMs: number;
  readonly name: string;
  readonly value: number;
  readonly unit: string | null;
}

interface MetricRow {
  readonly at_ms: bigint;
  readonly name: string;
  readonly value: number;
  readonly unit: string | null;
}

/** @throws {MetricsError} `INVALID_RANGE` @returns Null when no batch has this session id. */
export async function getSession(store: ReadStore, sessionId: string, limit: number): Promise<SessionDetail | null> {
  checkLimit(limit);
  const [[total], found, metrics] = await Promise.all([
    store.query<{ readonly count: bigint }>(sql`SELECT COUNT(*) AS count FROM batch WHERE session_id = ${sessionId}`),
    store.query<BatchRowColumns>(sql`
      SELECT ${BATCH_ROW_COLUMNS} FROM ${BATCH_ROW_TABLES} WHERE batch.session_id = ${sessionId}
      ORDER BY batch.started_at_ms, batch.id LIMIT ${limit}`),
    store.query<MetricRow>(sql`
      SELECT at_ms, name, value, unit FROM metric WHERE session_id = ${sessionId} ORDER BY at_ms, id LIMIT 500`),
  ]);
  const rows = await withPaths(store, found.map(batchRow));
  const [first] = rows;
  if (first === undefined) return null;
  const turns: SessionTurn[] = [];
  let endedAtMs = first.startedAtMs;
  for (const row of rows) {
    const gapMs = row === first ? null : Math.max(0, row.startedAtMs - endedAtMs);
    turns.push({ ...row, gapMs });
    endedAtMs = Math.max(endedAtMs, row.startedAtMs + row.makespanUs / 1000);
  }
  return {
    sessionId,
    turns,
    totalCount: Number(total?.count ?? 0),
    spanMs: endedAtMs - first.startedAtMs,
    gapMs: turns.reduce((sum, { gapMs }) => sum + (gapMs ?? 0), 0),
    metrics: metrics.map(({ at_ms, ...metric }) => ({ atMs: Number(at_ms), ...metric })),
  };
}
