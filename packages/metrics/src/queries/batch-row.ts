import type { BatchLabels, BatchOutcome, LimitsRecord } from '@parallel-tools/executor';
import { raw, type Sql } from '../store/store.js';
import { ratio } from './ratio.js';
import { toolRef } from './tool-ref.js';
import type { BatchRow } from './types.js';

/** Columns of one row of the batch list. */
export interface BatchRowColumns {
  readonly id: string;
  readonly started_at_ms: bigint;
  readonly outcome: string;
  readonly call_count: bigint;
  readonly ok_count: bigint;
  readonly retry_count: bigint;
  readonly makespan_us: bigint;
  readonly sequential_us: bigint;
  readonly session_id: string | null;
  readonly agent: string | null;
  readonly node: string | null;
  readonly thread_id: string | null;
  readonly slowest_tool_id: bigint | null;
  readonly slowest_tool_name: string | null;
  readonly slowest_color: bigint | null;
  readonly slowest_run_us: bigint | null;
  readonly missed: string | null;
  readonly sampled: boolean | null;
  readonly run_id: string | null;
  readonly graph: string | null;
}

/** For `SELECT`, together with {@link BATCH_ROW_TABLES}. */
export const BATCH_ROW_COLUMNS: Sql = raw(`
  batch.id, batch.started_at_ms, batch.outcome, batch.call_count, batch.ok_count, batch.retry_count,
  batch.makespan_us, batch.sequential_us, batch.session_id, batch.agent, batch.node, batch.thread_id,
  slowest.tool_id AS slowest_tool_id, tool.name AS slowest_tool_name, tool.color AS slowest_color,
  slowest.run_us AS slowest_run_us, batch.missed, batch.sampled, batch.run_id, batch.graph`);

export const BATCH_ROW_TABLES: Sql = raw(`
  batch
  LEFT JOIN tool_call AS slowest ON slowest.batch_id = batch.id AND slowest.seq = batch.slowest_seq
  LEFT JOIN tool ON tool.id = slowest.tool_id`);

export function batchRow(row: BatchRowColumns): BatchRow {
  const callCount = Number(row.call_count);
  const makespanUs = Number(row.makespan_us);
  const sequentialUs = Number(row.sequential_us);
  return {
    batchId: row.id,
    startedAtMs: Number(row.started_at_ms),
    outcome: row.outcome as BatchOutcome,
    callCount,
    failedCount: callCount - Number(row.ok_count),
    retryCount: Number(row.retry_count),
    makespanUs,
    sequentialUs,
    speedup: ratio(sequentialUs, makespanUs),
    labels: labelsOf(row),
    slowest:
      row.slowest_tool_id === null || row.slowest_tool_name === null || row.slowest_run_us === null
        ? null
        : {
            ...toolRef(row.slowest_tool_id, row.slowest_tool_name, row.slowest_color),
            runUs: Number(row.slowest_run_us),
          },
    missed: row.missed as BatchRow['missed'],
    isSampled: row.sampled !== false,
  };
}

/** The labels that were given. */
export function labelsOf({
  session_id,
  agent,
  node,
  thread_id,
  run_id,
  graph,
}: Pick<BatchRowColumns, 'session_id' | 'agent' | 'node' | 'thread_id' | 'run_id' | 'graph'>): BatchLabels {
  return {
    ...(session_id !== null && { sessionId: session_id }),
    ...(agent !== null && { agent }),
    ...(node !== null && { node }),
    ...(thread_id !== null && { threadId: thread_id }),
    ...(run_id !== null && { runId: run_id }),
    ...(graph !== null && { graph }),
  };
}

/** Columns of the limits that a batch ran with. */
export interface LimitColumns {
  readonly max_concurrency: bigint | null;
  readonly tool_limits: string;
}

export function limitsOf({ max_concurrency, tool_limits }: LimitColumns): LimitsRecord {
  return {
    maxConcurrency: max_concurrency === null ? null : Number(max_concurrency),
    tools: JSON.parse(tool_limits) as LimitsRecord['tools'],
  };
}
