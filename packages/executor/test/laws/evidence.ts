import type { BatchRecord, CallRecord, PathPart, ToolResult } from '../../src/types.js';
import type { Observed, ObservedBatch } from './observed.js';
import { type Expected, expectedResults, neededBy } from './reference-model.js';
import type { BatchSpec, CallSpec } from './workload.js';

/** Timers count whole milliseconds: one may be late by up to that. */
export const TICK_US = 1000;

/** A run as the laws look at it. */
export interface Evidence {
  readonly observed: Observed;
  readonly batches: readonly BatchEvidence[];
  /** Pauses took as long as they said, so that the model knows who times out. */
  readonly isTimed: boolean;
}

export interface BatchEvidence extends ObservedBatch {
  readonly index: number;
  readonly record: BatchRecord;
  /** Of all calls, also of discarded ones; in their order. */
  readonly calls: readonly CallRecord[];
  readonly results: readonly ToolResult[];
  readonly parts: readonly PathPart[];
  readonly expected: readonly Expected[];
  readonly needs: readonly (readonly number[])[];
  /** When a call was over for those behind it: one that never ran, not before those it waited for. */
  readonly overUs: readonly number[];
}

/** Says what is wrong with a run; nothing where the law holds. */
export type Law = (evidence: Evidence) => Iterable<string>;

/** A run with what the laws compare it to. */
export function evidenceOf(observed: Observed, isTimed: boolean): Evidence {
  return { observed, isTimed, batches: observed.batches.map((batch, index) => batchEvidence(batch, index, isTimed)) };
}

function batchEvidence(batch: ObservedBatch, index: number, isTimed: boolean): BatchEvidence {
  const { record, results, stats } = batch.result as NonNullable<ObservedBatch['result']>;
  const { calls } = record;
  const overUs: number[] = [];
  const before = predecessors(record);
  const over = (call: number): number => {
    overUs[call] ??= Math.max(calls[call]!.endUs, ...before[call]!.map(over));
    return overUs[call];
  };
  for (const call of calls.keys()) over(call);
  return {
    ...batch,
    index,
    record,
    calls,
    results,
    parts: stats.attribution,
    expected: expectedResults(isTimed ? batch.spec : untimed(batch.spec)),
    needs: batch.spec.calls.map((_, call) => neededBy(batch.spec, call)),
    overUs,
  };
}

/** Where nobody knows how long a pause takes: everything that ends, ends in time, unless it does not. */
function untimed(spec: BatchSpec): BatchSpec {
  const inTime = ({ outcome, ...call }: CallSpec): CallSpec => ({
    ...call,
    outcome: outcome === 'ignores' ? 'ok' : outcome,
    runMs: 0,
  });
  return { ...spec, calls: spec.calls.map(inTime) };
}

/** The calls each call waits for, by position. */
export function predecessors({ calls, edges }: BatchRecord): number[][] {
  const before: number[][] = calls.map(() => []);
  for (const { from, to } of edges) before[to - 1]!.push(from - 1);
  return before;
}

/** Whether something may have ended calls of a batch before they came to what they would have. */
export function mayEndEarly({ spec, abortedUs, discarded }: ObservedBatch): boolean {
  return abortedUs !== null || discarded.size > 0 || spec.onError === 'fail-fast' || Number.isFinite(spec.deadlineMs);
}
