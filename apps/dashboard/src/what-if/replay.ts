import { type SimulateOptions, type Simulation, simulate } from '@parallel-tools/executor/simulate';
import type { Change } from './change';

/** A batch as it was recorded. */
export type BatchRecord = Parameters<typeof simulate>[0];
type CallRecord = BatchRecord['calls'][number];
type AttemptRecord = CallRecord['attempts'][number];

/** One batch run again. */
export interface Replay {
  readonly simulation: Simulation;
  /** Runs that ended ok when recorded, and would be cut by the new timeout: counted, not acted on. */
  readonly cutCount: number;
}

/**
 * Runs a recorded batch again under the scheduler, with settings moved. Changes of tools that the batch has no calls of
 * do nothing to it.
 */
export function replay(record: BatchRecord, changes: readonly Change[]): Replay {
  const called = new Set(record.calls.map(({ toolName }) => toolName));
  const own = changes.filter(({ toolName }) => toolName === null || called.has(toolName));
  if (own.length === 0) return { simulation: simulate(record), cutCount: 0 };
  const timing = timingOf(own);
  return {
    simulation: simulate(own.reduce(reshape, record), { ...limitsOf(own), durationUs: timing.durationUs }),
    cutCount: record.calls.reduce(
      (count, call) => count + call.attempts.filter((one) => timing.isCut(call, one)).length,
      0,
    ),
  };
}

function limitsOf(changes: readonly Change[]): Pick<SimulateOptions, 'maxConcurrency' | 'tools'> {
  const limits = changes.filter(({ kind }) => kind === 'limit');
  const ofAll = limits.find(({ toolName }) => toolName === null);
  return {
    ...(ofAll === undefined ? {} : { maxConcurrency: ofAll.value }),
    tools: limits.flatMap(({ toolName, value }) => (toolName === null ? [] : [{ toolName, maxConcurrency: value }])),
  };
}

interface Timing {
  readonly durationUs: (call: CallRecord, attempt: AttemptRecord) => number;
  readonly isCut: (call: CallRecord, attempt: AttemptRecord) => boolean;
}

function timingOf(changes: readonly Change[]): Timing {
  const valueByTool = (kind: Change['kind']) =>
    new Map(changes.flatMap((change) => (change.kind === kind ? [[change.toolName, change.value ?? 0]] : [])));
  const percents = valueByTool('time');
  const timeouts = valueByTool('timeout');
  const runUs = ({ toolName }: CallRecord, { startUs, endUs, outcome }: AttemptRecord) => {
    const recordedUs = Math.max(0, endUs - startUs);
    // What a timeout cut off would have run on: it does not get shorter with the tool.
    return outcome === 'timeout' ? recordedUs : recordedUs * ((percents.get(toolName) ?? 100) / 100);
  };
  const limitUs = ({ toolName }: CallRecord) => {
    const timeoutMs = timeouts.get(toolName);
    return timeoutMs === undefined ? null : timeoutMs * 1000;
  };
  return {
    durationUs: (call, attempt) => {
      const timeoutUs = limitUs(call);
      if (timeoutUs === null) return runUs(call, attempt);
      return attempt.outcome === 'timeout' ? timeoutUs : Math.min(timeoutUs, runUs(call, attempt));
    },
    isCut: (call, attempt) => {
      const timeoutUs = limitUs(call);
      return timeoutUs !== null && attempt.outcome === 'ok' && runUs(call, attempt) > timeoutUs;
    },
  };
}

/** What no option of the simulation says, said in the record. */
function reshape(record: BatchRecord, change: Change): BatchRecord {
  const reshapeCall = CALL_CHANGES[change.kind];
  if (reshapeCall === undefined) return record;
  return {
    ...record,
    calls: record.calls.map((call) =>
      call.toolName === change.toolName ? reshapeCall(call, change.value ?? 0, record.batchId) : call,
    ),
  };
}

type CallChange = (call: CallRecord, value: number, batchId: string) => CallRecord;

const CALL_CHANGES: Readonly<Partial<Record<Change['kind'], CallChange>>> = {
  rate: (call) => ({ ...call, waits: call.waits.filter(({ cause }) => cause !== 'rate-limit') }),
  retries: (call) => (isRetriedInVain(call) ? firstAttemptOnly(call) : call),
  cache: (call, percent, batchId) =>
    call.status === 'ok' && call.attempts.length > 0 && percentOf(`${batchId} ${call.seq}`) < percent
      ? { ...call, attempts: [], waits: [], startUs: null, endUs: call.readyUs, source: 'cache' }
      : call,
};

function isRetriedInVain({ status, attempts }: CallRecord): boolean {
  return attempts.length > 1 && status === 'error' && !attempts.some(({ hedge }) => hedge);
}

function firstAttemptOnly(call: CallRecord): CallRecord {
  const [first] = call.attempts;
  if (first === undefined) return call;
  const { endUs, errorCode, errorMessage } = first;
  return {
    ...call,
    attempts: [first],
    waits: call.waits.filter((wait) => wait.endUs <= first.startUs),
    endUs,
    errorCode,
    errorMessage,
  };
}

/** 0 to 99.99…, the same for a text every time: which calls hit the cache must not change from look to look. FNV-1a. */
function percentOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  // Its low bits are the better ones.
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((mixed >>> 0) / 2 ** 32) * 100;
}
