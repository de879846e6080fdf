import type { RolledBatch } from './rolled-batch.js';

/** What batches add to one row of `session`. */
export interface SessionSums {
  readonly id: string;
  firstStartedMs: number;
  lastStartedMs: number;
  lastEndedMs: number;
  batchCount: number;
  callCount: number;
  failedCount: number;
  makespanUs: number;
  sequentialUs: number;
  missedCount: number;
  missedUnknownCount: number;
}

/** By session, in the order of ids, which is the order in which writers lock their rows. */
export function sessionSums(batches: readonly RolledBatch[]): readonly SessionSums[] {
  const byId = new Map<string, SessionSums>();
  for (const batch of batches) {
    if (batch.sessionId === null) continue;
    const sums = byId.get(batch.sessionId) ?? emptySums(batch.sessionId, batch.startedAtMs);
    byId.set(batch.sessionId, sums);
    addBatch(sums, batch);
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function emptySums(id: string, atMs: number): SessionSums {
  return {
    id,
    firstStartedMs: atMs,
    lastStartedMs: atMs,
    lastEndedMs: atMs,
    batchCount: 0,
    callCount: 0,
    failedCount: 0,
    makespanUs: 0,
    sequentialUs: 0,
    missedCount: 0,
    missedUnknownCount: 0,
  };
}

function addBatch(sums: SessionSums, { startedAtMs, missed, totals }: RolledBatch): void {
  sums.firstStartedMs = Math.min(sums.firstStartedMs, startedAtMs);
  sums.lastStartedMs = Math.max(sums.lastStartedMs, startedAtMs);
  sums.lastEndedMs = Math.max(sums.lastEndedMs, startedAtMs + Math.ceil(totals.makespan_us / 1000));
  sums.batchCount += 1;
  sums.callCount += totals.call_count;
  sums.failedCount += totals.call_count - totals.ok_count;
  sums.makespanUs += totals.makespan_us;
  sums.sequentialUs += totals.sequential_us;
  if (missed === 'yes') sums.missedCount += 1;
  if (missed === 'unknown') sums.missedUnknownCount += 1;
}
