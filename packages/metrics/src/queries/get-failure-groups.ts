import { type ReadStore, type Sql, sql } from '../store/store.js';
import { checkLimit, checkRange } from './check-range.js';
import { newestCalls } from './newest-calls.js';
import { normaliseMessage } from './normalise-message.js';
import { findTool, toolRef } from './tool-ref.js';
import type { TimeRange, ToolRef } from './types.js';

/** Calls of one tool that failed alike. */
export interface FailureGroup extends ToolRef {
  /** `error`, `skipped` or `cancelled`. */
  readonly status: 'error' | 'skipped' | 'cancelled';
  readonly errorCode: string | null;
  /** What their messages have in common, numbers, ids and quoted texts left out; null where none was stored. */
  readonly message: string | null;
  readonly count: number;
  readonly lastStartedAtMs: number;
  /** The newest of them, as an example. */
  readonly example: { readonly batchId: string; readonly seq: number; readonly message: string | null };
}

/** Failed calls by tool, code and normalised message, most first. */
export interface FailureGroups {
  readonly rows: readonly FailureGroup[];
  /** Groups found. */
  readonly totalCount: number;
  /** Failed calls looked at: the newest, at most 5,000. Σ `count` over all groups. */
  readonly scannedCount: number;
  /** False: there were older failed calls in the range than those looked at. */
  readonly isComplete: boolean;
}

/** What failures are asked for. */
export interface FailureFilter {
  /** Of this tool only. */
  readonly toolName?: string | undefined;
}

interface Row {
  readonly batch_id: string;
  readonly seq: bigint;
  readonly tool_id: bigint;
  readonly tool_name: string;
  readonly tool_color: bigint | null;
  readonly status: string;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly batch_started_at_ms: bigint;
}

const SCANNED_AT_MOST = 5000;

/** @throws {MetricsError} `INVALID_RANGE` */
export async function getFailureGroups(
  store: ReadStore,
  range: TimeRange,
  limit: number,
  { toolName }: FailureFilter = {},
): Promise<FailureGroups> {
  checkRange(range);
  checkLimit(limit);
  const tool = toolName === undefined ? undefined : await findTool(store, toolName);
  const found = tool === null ? [] : await store.query<Row>(failuresIn(range, tool?.toolId));
  const scanned = found.slice(0, SCANNED_AT_MOST);
  const groups = Map.groupBy(scanned, (row) =>
    JSON.stringify([String(row.tool_id), row.status, row.error_code, normalised(row.error_message)]),
  );
  const rows = [...groups.values()]
    .flatMap((group) => failureGroup(group))
    .toSorted((a, b) => b.count - a.count || b.lastStartedAtMs - a.lastStartedAtMs);
  return {
    rows: rows.slice(0, limit),
    totalCount: rows.length,
    scannedCount: scanned.length,
    isComplete: found.length === scanned.length,
  };
}

/** @param group - Newest first. */
function failureGroup(group: readonly Row[]): readonly FailureGroup[] {
  const [newest] = group;
  if (newest === undefined) return [];
  return [
    {
      ...toolRef(newest.tool_id, newest.tool_name, newest.tool_color),
      status: newest.status as FailureGroup['status'],
      errorCode: newest.error_code,
      message: normalised(newest.error_message),
      count: group.length,
      lastStartedAtMs: Number(newest.batch_started_at_ms),
      example: { batchId: newest.batch_id, seq: Number(newest.seq), message: newest.error_message },
    },
  ];
}

function normalised(message: string | null): string | null {
  return message === null ? null : normaliseMessage(message);
}

const COLUMNS = ['batch_id', 'seq', 'tool_id', 'status', 'error_code', 'error_message', 'batch_started_at_ms'];

function failuresIn(range: TimeRange, toolId: number | undefined): Sql {
  const statuses = ['error', 'skipped', 'cancelled'] as const;
  return sql`
    SELECT failed.*, tool.name AS tool_name, tool.color AS tool_color
    FROM (${newestCalls(COLUMNS, { statuses, toolId, range, limit: SCANNED_AT_MOST + 1 })}) AS failed
    JOIN tool ON tool.id = failed.tool_id
    ORDER BY batch_started_at_ms DESC, batch_id DESC, seq DESC LIMIT ${SCANNED_AT_MOST + 1}`;
}
