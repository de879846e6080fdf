import { join, type ReadStore, type Sql, sql } from '../store/store.js';
import { checkLimit, checkRange } from './check-range.js';
import { bucketColumns, type HistogramBucket, percentileUs } from './histogram.js';
import type { TimeRange, ToolLatency } from './types.js';

interface ToolRow {
  readonly tool_id: bigint;
  readonly tool_name: string;
  readonly call_count: bigint;
  readonly failed_count: bigint;
  readonly timeout_count: bigint;
  readonly retry_count: bigint;
  readonly tool_count: bigint;
}

interface ToolBucket extends HistogramBucket {
  readonly tool_id: bigint;
}

/**
 * The tools called most. Run times are those of attempts, but not of cancelled ones, which were cut short; waits are
 * from ready to the first attempt, of calls that were attempted.
 *
 * @throws {MetricsError} `INVALID_RANGE`
 */
export async function getToolLatencies(
  store: ReadStore,
  range: TimeRange,
  limit: number,
): Promise<{ readonly rows: readonly ToolLatency[]; readonly totalCount: number }> {
  checkRange(range);
  checkLimit(limit);
  const tools = await store.query<ToolRow>(toolsIn(range, limit));
  if (tools.length === 0) return { rows: [], totalCount: 0 };
  const toolIds = tools.map(({ tool_id }) => tool_id);
  const [runs, waits] = await Promise.all([
    store.query<ToolBucket>(runsOf(toolIds, range)),
    store.query<ToolBucket>(waitsOf(toolIds, range)),
  ]);
  const runsById = Map.groupBy(runs, ({ tool_id }) => Number(tool_id));
  const waitsById = Map.groupBy(waits, ({ tool_id }) => Number(tool_id));
  return {
    rows: tools.map((tool) => {
      const id = Number(tool.tool_id);
      return toolLatency(tool, runsById.get(id) ?? [], waitsById.get(id) ?? []);
    }),
    totalCount: Number(tools[0]?.tool_count ?? 0),
  };
}

function toolLatency(tool: ToolRow, runs: readonly HistogramBucket[], waits: readonly HistogramBucket[]): ToolLatency {
  return {
    toolId: Number(tool.tool_id),
    toolName: tool.tool_name,
    callCount: Number(tool.call_count),
    failedCount: Number(tool.failed_count),
    timeoutCount: Number(tool.timeout_count),
    retryCount: Number(tool.retry_count),
    runP50Us: percentileUs(runs, 0.5),
    runP95Us: percentileUs(runs, 0.95),
    runP99Us: percentileUs(runs, 0.99),
    waitP95Us: percentileUs(waits, 0.95),
  };
}

function toolsIn({ fromMs, toMs }: TimeRange, limit: number): Sql {
  return sql`
    SELECT tool.id AS tool_id, tool.name AS tool_name, sums.*, COUNT(*) OVER () AS tool_count
    FROM (
      SELECT
        tool_id AS summed_id,
        COUNT(*) AS call_count,
        COUNT(*) FILTER (WHERE status <> 'ok') AS failed_count,
        SUM(timeout_count) AS timeout_count,
        SUM(CASE WHEN attempt_count > 1 THEN attempt_count - 1 ELSE 0 END) AS retry_count
      FROM tool_call
      WHERE batch_started_at_ms >= ${BigInt(fromMs)} AND batch_started_at_ms < ${BigInt(toMs)}
      GROUP BY tool_id
    ) AS sums JOIN tool ON tool.id = sums.summed_id
    ORDER BY call_count DESC, tool.id LIMIT ${limit}`;
}

function runsOf(toolIds: readonly bigint[], { fromMs, toMs }: TimeRange): Sql {
  return sql`
    SELECT tool_id, ${bucketColumns('run_us')}
    FROM attempt
    WHERE batch_started_at_ms >= ${BigInt(fromMs)} AND batch_started_at_ms < ${BigInt(toMs)}
      AND tool_id IN (${join([...toolIds])}) AND outcome <> 'cancelled'
    GROUP BY tool_id, bucket`;
}

function waitsOf(toolIds: readonly bigint[], { fromMs, toMs }: TimeRange): Sql {
  return sql`
    SELECT tool_id, ${bucketColumns('queue_wait_us')}
    FROM tool_call
    WHERE batch_started_at_ms >= ${BigInt(fromMs)} AND batch_started_at_ms < ${BigInt(toMs)}
      AND tool_id IN (${join([...toolIds])}) AND queue_wait_us IS NOT NULL
    GROUP BY tool_id, bucket`;
}
