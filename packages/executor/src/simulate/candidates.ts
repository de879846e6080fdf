import type { AttemptRecord, BatchRecord, CallRecord } from '../types.js';
import { type Simulation, simulate } from './simulate.js';

/** What to change. */
export interface SuggestedChange {
  /**
   * `maxConcurrency` and `timeoutMs` of the executor or the tool, `maxRetries` of the tool's `retry`. `run-time`, which no
   * option sets, is what its runs take on average, in ms.
   */
  readonly option: 'maxConcurrency' | 'timeoutMs' | 'maxRetries' | 'run-time';
  /** Null for the executor, or for `execute` where that was given a lower limit: a record knows the lower one. */
  readonly toolName: string | null;
  readonly from: number;
  readonly to: number;
}

/** A change that can be tried. */
export interface Candidate {
  readonly change: SuggestedChange;
  readonly message: string;
  readonly assumptions: readonly string[];
  /** Runs a record with the change; null where it changes nothing. */
  readonly run: (record: BatchRecord) => Simulation | null;
}

const ALONE = 'each batch has the executor for itself';
const AS_RECORDED = 'waits for rate limits, open circuits and other batches are as recorded';
const SAME_RUN_TIMES = 'run times do not depend on how many calls run, and no server answers to that number';

/** A timeout lies so much above the slowest run that ended `ok`. */
const TIMEOUT_MARGIN = 1.1;
/** Of fewer runs that ended `ok` nobody knows how slow such runs are. */
const LEAST_OK_RUNS = 10;
/** Of fewer calls that were retried in vain nobody knows that retries do not help. */
const LEAST_RETRIED_CALLS = 3;

/** All that can be tried; each list holds one change in steps, from small to large. */
export function candidatesFor(records: readonly BatchRecord[], fasterBy: number | undefined): Candidate[][] {
  const tools = toolsOf(records);
  return [
    ...executorLimits(records),
    ...toolLimits(records),
    ...tools.flatMap((tool) => [...timeout(tool), ...noRetries(tool), ...(fasterBy ? faster(tool, fasterBy) : [])]),
  ];
}

/** What a tool did in all records. */
interface ToolRuns {
  readonly toolName: string;
  readonly calls: CallRecord[];
  readonly attempts: AttemptRecord[];
}

function toolsOf(records: readonly BatchRecord[]): ToolRuns[] {
  const tools = new Map<string, ToolRuns>();
  for (const { calls } of records) {
    for (const call of calls) {
      const { toolName, attempts } = call;
      const tool = tools.get(toolName) ?? { toolName, calls: [], attempts: [] };
      tools.set(toolName, tool);
      tool.calls.push(call);
      for (const attempt of attempts) tool.attempts.push(attempt);
    }
  }
  return [...tools.values()];
}

/** Batches that ran one call at a time did so because they were told to, not for a limit. */
const isParallel = ({ parallel }: BatchRecord) => parallel !== false;

function executorLimits(records: readonly BatchRecord[]): Candidate[][] {
  const limited = records.filter(({ limits }) => limits.maxConcurrency !== null);
  const byLimit = Map.groupBy(limited, ({ limits }) => limits.maxConcurrency ?? 0);
  return Array.from(byLimit, ([from, ofLimit]) =>
    doublings(from, mostCalls(ofLimit.map(({ calls }) => calls.length))).map((to) => ({
      change: { option: 'maxConcurrency', toolName: null, from, to },
      message: `raise maxConcurrency from ${from} to ${to}`,
      assumptions: [SAME_RUN_TIMES, AS_RECORDED, ALONE],
      run: (record) =>
        isParallel(record) && record.limits.maxConcurrency === from ? simulate(record, { maxConcurrency: to }) : null,
    })),
  );
}

function toolLimits(records: readonly BatchRecord[]): Candidate[][] {
  const calls = new Map<string, Map<number, number[]>>();
  for (const record of records) {
    for (const { toolName, maxConcurrency } of record.limits.tools) {
      const ofTool = calls.get(toolName) ?? new Map<number, number[]>();
      const counts = ofTool.get(maxConcurrency) ?? [];
      counts.push(record.calls.filter((call) => call.toolName === toolName).length);
      calls.set(toolName, ofTool.set(maxConcurrency, counts));
    }
  }
  return Array.from(calls).flatMap(([toolName, ofTool]) =>
    Array.from(ofTool, ([from, counts]) =>
      doublings(from, mostCalls(counts)).map((to) => toolLimit(toolName, from, to)),
    ),
  );
}

