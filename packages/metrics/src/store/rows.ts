/** What the columns of a table are filled with. `toolName` stands in for `tool_id`. */
type Rows<Column extends string> = { readonly [Name in Column]: string | number | boolean | null };

/** Columns of `batch`, in any order. */
export const BATCH_COLUMNS = [
  'id',
  'started_at_ms',
  'record_version',
  'outcome',
  'on_error',
  'session_id',
  'agent',
  'node',
  'thread_id',
  'max_concurrency',
  'tool_limits',
  'edges',
  'call_count',
  'ok_count',
  'error_count',
  'skipped_count',
  'cancelled_count',
  'attempt_count',
  'retry_count',
  'timeout_count',
  'abandoned_count',
  'makespan_us',
  'sequential_us',
  'critical_path_us',
  'ideal_makespan_us',
  'queue_wait_us',
  'backoff_us',
  'wasted_us',
  'max_in_flight',
  'slowest_seq',
] as const;

/** Columns of `tool_call` but `tool_id`. */
export const CALL_COLUMNS = [
  'batch_id',
  'seq',
  'batch_started_at_ms',
  'call_id',
  'external_id',
  'status',
  'error_code',
  'error_message',
  'ready_us',
  'start_us',
  'end_us',
  'run_us',
  'queue_wait_us',
  'attempt_count',
  'timeout_count',
  'level',
  'critical',
  'waits',
  'input_bytes',
  'output_bytes',
  'args',
  'output',
] as const;

/** Columns of `attempt` but `tool_id`. */
export const ATTEMPT_COLUMNS = [
  'batch_id',
  'seq',
  'attempt',
  'batch_started_at_ms',
  'start_us',
  'end_us',
  'run_us',
  'outcome',
  'abandoned',
  'error_code',
  'error_message',
] as const;

export type BatchColumns = Rows<(typeof BATCH_COLUMNS)[number]>;
export type CallColumns = Rows<(typeof CALL_COLUMNS)[number] | 'tool_name'>;
export type AttemptColumns = Rows<(typeof ATTEMPT_COLUMNS)[number] | 'tool_name'>;
