import type { AttemptRecord, CallRecord, WaitRecord } from '@parallel-tools/executor';
import { raw, type Sql } from '../store/store.js';
import { toolRef } from './tool-ref.js';
import type { ToolRef } from './types.js';

/** Columns of a call that all who read calls whole ask for. */
export interface CallColumns {
  readonly seq: bigint;
  readonly tool_id: bigint;
  readonly tool_name: string;
  readonly tool_color: bigint | null;
  readonly call_id: string;
  readonly external_id: string | null;
  readonly status: string;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly available_us: bigint | null;
  readonly ready_us: bigint;
  readonly start_us: bigint | null;
  readonly end_us: bigint;
  readonly level: bigint;
  readonly critical: boolean;
  readonly waits: string;
  readonly chunk: bigint | null;
  readonly source: string | null;
}

/** For `SELECT`, together with {@link CALL_TABLES}. */
export const CALL_COLUMNS: Sql = raw(`
  seq, tool_id, tool.name AS tool_name, tool.color AS tool_color, call_id, external_id, status, error_code, error_message,
  available_us, ready_us, start_us, end_us, level, critical, waits, chunk, source`);

export const CALL_TABLES: Sql = raw('tool_call JOIN tool ON tool.id = tool_call.tool_id');

/** What these columns hold of a call. In rows of before `available_us` was stored, calls were available at once. */
export function callFields(
  call: CallColumns,
  attempts: readonly AttemptRecord[],
): Omit<CallRecord, 'priority' | 'pathUs'> & ToolRef {
  return {
    seq: Number(call.seq),
    callId: call.call_id,
    externalId: call.external_id,
    ...toolRef(call.tool_id, call.tool_name, call.tool_color),
    status: call.status as CallRecord['status'],
    errorCode: call.error_code,
    errorMessage: call.error_message,
    availableUs: Number(call.available_us ?? 0),
    readyUs: Number(call.ready_us),
    startUs: call.start_us === null ? null : Number(call.start_us),
    endUs: Number(call.end_us),
    attempts,
    waits: JSON.parse(call.waits) as WaitRecord[],
    level: Number(call.level),
    critical: call.critical,
    ...(call.chunk !== null && { chunk: Number(call.chunk) }),
    ...(call.source !== null && { source: call.source as NonNullable<CallRecord['source']> }),
  };
}
