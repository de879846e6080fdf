import type { RecorderErrorCode } from '../errors.js';
import { parseSums } from '../rollups/sums.js';
import { type ReadStore, sql } from '../store/store.js';
import { checkLimit } from './check-range.js';

/** One recorder that has written here, as it stood at its last write; null for what one of before did not say. */
export interface RecorderHealth {
  readonly recorderId: string;
  readonly startedAtMs: number;
  /** When it last wrote, epoch ms by its own clock. */
  readonly lastWriteMs: number;
  /** When it was closed; null while it is open, and for one that was killed. */
  readonly closedAtMs: number | null;
  readonly durability: 'memory' | 'spool' | 'commit' | null;
  readonly storedCount: number | null;
  /** Batches it dropped, rejected or gave up. */
  readonly droppedCount: number;
  /** The same by reason, most first; codes as those of `onError`. */
  readonly dropped: readonly { readonly code: RecorderErrorCode; readonly count: number }[];
  /** Batches that waited behind that write, and their bytes as encoded. */
  readonly queuedCount: number | null;
  readonly queuedBytes: number | null;
  /** Bytes in its spool; null without one. */
  readonly spoolBytes: number | null;
  /** From when the oldest batch of that write was taken until it was written. */
  readonly lagMs: number | null;
  /** Writes it had to repeat. */
  readonly retryCount: number | null;
  /** Last failure it met, whether or not it was overcome. */
  readonly lastError: { readonly code: string; readonly message: string | null; readonly atMs: number | null } | null;
}

/** Whether the numbers are complete. */
export interface RecordersHealth {
  /** The recorders that wrote last, newest first, as many as `limit`. */
  readonly rows: readonly RecorderHealth[];
  /** Recorders that ever wrote. */
  readonly totalCount: number;
  /** Over all of them. */
  readonly droppedCount: number;
  /** Latest `lastWriteMs`: what ended before is recorded, as far as it was not dropped. Null before the first. */
  readonly lastWriteMs: number | null;
}

interface Row {
  readonly id: string;
  readonly started_at_ms: bigint;
  readonly last_write_ms: bigint;
  readonly dropped_count: bigint;
  readonly closed_at_ms: bigint | null;
  readonly durability: string | null;
  readonly dropped: string | null;
  readonly stored_count: bigint | null;
  readonly queued_count: bigint | null;
  readonly queued_bytes: bigint | null;
  readonly spool_bytes: bigint | null;
  readonly lag_ms: bigint | null;
  readonly retry_count: bigint | null;
  readonly last_error_code: string | null;
  readonly last_error: string | null;
  readonly last_error_ms: bigint | null;
}

interface SumRow {
  readonly count: bigint;
  readonly dropped_count: bigint;
  readonly last_write_ms: bigint | null;
}

/** @throws {MetricsError} `INVALID_RANGE` */
export async function getRecorderHealth(store: ReadStore, limit: number): Promise<RecordersHealth> {
  checkLimit(limit);
  const [rows, [sums]] = await Promise.all([
    store.query<Row>(sql`
      SELECT id, started_at_ms, last_write_ms, dropped_count, closed_at_ms, durability, dropped, stored_count,
        queued_count, queued_bytes, spool_bytes, lag_ms, retry_count, last_error_code, last_error, last_error_ms
      FROM recorder ORDER BY last_write_ms DESC, id LIMIT ${limit}`),
    store.query<SumRow>(sql`
      SELECT COUNT(*) AS count, COALESCE(SUM(dropped_count), 0) AS dropped_count, MAX(last_write_ms) AS last_write_ms
      FROM recorder`),
  ]);
  return {
    rows: rows.map(recorderHealth),
    totalCount: Number(sums?.count ?? 0),
    droppedCount: Number(sums?.dropped_count ?? 0),
    lastWriteMs: numberOrNull(sums?.last_write_ms ?? null),
  };
}

function recorderHealth(row: Row): RecorderHealth {
  return {
    recorderId: row.id,
    startedAtMs: Number(row.started_at_ms),
    lastWriteMs: Number(row.last_write_ms),
    closedAtMs: numberOrNull(row.closed_at_ms),
    durability: row.durability as RecorderHealth['durability'],
    storedCount: numberOrNull(row.stored_count),
    droppedCount: Number(row.dropped_count),
    dropped: [...parseSums(row.dropped ?? '[]')]
      .map(([code, count]) => ({ code: code as RecorderErrorCode, count }))
      .toSorted((a, b) => b.count - a.count),
    queuedCount: numberOrNull(row.queued_count),
    queuedBytes: numberOrNull(row.queued_bytes),
    spoolBytes: numberOrNull(row.spool_bytes),
    lagMs: numberOrNull(row.lag_ms),
    retryCount: numberOrNull(row.retry_count),
    lastError:
      row.last_error_code === null
        ? null
        : { code: row.last_error_code, message: row.last_error, atMs: numberOrNull(row.last_error_ms) },
  };
}

function numberOrNull(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}
