import { check } from '../check.js';
import { type Edge, NO_EDGES } from '../plan/edge.js';
import { topologicalOrder } from '../plan/topological-order.js';
import type { AttemptRecord, BatchRecord, CallRecord, WaitCause, WaitRecord } from '../types.js';

/** How long an attempt runs, in µs. */
export type DurationUs = (call: CallRecord, attempt: AttemptRecord) => number;

/** What a call of a record does whatever the limits are. Times in integer µs. */
export interface CallScript {
  readonly call: CallRecord;
  /** From when nothing held it back to when it was ready: its arguments were checked. */
  readonly checkUs: number;
  /** What it waited for, once ready, that no limit of the simulation decides: another batch, a rate limit, a circuit. */
  readonly delays: readonly WaitRecord[];
  /** Run time of each attempt. */
  readonly runsUs: readonly number[];
  /** After each attempt: the backoff that follows; null where the call ends with the attempt. */
  readonly backoffsUs: readonly (number | null)[];
  /** The call ended in the backoff after its last attempt. */
  readonly endsInBackoff: boolean;
  /** It never ran and was not cancelled: it takes no slot. */
  readonly needsNoSlot: boolean;
  /** It ended as soon as it was there, without waiting for those before it: its arguments were wrong, say. */
  readonly endsOnArrival: boolean;
  /** Its end is what ends a batch that fails fast. */
  readonly fails: boolean;
  /** It was ended from outside. */
  readonly isCut: boolean;
  /** It was held, or waited for others, until it was cut. */
  readonly neverReady: boolean;
}

/** A batch as something that can be run again. */
export interface BatchScript {
  /** By position. */
  readonly calls: readonly CallScript[];
  /** By position: calls that must end before. */
  readonly predecessors: readonly (readonly Edge[])[];
  /** Positions in the order in which sequential mode ran them; null for a parallel batch. */
  readonly chain: readonly number[] | null;
  /** When the batch was aborted or over its deadline; null if it was not. */
  readonly cut: { readonly atUs: number; readonly code: string } | null;
}

/**
 * Reads what calls do out of how they did it once. Linear in calls, attempts and edges.
 *
 * @throws {ExecutorError} `INVALID_OPTION` when `durationUs` gives what is no run time.
 */
export function batchScript(record: BatchRecord, durationUs: DurationUs | null): BatchScript {
  const predecessors = predecessorsOf(record);
  const chain = record.parallel === false ? sequentialOrder(record.calls, predecessors) : null;
  const { earliestUs } = momentsOf(record.calls, chain === null ? predecessors : withChain(predecessors, chain));
  const calls = record.calls.map((call, index) =>
    callScript(call, earliestUs[index] ?? 0, predecessors[index] !== NO_EDGES, durationUs),
  );
  return { calls, predecessors, chain, cut: cutOf(record.calls) };
}

function callScript(
  call: CallRecord,
  earliestUs: number,
  hasPredecessors: boolean,
  durationUs: DurationUs | null,
): CallScript {
  const { waits, readyUs, endUs } = call;
  const attempts = withoutHedges(call.attempts);
  const backoffsUs = attempts.map((attempt) => backoffAfterUs({ attempts, waits, endUs }, attempt));
  const checkUs = Math.max(0, readyUs - earliestUs);
  const isCut = wasCut(call);
  const needsNoSlot = attempts.length === 0 && !isCut;
  return {
    call,
    checkUs,
    delays: delaysOf(call),
    runsUs: attempts.map((attempt) => runUs(call, attempt, durationUs)),
    backoffsUs,
    endsInBackoff: waits.some((wait) => wait.cause === 'backoff' && wait.endUs === endUs),
    needsNoSlot,
    endsOnArrival: needsNoSlot && (endUs < earliestUs || (!hasPredecessors && checkUs === 0)),
    fails: hasFailed(call),
    isCut,
    neverReady: isCut && attempts.length === 0 && readyUs === endUs,
  };
}

/** What it waited for that no limit of the simulation makes it wait for; a conflict once more after a backoff is none. */
function delaysOf({ waits, readyUs, startUs }: CallRecord): readonly WaitRecord[] {
  return waits.filter((wait) => {
    if (wait.cause === 'conflict') return wait.startUs === readyUs;
    return REPEATED_CAUSES.has(wait.cause) && (startUs === null || wait.startUs < startUs);
  });
}

const REPEATED_CAUSES: ReadonlySet<WaitCause> = new Set(['circuit', 'rate-limit', 'host', 'shared']);

/** A hedge and the attempt it joined are one run, until the one that counted had ended. */
function withoutHedges(attempts: readonly AttemptRecord[]): readonly AttemptRecord[] {
  if (!attempts.some(({ hedge }) => hedge)) return attempts;
  const merged: AttemptRecord[] = [];
  for (const attempt of attempts) {
    const joined = merged.at(-1);
    if (attempt.hedge === undefined || joined === undefined) merged.push(attempt);
    else {
      const { startUs } = joined;
      const counts = attempt.outcome === 'ok' || attempt.endUs > joined.endUs ? attempt : joined;
      merged[merged.length - 1] = { ...counts, startUs, hedge: undefined };
    }
  }
  return merged;
}

