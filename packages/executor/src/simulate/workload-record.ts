import { check } from '../check.js';
import { batchRecord } from '../observe/batch-record.js';
import { remainingPaths } from '../plan/critical-path.js';
import type { Edge } from '../plan/edge.js';
import { levelsOf } from '../plan/levels.js';
import { topologicalOrder } from '../plan/topological-order.js';
import type { BatchRecord, CallRecord } from '../types.js';

/** One call of a workload. */
export interface WorkloadCall {
  readonly toolName: string;
  /** Run time, in µs: a number ≥ 0, rounded. */
  readonly durationUs: number;
  /**
   * What the run time is believed to be, in µs: it orders calls, by their longest remaining path. A number ≥ 0.
   * @defaultValue `durationUs`
   */
  readonly estimateUs?: number | undefined;
  /** Positions in the workload, from 0, of calls that must end before. */
  readonly dependsOn?: readonly number[] | undefined;
  /** @defaultValue 0 */
  readonly priority?: number | undefined;
  /** When it is added, in µs since the batch was submitted: a number ≥ 0, rounded. @defaultValue 0 */
  readonly availableUs?: number | undefined;
}

/**
 * The record of a batch that never ran, for `simulate`: as an executor without limits would leave it, each call one attempt
 * that ends `ok`. Call ids are `c1`, `c2`, …
 *
 * @throws {ExecutorError} `INVALID_OPTION`, naming position and value: a time that is none, a dependency that is no other
 *   call, or calls that wait for each other.
 * @example
 * const record = workloadRecord([
 *   { toolName: 'search', durationUs: 300_000 },
 *   { toolName: 'read', durationUs: 200_000, dependsOn: [0] },
 *   { toolName: 'read', durationUs: 400_000 },
 * ]);
 * simulate(record, { maxConcurrency: 1 }).makespanUs; // => 900_000
 */
export function workloadRecord(calls: readonly WorkloadCall[]): BatchRecord {
  check(Array.isArray(calls), 'calls', 'must be an array', calls);
  const predecessors = calls.map((call, index) => edgesInto(call, index, calls.length));
  const { order, cycles } = topologicalOrder(predecessors);
  check(cycles.length === 0, `calls[${cycles[0]?.[0]}].dependsOn`, 'must form no cycle', cycles[0]?.join(', '));
  const levels = levelsOf(predecessors, order);
  const estimatesUs = calls.map(estimateOf);
  const pathsUs = remainingPaths(predecessors, order, estimatesUs);
  const records: Omit<CallRecord, 'critical'>[] = [];
  for (const index of order) {
    const before = (predecessors[index] ?? []).map(({ from }) => records[from]?.endUs ?? 0);
    records[index] = {
      ...callRecord(calls[index] as WorkloadCall, index, before),
      level: levels[index] ?? 0,
      pathUs: pathsUs[index] ?? 0,
    };
  }
  return batchRecord({
    batchId: 'workload',
    startedAtMs: 0,
    onError: 'continue',
    parallel: true,
    open: false,
    wasCancelled: false,
    labels: {},
    limits: { maxConcurrency: null, tools: [] },
    calls: records,
    edges: predecessors.flatMap((edges, to) =>
      edges.map(({ from, reason }) => ({ from: from + 1, to: to + 1, reason })),
    ),
  });
}

function estimateOf({ durationUs, estimateUs }: WorkloadCall, index: number): number {
  return estimateUs === undefined
    ? timeOf(`calls[${index}].durationUs`, durationUs)
    : timeOf(`calls[${index}].estimateUs`, estimateUs);
}

function callRecord(
  call: WorkloadCall,
  index: number,
  endsBeforeUs: readonly number[],
): Omit<CallRecord, 'critical' | 'level' | 'pathUs'> {
  const { toolName, priority = 0 } = call;
  const durationUs = Math.round(timeOf(`calls[${index}].durationUs`, call.durationUs));
  const availableUs = Math.round(timeOf(`calls[${index}].availableUs`, call.availableUs ?? 0));
  check(Number.isFinite(priority), `calls[${index}].priority`, 'must be a finite number', priority);
  const readyUs = endsBeforeUs.reduce((latestUs, endUs) => Math.max(latestUs, endUs), availableUs);
  const endUs = readyUs + durationUs;
  const nothingWrong = { errorCode: null, errorMessage: null };
  return {
    seq: index + 1,
    callId: `c${index + 1}`,
    externalId: null,
    toolName,
    status: 'ok',
    ...nothingWrong,
    availableUs,
    readyUs,
    startUs: readyUs,
    endUs,
    attempts: [{ attempt: 1, startUs: readyUs, endUs, outcome: 'ok', abandoned: false, ...nothingWrong }],
    waits: [],
    priority,
  };
}

function edgesInto({ dependsOn = [] }: WorkloadCall, index: number, callCount: number): Edge[] {
  return [...new Set(dependsOn)].map((from) => {
    const isOther = Number.isInteger(from) && from >= 0 && from < callCount && from !== index;
    check(isOther, `calls[${index}].dependsOn`, 'must hold positions of other calls', from);
    return { from, reason: 'depends-on' as const };
  });
}

function timeOf(option: string, valueUs: number): number {
  check(Number.isFinite(valueUs) && valueUs >= 0, option, 'must be a number ≥ 0', valueUs);
  return valueUs;
}
