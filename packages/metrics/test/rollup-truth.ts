import type { BatchRecord } from '@parallel-tools/executor';
import { attribute } from '@parallel-tools/executor/simulate';

/** Numbers by `<bucket seconds> <start> <name> <column>`, and by that and a key where the column is a map. */
export type Truth = Map<string, number>;

const GAMMA = 1.02 / 0.98;

/** What the rollups must hold of these batches, each counted once: straight from the calls, one number at a time. */
export function rollupTruth(records: readonly BatchRecord[]): Truth {
  const truth: Truth = new Map();
  for (const record of records) {
    for (const seconds of [60, 3600, 86_400]) {
      const start = record.startedAtMs - (record.startedAtMs % (seconds * 1000));
      const { graph = null, agent = null, node = null } = record.labels;
      addBatch(truth, `${seconds} ${start} ${JSON.stringify([graph, agent, node])}`, record);
      for (const name of new Set(record.calls.map(({ toolName }) => toolName))) {
        addTool(truth, `${seconds} ${start} ${name}`, name, record);
      }
    }
  }
  for (const [key, value] of truth) if (value === 0) truth.delete(key);
  return truth;
}

function add(truth: Truth, key: string, amount: number): void {
  truth.set(key, (truth.get(key) ?? 0) + amount);
}

function most(truth: Truth, key: string, value: number): void {
  truth.set(key, Math.max(truth.get(key) ?? 0, value));
}

function bucket(us: number): number {
  return us === 0 ? -1 : Math.ceil(Math.log(us) / Math.log(GAMMA));
}

function addBatch(truth: Truth, at: string, { outcome, totals, calls, edges }: BatchRecord): void {
  add(truth, `${at} batch_count`, 1);
  for (const kind of ['partial', 'failed', 'cancelled'])
    if (outcome === kind) add(truth, `${at} ${kind}_batch_count`, 1);
  add(truth, `${at} call_count`, calls.length);
  for (const status of ['ok', 'error', 'skipped', 'cancelled'] as const) {
    add(truth, `${at} ${status}_count`, calls.filter((call) => call.status === status).length);
  }
  const attempts = calls.flatMap((call) => call.attempts);
  add(truth, `${at} attempt_count`, attempts.length);
  add(truth, `${at} timeout_count`, attempts.filter((attempt) => attempt.outcome === 'timeout').length);
  add(truth, `${at} abandoned_count`, attempts.filter(({ abandoned }) => abandoned).length);
  add(truth, `${at} retry_count`, totals.retryCount);
  add(truth, `${at} hedge_count`, totals.hedgeCount ?? 0);
  add(truth, `${at} makespan_us`, totals.makespanUs);
  add(truth, `${at} sequential_us`, totals.sequentialUs);
  add(truth, `${at} critical_path_us`, totals.criticalPathUs);
  add(truth, `${at} ideal_makespan_us`, totals.idealMakespanUs);
  add(truth, `${at} queue_wait_us`, totals.queueWaitUs);
  add(truth, `${at} backoff_us`, totals.backoffUs);
  add(truth, `${at} wasted_us`, totals.wastedUs);
  most(truth, `${at} makespan_max_us`, totals.makespanUs);
  most(truth, `${at} max_in_flight`, totals.maxInFlight);
  add(truth, `${at} makespan_histogram ${bucket(totals.makespanUs)}`, 1);
  for (const part of attribute(calls, edges).parts)
    add(truth, `${at} attribution ${part.kind}`, part.endUs - part.startUs);
}

function addTool(truth: Truth, at: string, name: string, record: BatchRecord): void {
  const calls = record.calls.filter(({ toolName }) => toolName === name);
  for (const call of calls) {
    add(truth, `${at} call_count`, 1);
    add(truth, `${at} ${call.status}_count`, 1);
    if (call.status !== 'ok') add(truth, `${at} failures ${call.status}/${call.errorCode ?? ''}`, 1);
    if (call.source === 'cache') add(truth, `${at} cache_hit_count`, 1);
    if (call.source === 'shared') add(truth, `${at} shared_count`, 1);
    if (call.startUs !== null) {
      const waitUs = call.startUs - call.readyUs;
      add(truth, `${at} queue_wait_us`, waitUs);
      most(truth, `${at} queue_wait_max_us`, waitUs);
      add(truth, `${at} wait_histogram ${bucket(waitUs)}`, 1);
    }
    for (const { cause, startUs, endUs } of call.waits) {
      add(truth, `${at} waits ${cause}`, endUs - startUs);
      if (cause === 'backoff') add(truth, `${at} backoff_us`, endUs - startUs);
    }
    for (const { attempt, outcome, startUs, endUs, abandoned, hedge } of call.attempts) {
      const runUs = endUs - startUs;
      add(truth, `${at} attempt_count`, 1);
      add(truth, `${at} run_us`, runUs);
      if (hedge) add(truth, `${at} hedge_count`, 1);
      if (!hedge && attempt > 1) add(truth, `${at} retry_count`, 1);
      if (!hedge && attempt > 1) add(truth, `${at} retry_run_us`, runUs);
      if (outcome === 'timeout') add(truth, `${at} timeout_count`, 1);
      if (abandoned) add(truth, `${at} abandoned_count`, 1);
      if (outcome === 'ok') add(truth, `${at} ok_attempt_count`, 1);
      if (outcome === 'ok') add(truth, `${at} ok_run_us`, runUs);
      const isHedgeLoser = outcome === 'cancelled' && call.status === 'ok';
      if (outcome !== 'ok') add(truth, `${at} wastes ${isHedgeLoser ? 'hedge' : outcome}`, runUs);
      if (outcome !== 'cancelled') add(truth, `${at} run_histogram ${bucket(runUs)}`, 1);
      if (outcome !== 'cancelled') most(truth, `${at} run_max_us`, runUs);
    }
  }
  for (const { seq, kind, startUs, endUs } of attribute(record.calls, record.edges).parts) {
    if (record.calls[seq - 1]?.toolName !== name) continue;
    const column = kind === 'run' ? 'critical_run_us' : `critical_waits ${kind}`;
    add(truth, `${at} ${column}`, endUs - startUs);
  }
  const attempts = calls.flatMap((call) => call.attempts);
  const moments = attempts.flatMap(({ startUs, endUs }) => [startUs, (startUs + endUs) / 2]);
  const runningAt = (at: number) =>
    attempts.filter(({ startUs, endUs }) => (startUs <= at && at < endUs) || (startUs === endUs && startUs === at))
      .length;
  most(truth, `${at} max_in_flight`, Math.max(0, ...moments.map(runningAt)));
  const waits = calls.flatMap((call) => call.waits.filter(({ cause }) => cause === 'tool-slot'));
  const edges = [...new Set(waits.flatMap(({ startUs, endUs }) => [startUs, endUs]))].sort((a, b) => a - b);
  for (const [index, startUs] of edges.slice(0, -1).entries()) {
    const endUs = edges[index + 1] ?? startUs;
    if (waits.some((wait) => wait.startUs <= startUs && wait.endUs >= endUs)) {
      add(truth, `${at} saturated_us`, endUs - startUs);
    }
  }
}
