import type { AttemptOutcome, CallStatus, WaitRecord } from '@parallel-tools/executor';

/** What rollups need to know of an attempt; see `BatchRecord` of the executor. */
export interface RolledAttempt {
  readonly attempt: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly outcome: AttemptOutcome;
  readonly hedge: boolean;
  readonly abandoned: boolean;
}

/** What they need to know of a call. */
export interface RolledCall {
  readonly seq: number;
  readonly toolName: string;
  readonly status: CallStatus;
  readonly errorCode: string | null;
  readonly source: string | null;
  readonly availableUs: number;
  readonly readyUs: number;
  readonly startUs: number | null;
  readonly endUs: number;
  readonly waits: readonly WaitRecord[];
  readonly attempts: readonly RolledAttempt[];
}

/** What they need to know of a batch, with its totals by the names of their columns. */
export interface RolledBatch {
  readonly id: string;
  readonly startedAtMs: number;
  readonly outcome: string;
  readonly sessionId: string | null;
  readonly graph: string | null;
  readonly agent: string | null;
  readonly node: string | null;
  readonly missed: string | null;
  readonly edges: readonly { readonly from: number; readonly to: number }[];
  readonly totals: { readonly [Name in (typeof TOTALS)[number]]: number };
  readonly calls: readonly RolledCall[];
}

/** Columns of `batch` that are summed. */
export const SUMMED_TOTALS = Object.freeze([
  'call_count',
  'ok_count',
  'error_count',
  'skipped_count',
  'cancelled_count',
  'attempt_count',
  'retry_count',
  'hedge_count',
  'timeout_count',
  'abandoned_count',
  'makespan_us',
  'sequential_us',
  'critical_path_us',
  'ideal_makespan_us',
  'queue_wait_us',
  'backoff_us',
  'wasted_us',
] as const);

/** Those, and the one whose greatest is kept. */
export const TOTALS = Object.freeze([...SUMMED_TOTALS, 'max_in_flight'] as const);

/** The value of a column in a row. */
export type Cells = (name: string) => unknown;

/**
 * Batches out of their rows.
 *
 * @param calls - Of these batches, in any order; so are the attempts. Their `tool_name` is that of their tool.
 */
export function rolledBatches(
  batches: readonly Cells[],
  calls: readonly Cells[],
  attempts: readonly Cells[],
): readonly RolledBatch[] {
  const attemptsByCall = groupBy(attempts, (cells) => `${cells('batch_id')}/${cells('seq')}`, attemptOf);
  const callsByBatch = groupBy(
    calls,
    (cells) => String(cells('batch_id')),
    (cells) => callOf(cells, attemptsByCall.get(`${cells('batch_id')}/${cells('seq')}`) ?? []),
  );
  return batches.map((cells) => batchOf(cells, callsByBatch.get(String(cells('id'))) ?? []));
}

function batchOf(cells: Cells, calls: readonly RolledCall[]): RolledBatch {
  return {
    id: String(cells('id')),
    startedAtMs: Number(cells('started_at_ms')),
    outcome: String(cells('outcome')),
    sessionId: text(cells('session_id')),
    graph: text(cells('graph')),
    agent: text(cells('agent')),
    node: text(cells('node')),
    missed: text(cells('missed')),
    edges: JSON.parse(String(cells('edges'))),
    totals: Object.fromEntries(TOTALS.map((name) => [name, Number(cells(name) ?? 0)])) as RolledBatch['totals'],
    calls: calls.toSorted((a, b) => a.seq - b.seq),
  };
}

function callOf(cells: Cells, attempts: readonly RolledAttempt[]): RolledCall {
  const startUs = cells('start_us');
  return {
    seq: Number(cells('seq')),
    toolName: String(cells('tool_name')),
    status: cells('status') as CallStatus,
    errorCode: text(cells('error_code')),
    source: text(cells('source')),
    availableUs: Number(cells('available_us') ?? 0),
    readyUs: Number(cells('ready_us')),
    startUs: startUs === null ? null : Number(startUs),
    endUs: Number(cells('end_us')),
    waits: JSON.parse(String(cells('waits'))),
    attempts: attempts.toSorted((a, b) => a.attempt - b.attempt),
  };
}

function attemptOf(cells: Cells): RolledAttempt {
  return {
    attempt: Number(cells('attempt')),
    startUs: Number(cells('start_us')),
    endUs: Number(cells('end_us')),
    outcome: cells('outcome') as AttemptOutcome,
    hedge: Boolean(cells('hedge')),
    abandoned: Boolean(cells('abandoned')),
  };
}

function groupBy<Item>(rows: readonly Cells[], keyOf: (cells: Cells) => string, itemOf: (cells: Cells) => Item) {
  const groups = new Map<string, Item[]>();
  for (const cells of rows) {
    const key = keyOf(cells);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [itemOf(cells)]);
    else group.push(itemOf(cells));
  }
  return groups;
}

function text(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
