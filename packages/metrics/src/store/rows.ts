/** What the columns of a table are filled with. */
type Row<Column extends string> = { readonly [Name in Column]: string | number | boolean | null };

/** What a tool is known by from the first batch that calls it. */
export const TOOL_COLUMNS = ['name', 'first_seen_ms'] as const;

/** Columns of `batch`. */
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

/** Columns of `tool_call`; `tool_name` stands for `tool_id`, which only the database knows. */
export const CALL_COLUMNS = [
  'tool_name',
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

/** Columns of `attempt`; `tool_name` stands for `tool_id`. */
export const ATTEMPT_COLUMNS = [
  'tool_name',
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

export type BatchRow = Row<(typeof BATCH_COLUMNS)[number]>;
export type CallRow = Row<(typeof CALL_COLUMNS)[number]>;
export type AttemptRow = Row<(typeof ATTEMPT_COLUMNS)[number]>;
