import { type ReadStore, sql } from '../store/store.js';
import { checkLimit } from './check-range.js';

/** One custom metric: what `recorder.metric()` was given under one name. */
export interface MetricRow {
  readonly name: string;
  /** Of its last value. */
  readonly unit: string | null;
  readonly lastAtMs: number;
  readonly lastValue: number;
}

interface Row {
  readonly name: string;
  readonly unit: string | null;
  readonly at_ms: bigint;
  readonly value: number;
}

/** By name; finds each by a step in the index, however many values it has. @throws {MetricsError} `INVALID_RANGE` */
export async function listMetrics(store: ReadStore, limit: number): Promise<readonly MetricRow[]> {
  checkLimit(limit);
  const rows = await store.query<Row>(sql`
    WITH RECURSIVE names (name) AS (
      SELECT MIN(name) FROM metric
      UNION ALL
      SELECT (SELECT MIN(metric.name) FROM metric WHERE metric.name > names.name) FROM names WHERE names.name IS NOT NULL
    ), found AS (SELECT name FROM names WHERE name IS NOT NULL LIMIT ${limit})
    SELECT metric.name, metric.unit, metric.at_ms, metric.value
    FROM found JOIN metric ON metric.id = (
      SELECT last.id FROM metric AS last WHERE last.name = found.name
      ORDER BY last.name DESC, last.at_ms DESC, last.id DESC LIMIT 1)
    ORDER BY metric.name`);
  return rows.map(({ name, unit, at_ms, value }) => ({ name, unit, lastAtMs: Number(at_ms), lastValue: value }));
}
