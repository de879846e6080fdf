import type { LimitsRecord } from '@parallel-tools/executor';
import { type ReadStore, sql } from '../store/store.js';
import { newestCalls } from './newest-calls.js';
import { findTool } from './tool-ref.js';
import type { ToolRef } from './types.js';

/** One tool as it was last seen. */
export interface ToolFacts extends ToolRef {
  /** When its first batch was submitted. */
  readonly firstSeenMs: number;
  /** When its last batch that is still there was submitted; null when none is. */
  readonly lastStartedAtMs: number | null;
  /** Its own limit in that batch; null where it had none. */
  readonly maxConcurrency: number | null;
}

interface Row {
  readonly first_seen_ms: bigint;
  readonly started_at_ms: bigint | null;
  readonly tool_limits: string | null;
}

/** @returns Null for a tool that was never called. */
export async function getTool(store: ReadStore, toolName: string): Promise<ToolFacts | null> {
  const tool = await findTool(store, toolName);
  if (tool === null) return null;
  const last = newestCalls(['batch_id', 'batch_started_at_ms'], {
    statuses: ['ok', 'error', 'skipped', 'cancelled'],
    toolId: tool.toolId,
    range: { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER },
    limit: 1,
  });
  const [row] = await store.query<Row>(sql`
    SELECT tool.first_seen_ms, batch.started_at_ms, batch.tool_limits
    FROM tool LEFT JOIN batch ON batch.id = (
      SELECT batch_id FROM (${last}) AS last ORDER BY batch_started_at_ms DESC LIMIT 1)
    WHERE tool.id = ${tool.toolId}`);
  const limits = JSON.parse(row?.tool_limits ?? '[]') as LimitsRecord['tools'];
  return {
    ...tool,
    firstSeenMs: Number(row?.first_seen_ms ?? 0),
    lastStartedAtMs: row?.started_at_ms == null ? null : Number(row.started_at_ms),
    maxConcurrency: limits.find((limit) => limit.toolName === toolName)?.maxConcurrency ?? null,
  };
}
