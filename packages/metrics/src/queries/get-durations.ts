import { type ReadStore, sql } from '../store/store.js';
import { checkLimit, checkRange } from './check-range.js';
import type { TimeRange } from './types.js';

interface Row {
  readonly name: string;
  readonly count: bigint;
  readonly run_us: bigint;
}

/** @throws {MetricsError} `INVALID_RANGE` */
export async function getDurations(
  store: ReadStore,
  { fromMs, toMs }: TimeRange,
  limit: number,
): Promise<Readonly<Record<string, number>>> {
  checkRange({ fromMs, toMs });
  checkLimit(limit);
  const rows = await store.query<Row>(sql`
    SELECT tool.name, sums.count, sums.run_us
    FROM (
      SELECT tool_id, COUNT(*) AS count, SUM(run_us) AS run_us
      FROM attempt
      WHERE batch_started_at_ms >= ${BigInt(fromMs)} AND batch_started_at_ms < ${BigInt(toMs)} AND outcome = 'ok'
      GROUP BY tool_id
    ) AS sums JOIN tool ON tool.id = sums.tool_id
    ORDER BY sums.count DESC, tool.id LIMIT ${limit}`);
  // Not by assignment: a tool may be called `__proto__`.
  return Object.fromEntries(rows.map(({ name, count, run_us }) => [name, Number(run_us) / Number(count) / 1000]));
}
