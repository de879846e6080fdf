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
 * Batches out of their rows, in the order of those. Of rows that repeat another the first counts.
 *
 * @param calls - In any order, as are the attempts; those of other batches do not count. Their `tool_name` is that of their
 *   tool.
 */
export function rolledBatches(
  batches: readonly Cells[],
  calls: readonly Cells[],
  attempts: readonly Cells[],
): readonly RolledBatch[] {
  const found = new Map<string, { readonly batch: Cells; readonly calls: Map<number, GatheredCall> }>();
  for (const batch of batches) {
    const id = String(batch('id'));
    if (!found.has(id)) found.set(id, { batch, calls: new Map() });
  }
  for (const cells of calls) {
    const ofBatch = found.get(String(cells('batch_id')))?.calls;
    const seq = Number(cells('seq'));
    if (ofBatch !== undefined && !ofBatch.has(seq)) ofBatch.set(seq, callOf(cells, seq));
  }
  for (const cells of attempts) {
    const ofCall = found.get(String(cells('batch_id')))?.calls.get(Number(cells('seq')))?.attempts;
    const attempt = Number(cells('attempt'));
    if (ofCall?.every((other) => other.attempt !== attempt)) ofCall.push(attemptOf(cells, attempt));
  }
  return Array.from(found.values(), ({ batch, calls: ofBatch }) => batchOf(batch, [...ofBatch.values()]));
}

interface GatheredCall extends RolledCall {
  readonly attempts: RolledAttempt[];
}

function batchOf(cells: Cells, calls: GatheredCall[]): RolledBatch {
  for (const { attempts } of calls) attempts.sort((a, b) => a.attempt - b.attempt);
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
    calls: calls.sort((a, b) => a.seq - b.seq),
  };
}

function callOf(cells: Cells, seq: number): GatheredCall {
  const startUs = cells('start_us');
  return {
    seq,
    toolName: String(cells('tool_name')),
    status: cells('status') as CallStatus,
    errorCode: text(cells('error_code')),
    source: text(cells('source')),
    availableUs: Number(cells('available_us') ?? 0),
    readyUs: Number(cells('ready_us')),
    startUs: startUs === null ? null : Number(startUs),
    endUs: Number(cells('end_us')),
    waits: JSON.parse(String(cells('waits'))),
    attempts: [],
  };
}

function attemptOf(cells: Cells, attempt: number): RolledAttempt {
  return {
    attempt,
    startUs: Number(cells('start_us')),
    endUs: Number(cells('end_us')),
    outcome: cells('outcome') as AttemptOutcome,
    hedge: Boolean(cells('hedge')),
    abandoned: Boolean(cells('abandoned')),
  };
}

function text(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
