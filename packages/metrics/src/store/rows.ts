/** What the columns of a table are filled with. */
type Row<Column extends string> = { readonly [Name in Column]: string | number | boolean | null };

/** How a column is written: what is JSON text on the way becomes this. */
export type ColumnKind = 'text' | 'integer' | 'bigint' | 'float' | 'boolean';

/** Columns of a table, in the order in which rows hold their values. */
export interface Columns<Column extends string = string> {
  readonly names: readonly Column[];
  /** In the order of `names`. */
  readonly kinds: readonly ColumnKind[];
}

/** What a tool is known by from the first batch that calls it, and its critical-path time in the write that brings it. */
export const TOOL_COLUMNS = columns({
  name: 'text',
  first_seen_ms: 'bigint',
  critical_us: 'bigint',
});

/** Columns of `metric`. */
export const METRIC_COLUMNS = columns({
  id: 'text',
  at_ms: 'bigint',
  session_id: 'text',
  name: 'text',
  value: 'float',
  unit: 'text',
});

/** Columns of `batch`. */
export const BATCH_COLUMNS = columns({
  id: 'text',
  started_at_ms: 'bigint',
  record_version: 'integer',
  outcome: 'text',
  on_error: 'text',
  parallel: 'boolean',
  open: 'boolean',
  session_id: 'text',
  agent: 'text',
  node: 'text',
  thread_id: 'text',
  run_id: 'text',
  graph: 'text',
  recorded_at_ms: 'bigint',
  rolled_up: 'boolean',
  sampled: 'boolean',
  missed: 'text',
  missed_batch_id: 'text',
  max_concurrency: 'integer',
  tool_limits: 'text',
  edges: 'text',
  call_count: 'integer',
  ok_count: 'integer',
  error_count: 'integer',
  skipped_count: 'integer',
  cancelled_count: 'integer',
  attempt_count: 'integer',
  retry_count: 'integer',
  hedge_count: 'integer',
  timeout_count: 'integer',
  abandoned_count: 'integer',
  makespan_us: 'bigint',
  sequential_us: 'bigint',
  critical_path_us: 'bigint',
  ideal_makespan_us: 'bigint',
  queue_wait_us: 'bigint',
  backoff_us: 'bigint',
  wasted_us: 'bigint',
  max_in_flight: 'integer',
  slowest_seq: 'integer',
});

/** Columns of `tool_call`; `tool_name` stands for `tool_id`, which only the database knows. */
export const CALL_COLUMNS = columns({
  tool_name: 'text',
  batch_id: 'text',
  seq: 'integer',
  batch_started_at_ms: 'bigint',
  call_id: 'text',
  external_id: 'text',
  status: 'text',
  error_code: 'text',
  error_message: 'text',
  available_us: 'bigint',
  priority: 'float',
  path_us: 'float',
  chunk: 'integer',
  source: 'text',
  ready_us: 'bigint',
  start_us: 'bigint',
  end_us: 'bigint',
  run_us: 'bigint',
  queue_wait_us: 'bigint',
  attempt_count: 'integer',
  timeout_count: 'integer',
  level: 'integer',
  critical: 'boolean',
  waits: 'text',
  input_bytes: 'integer',
  output_bytes: 'integer',
  args: 'text',
  output: 'text',
});

/** Columns of `attempt`; `tool_name` stands for `tool_id`. */
export const ATTEMPT_COLUMNS = columns({
  tool_name: 'text',
  batch_id: 'text',
  seq: 'integer',
  attempt: 'integer',
  batch_started_at_ms: 'bigint',
  start_us: 'bigint',
  end_us: 'bigint',
  run_us: 'bigint',
  outcome: 'text',
  hedge: 'boolean',
  abandoned: 'boolean',
  error_code: 'text',
  error_message: 'text',
});

export type BatchRow = Row<(typeof BATCH_COLUMNS)['names'][number]>;
export type CallRow = Row<(typeof CALL_COLUMNS)['names'][number]>;
export type AttemptRow = Row<(typeof ATTEMPT_COLUMNS)['names'][number]>;

function columns<Column extends string>(kinds: { readonly [Name in Column]: ColumnKind }): Columns<Column> {
  return Object.freeze({ names: Object.keys(kinds) as Column[], kinds: Object.values<ColumnKind>(kinds) });
}
