import { DatabaseSync } from 'node:sqlite';

/** What the overview should show, computed from the raw rows by other means than the dashboard's. */
export interface RawNumbers {
  readonly batchCount: number;
  readonly callCount: number;
  readonly failedCount: number;
  readonly speedup: number;
  readonly idealSpeedup: number;
  readonly byKind: {
    readonly error: number;
    readonly timeout: number;
    readonly cancelled: number;
    readonly skipped: number;
  };
  readonly callsByTool: ReadonlyMap<string, { readonly calls: number; readonly failed: number }>;
  readonly newestFirst: readonly { readonly id: string; readonly makespanUs: number; readonly callCount: number }[];
}

/** Reads every call and attempt since `fromMs` and adds them up here. */
export function readRawNumbers(databasePath: string, fromMs: number): RawNumbers {
  const database = new DatabaseSync(databasePath, { readOnly: true });
  const batches = database
    .prepare(
      'SELECT id, started_at_ms, makespan_us, ideal_makespan_us FROM batch WHERE started_at_ms >= ? ORDER BY started_at_ms DESC, id DESC',
    )
    .all(fromMs) as { id: string; makespan_us: number; ideal_makespan_us: number }[];
  const calls = database
    .prepare(
      'SELECT c.batch_id, c.status, c.error_code, t.name FROM tool_call c JOIN tool t ON t.id = c.tool_id WHERE c.batch_started_at_ms >= ?',
    )
    .all(fromMs) as { batch_id: string; status: string; error_code: string | null; name: string }[];
  const attempts = database
    .prepare('SELECT start_us, end_us FROM attempt WHERE batch_started_at_ms >= ?')
    .all(fromMs) as { start_us: number; end_us: number }[];
  database.close();

  const sequentialUs = sum(attempts.map((attempt) => attempt.end_us - attempt.start_us));
  const failed = calls.filter((call) => call.status !== 'ok');
  const isTimeout = (call: (typeof calls)[number]) => call.error_code === 'TOOL_TIMEOUT';
  const callsByTool = new Map<string, { calls: number; failed: number }>();
  for (const call of calls) {
    const entry = callsByTool.get(call.name) ?? { calls: 0, failed: 0 };
    callsByTool.set(call.name, { calls: entry.calls + 1, failed: entry.failed + (call.status === 'ok' ? 0 : 1) });
  }
  return {
    batchCount: batches.length,
    callCount: calls.length,
    failedCount: failed.length,
    speedup: sequentialUs / sum(batches.map((batch) => batch.makespan_us)),
    idealSpeedup: sequentialUs / sum(batches.map((batch) => batch.ideal_makespan_us)),
    byKind: {
      error: failed.filter((call) => call.status === 'error' && !isTimeout(call)).length,
      timeout: failed.filter(isTimeout).length,
      cancelled: failed.filter((call) => call.status === 'cancelled').length,
      skipped: failed.filter((call) => call.status === 'skipped').length,
    },
    callsByTool,
    newestFirst: batches.map((batch) => ({
      id: batch.id,
      makespanUs: batch.makespan_us,
      callCount: calls.filter((call) => call.batch_id === batch.id).length,
    })),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