function runUs(call: CallRecord, attempt: AttemptRecord, durationUs: DurationUs | null): number {
  if (durationUs === null) return Math.max(0, attempt.endUs - attempt.startUs);
  const givenUs = durationUs(call, attempt);
  check(Number.isFinite(givenUs) && givenUs >= 0, 'durationUs', 'must give a number ≥ 0', givenUs);
  return Math.round(givenUs);
}

function backoffAfterUs(call: Pick<CallRecord, 'attempts' | 'waits' | 'endUs'>, attempt: AttemptRecord): number | null {
  const { attempts, waits, endUs } = call;
  if (attempt === attempts.at(-1) && attempt.endUs === endUs) return null;
  const wait = waits.find(({ cause, startUs }) => cause === 'backoff' && startUs === attempt.endUs);
  return wait === undefined ? 0 : wait.endUs - wait.startUs;
}

/** Codes of calls that were ended from outside, not by themselves. */
const CUT_CODES: ReadonlySet<string | null> = new Set(['ABORTED', 'DEADLINE', 'DISCARDED', 'FAIL_FAST']);

/** Also when it was discarded afterwards. */
function hasFailed({ status, errorCode, attempts, endUs }: CallRecord): boolean {
  if (errorCode !== 'DISCARDED') return status === 'error';
  const last = attempts.at(-1);
  return last?.endUs === endUs && (last.outcome === 'error' || last.outcome === 'timeout');
}

/** A call that was discarded after it had ended was not. */
function wasCut({ status, errorCode, attempts, endUs }: CallRecord): boolean {
  if (status !== 'cancelled' || !CUT_CODES.has(errorCode)) return false;
  const last = attempts.at(-1);
  return last === undefined || last.endUs !== endUs || last.outcome === 'cancelled';
}

/**
 * Calls that were added after it ended when they were added. A failure that ended the batch is no cut: it comes when the
 * call fails. But of a call that failed without running and was discarded afterwards the record knows no failure.
 */
function cutOf(calls: readonly CallRecord[]): BatchScript['cut'] {
  let cut: { atUs: number; code: string } | null = null;
  for (const call of calls) {
    const { errorCode, endUs } = call;
    if (errorCode === null || errorCode === 'DISCARDED' || !wasCut(call)) continue;
    if (cut === null || endUs < cut.atUs) cut = { atUs: endUs, code: errorCode };
  }
  if (cut?.code !== 'FAIL_FAST') return cut;
  const { atUs } = cut;
  return calls.some((call) => hasFailed(call) && call.endUs <= atUs) ? null : cut;
}

function predecessorsOf({ calls, edges }: BatchRecord): Edge[][] {
  const predecessors = new Array<Edge[]>(calls.length).fill(NO_EDGES);
  const indices = new Map(calls.map(({ seq }, index) => [seq, index]));
  for (const { from, to, reason } of edges) {
    const [fromIndex, toIndex] = [indices.get(from), indices.get(to)];
    if (fromIndex === undefined || toIndex === undefined) continue;
    if (predecessors[toIndex] === NO_EDGES) predecessors[toIndex] = [];
    predecessors[toIndex]?.push({ from: fromIndex, reason });
  }
  return predecessors;
}

/**
 * Calls in the order in which they ran. What the plan pulled ahead shows only there: an edge into a call that never ran, as
 * it was wrong, is in no record.
 */
function sequentialOrder(calls: readonly CallRecord[], predecessors: readonly (readonly Edge[])[]): readonly number[] {
  const { passedUs } = momentsOf(calls, predecessors);
  const endOf = (index: number) => passedUs[index] ?? 0;
  const turnOf = (index: number) => calls[index]?.startUs ?? endOf(index);
  const chunkOf = (index: number) => calls[index]?.chunk ?? 0;
  // The sort is stable: of calls of one moment and chunk that took no time, each stays behind those before it.
  return [...topologicalOrder(predecessors).order].sort(
    (a, b) => turnOf(a) - turnOf(b) || endOf(a) - endOf(b) || chunkOf(a) - chunkOf(b),
  );
}

function withChain(predecessors: readonly (readonly Edge[])[], chain: readonly number[]): (readonly Edge[])[] {
  const all = [...predecessors];
  for (const [place, index] of chain.entries()) {
    const from = chain[place - 1];
    if (from !== undefined) all[index] = [...(all[index] ?? []), { from, reason: 'exclusive' }];
  }
  return all;
}

/** Moments of a call, by position. */
interface Moments {
  /** It was there and all before it had ended. */
  readonly earliestUs: readonly number[];
  /** It had ended and all before it had: also one that ends early lets those behind it go on only then. */
  readonly passedUs: readonly number[];
}

function momentsOf(calls: readonly CallRecord[], predecessors: readonly (readonly Edge[])[]): Moments {
  const earliestUs = calls.map(({ availableUs }) => availableUs);
  const passedUs = calls.map(({ endUs }) => endUs);
  for (const index of topologicalOrder(predecessors).order) {
    for (const { from } of predecessors[index] ?? NO_EDGES) {
      const beforeUs = passedUs[from] ?? 0;
      earliestUs[index] = Math.max(earliestUs[index] ?? 0, beforeUs);
      passedUs[index] = Math.max(passedUs[index] ?? 0, beforeUs);
    }
  }
  return { earliestUs, passedUs };
}
