import type { CallStatus } from '@parallel-tools/executor';
import { join, type ReadStore, raw, type Sql, sql } from '../store/store.js';
import { checkLimit, checkRange } from './check-range.js';
import { newestCalls } from './newest-calls.js';
import { peakTimes } from './peak-times.js';
import { findTool, toolRef } from './tool-ref.js';
import type { TimeRange, ToolRef } from './types.js';

/** One call of a list. */
export interface CallRow extends ToolRef {
  readonly batchId: string;
  readonly seq: number;
  readonly callId: string;
  /** When its batch was submitted. */
  readonly startedAtMs: number;
  readonly status: CallStatus;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** Sum of run times of its attempts. */
  readonly runUs: number;
  /** Run time of its longest attempt that was not cancelled; null without one. */
  readonly longestRunUs: number | null;
  /** Ready until its first attempt began; null if none did. */
  readonly queueWaitUs: number | null;
  readonly attemptCount: number;
  /** On the realised critical path of its batch. */
  readonly critical: boolean;
}

/** Which calls. */
export interface CallListOptions {
  /** 1 to 500. */
  readonly limit: number;
  /** Of this tool only. */
  readonly toolName?: string | undefined;
  /** `slowest`: by the longest attempt that was not cancelled. `longest-wait`: by queue wait. @defaultValue 'slowest' */
  readonly sort?: 'slowest' | 'longest-wait' | 'newest' | undefined;
}

interface Row {
  readonly tool_id: bigint;
  readonly tool_name: string;
  readonly tool_color: bigint | null;
  readonly batch_id: string;
  readonly seq: bigint;
  readonly call_id: string;
  readonly batch_started_at_ms: bigint;
  readonly status: string;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly run_us: bigint;
  readonly longest_run_us: bigint | null;
  readonly queue_wait_us: bigint | null;
  readonly attempt_count: bigint;
  readonly critical: boolean;
}

const COLUMNS = [
  'batch_id',
  'seq',
  'tool_id',
  'call_id',
  'batch_started_at_ms',
  'status',
  'error_code',
  'error_message',
  'run_us',
  'queue_wait_us',
  'attempt_count',
  'critical',
] as const;

const STATUSES: readonly CallStatus[] = ['ok', 'error', 'skipped', 'cancelled'];

/** @throws {MetricsError} `INVALID_RANGE` */
export async function listCalls(
  store: ReadStore,
  range: TimeRange,
  { limit, toolName, sort = 'slowest' }: CallListOptions,
): Promise<readonly CallRow[]> {
  checkRange(range);
  checkLimit(limit);
  const tool = toolName === undefined ? undefined : await findTool(store, toolName);
  if (tool === null) return [];
  const calls =
    sort === 'newest'
      ? newestCalls(COLUMNS, { statuses: STATUSES, toolId: tool?.toolId, range, limit })
      : callsAt(await peakTimes(store, range, PEAKS[sort], limit, tool?.toolId), tool?.toolId);
  const rows = await store.query<Row>(sql`
    SELECT listed.*, tool.name AS tool_name, tool.color AS tool_color
    FROM (
      SELECT calls.*, (
        SELECT MAX(run_us) FROM attempt
        WHERE attempt.batch_id = calls.batch_id AND attempt.seq = calls.seq AND outcome <> 'cancelled'
      ) AS longest_run_us
      FROM (${calls}) AS calls
    ) AS listed JOIN tool ON tool.id = listed.tool_id
    ORDER BY ${ORDERS[sort]} batch_started_at_ms DESC, batch_id DESC, seq LIMIT ${limit}`);
  return rows.map(callRow);
}

const PEAKS = Object.freeze({ slowest: 'run_max_us', 'longest-wait': 'queue_wait_max_us' });

const ORDERS = Object.freeze({
  slowest: raw('longest_run_us DESC NULLS LAST,'),
  'longest-wait': raw('queue_wait_us DESC NULLS LAST,'),
  newest: raw(''),
});

function callsAt(times: readonly TimeRange[], toolId: number | undefined): Sql {
  const at = times.map(
    ({ fromMs, toMs }) => sql`(started_at_ms >= ${BigInt(fromMs)} AND started_at_ms < ${BigInt(toMs)})`,
  );
  const ofTool = toolId === undefined ? raw('1 = 1') : sql`tool_id + 0 = ${toolId}`;
  return sql`
    SELECT ${raw(COLUMNS.join(', '))} FROM tool_call
    WHERE ${ofTool} AND batch_id IN (SELECT id FROM batch WHERE ${at.length === 0 ? raw('1 = 0') : join(at, ' OR ')})`;
}

function callRow(row: Row): CallRow {
  return {
    ...toolRef(row.tool_id, row.tool_name, row.tool_color),
    batchId: row.batch_id,
    seq: Number(row.seq),
    callId: row.call_id,
    startedAtMs: Number(row.batch_started_at_ms),
    status: row.status as CallStatus,
    errorCode: row.error_code,
    errorMessage: row.error_message,
    runUs: Number(row.run_us),
    longestRunUs: row.longest_run_us === null ? null : Number(row.longest_run_us),
    queueWaitUs: row.queue_wait_us === null ? null : Number(row.queue_wait_us),
    attemptCount: Number(row.attempt_count),
    critical: row.critical,
  };
}