function toolLimit(toolName: string, from: number, to: number): Candidate {
  const isUnder = ({ limits, calls }: BatchRecord) =>
    limits.tools.some((tool) => tool.toolName === toolName && tool.maxConcurrency === from) &&
    calls.some((call) => call.toolName === toolName);
  return {
    change: { option: 'maxConcurrency', toolName, from, to },
    message: `raise maxConcurrency of tool "${toolName}" from ${from} to ${to}`,
    assumptions: [SAME_RUN_TIMES, AS_RECORDED, ALONE],
    run: (record) => (isUnder(record) ? simulate(record, { tools: [{ toolName, maxConcurrency: to }] }) : null),
  };
}

/** Twice, four times, … as much, up to what no batch exceeds. */
function doublings(from: number, most: number): number[] {
  const steps: number[] = [];
  for (let to = from; to < most; ) {
    to = Math.min(2 * to, most);
    steps.push(to);
  }
  return steps;
}

function mostCalls(counts: readonly number[]): number {
  return counts.reduce((most, count) => Math.max(most, count), 0);
}

function timeout({ toolName, attempts }: ToolRuns): Candidate[][] {
  const oksUs = attempts.filter(({ outcome }) => outcome === 'ok').map(runUs);
  const timedOutUs = attempts.filter(({ outcome }) => outcome === 'timeout').map(runUs);
  if (oksUs.length < LEAST_OK_RUNS || timedOutUs.length === 0) return [];
  const slowestUs = oksUs.reduce((most, us) => Math.max(most, us), 0);
  const to = Math.max(1, Math.ceil((slowestUs * TIMEOUT_MARGIN) / 1000));
  const from = timedOutUs.reduce((most, us) => Math.max(most, us), 0) / 1000;
  if (to >= from) return [];
  const durationUs = (call: CallRecord, attempt: AttemptRecord) =>
    call.toolName === toolName && attempt.outcome === 'timeout' ? Math.min(runUs(attempt), to * 1000) : runUs(attempt);
  const slowest = `the slowest of its ${oksUs.length} runs that ended ok took ${slowestUs / 1000} ms`;
  return [
    [
      {
        change: { option: 'timeoutMs', toolName, from, to },
        message: `lower timeoutMs of tool "${toolName}" from ${from} to ${to}`,
        assumptions: [`no run that would end ok takes longer than ${to} ms; ${slowest}`, ALONE],
        run: (record) => (has(record, toolName) ? simulate(record, { durationUs }) : null),
      },
    ],
  ];
}

function noRetries({ toolName, calls }: ToolRuns): Candidate[][] {
  const retried = calls.filter(isRetried);
  if (retried.length < LEAST_RETRIED_CALLS || retried.some(({ status }) => status === 'ok')) return [];
  const from = retried.reduce((most, { attempts }) => Math.max(most, attempts.length - 1), 0);
  const withoutRetries = (record: BatchRecord): BatchRecord => ({
    ...record,
    calls: record.calls.map((call) => (call.toolName === toolName && isRetried(call) ? firstAttemptOnly(call) : call)),
  });
  return [
    [
      {
        change: { option: 'maxRetries', toolName, from, to: 0 },
        message: `do not retry tool "${toolName}" (maxRetries from ${from} to 0)`,
        assumptions: [`retries go on helping none: of ${retried.length} calls that were retried none ended ok`, ALONE],
        run: (record) => (has(record, toolName) ? simulate(withoutRetries(record)) : null),
      },
    ],
  ];
}

/** A call that failed after more than one attempt, each after the one before; one ended from outside says nothing. */
function isRetried({ status, attempts }: CallRecord): boolean {
  return attempts.length > 1 && (status === 'ok' || status === 'error') && !attempts.some(({ hedge }) => hedge);
}

function firstAttemptOnly(call: CallRecord): CallRecord {
  const first = call.attempts[0] as AttemptRecord;
  const waits = call.waits.filter(({ endUs }) => endUs <= first.startUs);
  const { errorCode, errorMessage, endUs } = first;
  return { ...call, attempts: [first], waits, endUs, errorCode, errorMessage };
}

function faster({ toolName, attempts }: ToolRuns, factor: number): Candidate[][] {
  if (attempts.length === 0) return [];
  const from = attempts.reduce((total, attempt) => total + runUs(attempt), 0) / attempts.length / 1000;
  const durationUs = (call: CallRecord, attempt: AttemptRecord) =>
    call.toolName === toolName ? runUs(attempt) / factor : runUs(attempt);
  return [
    [
      {
        change: { option: 'run-time', toolName, from, to: from / factor },
        message: `if runs of tool "${toolName}" took ${factor} times less time`,
        assumptions: ['it ends as it did, only sooner', ALONE],
        run: (record) => (has(record, toolName) ? simulate(record, { durationUs }) : null),
      },
    ],
  ];
}

function has({ calls }: BatchRecord, toolName: string): boolean {
  return calls.some((call) => call.toolName === toolName);
}

function runUs({ startUs, endUs }: AttemptRecord): number {
  return Math.max(0, endUs - startUs);
}
