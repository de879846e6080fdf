import { type ReadStore, sql } from '../store/store.js';
import { bucketStarts } from './check-range.js';
import type { FailureBucket, TimeRange } from './types.js';

interface Row {
  readonly slot: bigint;
  readonly error: bigint;
  readonly timeout: bigint;
  readonly cancelled: bigint;
  readonly skipped: bigint;
}

/** @throws {MetricsError} `INVALID_RANGE` */
export async function getFailureSeries(
  store: ReadStore,
  range: TimeRange,
  bucketMs: number,
): Promise<readonly FailureBucket[]> {
  const starts = bucketStarts(range, bucketMs);
  const rows = await store.query<Row>(sql`
    SELECT
      batch_started_at_ms / ${BigInt(bucketMs)} AS slot,
      COUNT(*) FILTER (WHERE status = 'error' AND (error_code IS NULL OR error_code <> 'TOOL_TIMEOUT')) AS error,
      COUNT(*) FILTER (WHERE status = 'error' AND error_code = 'TOOL_TIMEOUT') AS timeout,
      COUNT(*) FILTER (WHERE status = 'cancelled') AS cancelled,
      COUNT(*) FILTER (WHERE status = 'skipped') AS skipped
    FROM tool_call
    WHERE status IN ('error', 'cancelled', 'skipped')
      AND batch_started_at_ms >= ${BigInt(range.fromMs)} AND batch_started_at_ms < ${BigInt(range.toMs)}
    GROUP BY slot ORDER BY slot`);
  const byStart = new Map(rows.map((row) => [Number(row.slot) * bucketMs, row]));
  return starts.map((startMs) => {
    const row = byStart.get(startMs);
    return {
      startMs,
      error: Number(row?.error ?? 0),
      timeout: Number(row?.timeout ?? 0),
      cancelled: Number(row?.cancelled ?? 0),
      skipped: Number(row?.skipped ?? 0),
    };
  });
}
