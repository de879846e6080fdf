import type { CallRecord, EdgeRecord, PathPart } from '../types.js';

/** What the walk needs to know of a call. */
export type PathCall = Pick<CallRecord, 'seq' | 'availableUs' | 'readyUs' | 'endUs' | 'attempts' | 'waits'>;

/** The realised critical path of a batch. */
export interface Attribution {
  /** In time order and without gaps, from 0 to the makespan. */
  readonly parts: readonly PathPart[];
  /** `seq` of every call on the path, also of one that took no measurable time on it. */
  readonly criticalSeqs: ReadonlySet<number>;
}

/**
 * Where the makespan went: the chain of runs and waits that set it, followed back from the call that ended last.
 *
 * From its ready time to its end a call's attempts are `run`, its waits are their causes, and what is left is `overhead`,
 * as is the time from what made it ready to its ready time. What made it ready is the predecessor that ended last, with
 * which the walk goes on, or, if none ended after the call was available, its `arrival`, which ends the walk. Of calls
 * that ended at the same moment the first in call order counts: one that was only skipped or cancelled with the others
 * comes after the one that ran.
 *
 * The parts sum to the makespan in integer µs whatever the record says: a call's time counts only as far as what came
 * after it on the path left room, and where attempts and waits of a call overlap, the one that ended later counts.
 * Stretches of one kind and call that touch are one part, except runs: each attempt is a part of its own.
 *
 * @param edges - Over the `seq` of the calls; an edge whose call is not there counts for nothing.
 * @returns No parts for a batch that took no measurable time. Linear in calls and edges.
 */
export function attribute(calls: readonly PathCall[], edges: readonly Pick<EdgeRecord, 'from' | 'to'>[]): Attribution {
  const latestBefore = latestPredecessors(calls, edges);
  const parts: PathPart[] = [];
  const criticalSeqs = new Set<number>();
  let call = lastToEnd(calls);
  let untilUs = Math.max(0, call?.endUs ?? 0);
  while (call !== undefined) {
    criticalSeqs.add(call.seq);
    const before = latestBefore.get(call.seq);
    // A record from elsewhere may hold a cycle; the walk ends all the same.
    const isHeldBack = before !== undefined && before.endUs > call.availableUs && !criticalSeqs.has(before.seq);
    const readyUs = Math.max(0, Math.min(call.readyUs, untilUs));
    const fromUs = Math.max(0, Math.min(isHeldBack ? before.endUs : call.availableUs, readyUs));
    addStretches(parts, call, { fromUs, readyUs, untilUs });
    if (!isHeldBack) addPart(parts, { seq: call.seq, kind: 'arrival', startUs: 0, endUs: fromUs });
    untilUs = fromUs;
    call = isHeldBack ? before : undefined;
  }
  return { parts: parts.reverse(), criticalSeqs };
}

function lastToEnd(calls: readonly PathCall[]): PathCall | undefined {
  let last: PathCall | undefined;
  for (const call of calls) if (endsLater(call, last)) last = call;
  return last;
}

/** By `seq` of a call, the predecessor that ended last; of those at one moment, the first in call order. */
function latestPredecessors(
  calls: readonly PathCall[],
  edges: readonly Pick<EdgeRecord, 'from' | 'to'>[],
): ReadonlyMap<number, PathCall> {
  const latest = new Map<number, PathCall>();
  if (edges.length === 0) return latest;
  const bySeq = new Map<number, PathCall>();
  for (const call of calls) bySeq.set(call.seq, call);
  for (const { from, to } of edges) {
    const predecessor = bySeq.get(from);
    if (predecessor !== undefined && endsLater(predecessor, latest.get(to))) latest.set(to, predecessor);
  }
  return latest;
}

function endsLater(call: PathCall, other: PathCall | undefined): boolean {
  if (other === undefined) return true;
  return call.endUs > other.endUs || (call.endUs === other.endUs && call.seq < other.seq);
}

interface Bounds {
  readonly fromUs: number;
  readonly readyUs: number;
  readonly untilUs: number;
}

/** Fills the time between the bounds, latest part first; before `readyUs` all is overhead. */
function addStretches(parts: PathPart[], call: PathCall, { fromUs, readyUs, untilUs }: Bounds): void {
  const { seq } = call;
  let atUs = untilUs;
  for (const stretch of stretchesOf(call)) {
    const startUs = Math.max(stretch.startUs, readyUs);
    const endUs = Math.min(stretch.endUs, atUs);
    if (startUs >= endUs) continue;
    addPart(parts, { seq, kind: 'overhead', startUs: endUs, endUs: atUs });
    addPart(parts, { seq, kind: stretch.kind, startUs, endUs });
    atUs = startUs;
  }
  addPart(parts, { seq, kind: 'overhead', startUs: fromUs, endUs: atUs });
}

function stretchesOf({ seq, attempts, waits }: PathCall): PathPart[] {
  const stretches: PathPart[] = [];
  for (const { startUs, endUs } of attempts) stretches.push({ seq, kind: 'run', startUs, endUs });
  for (const { cause, startUs, endUs } of waits) stretches.push({ seq, kind: cause, startUs, endUs });
  return stretches.sort((a, b) => b.endUs - a.endUs);
}

/** Adds what comes right before the part that was added last. */
function addPart(parts: PathPart[], part: PathPart): void {
  if (part.startUs >= part.endUs) return;
  const next = parts.at(-1);
  const isSameWait = next !== undefined && next.seq === part.seq && next.kind === part.kind && part.kind !== 'run';
  if (isSameWait) parts[parts.length - 1] = { ...next, startUs: part.startUs };
  else parts.push(part);
}
