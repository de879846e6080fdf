import fc from 'fast-check';
import { expect, it } from 'vitest';
import { obedientCalls } from '../../test/arbitrary-records.js';
import { attemptRecord, callRecord, edgeRecord, UNLIMITED, waitRecord } from '../../test/records.js';
import { type CallRecord, type EdgeRecord, type LimitsRecord, WAIT_CAUSES } from '../types.js';
import { batchRecord } from './batch-record.js';
import { batchStats } from './batch-stats.js';

function statsOf(calls: readonly CallRecord[], edges: readonly EdgeRecord[] = [], limits: LimitsRecord = UNLIMITED) {
  const labels = {};
  const facts = { batchId: 'b1', startedAtMs: 0, onError: 'continue', wasCancelled: false, labels } as const;
  return batchStats(batchRecord({ ...facts, limits, calls, edges }));
}

const fetched = callRecord(1, {
  toolName: 'fetch',
  attempts: [attemptRecord(1_000, 3_000, { outcome: 'timeout', abandoned: true }), attemptRecord(4_500, 8_000)],
  waits: [
    waitRecord('overhead', 0, 1_000),
    waitRecord('backoff', 3_000, 4_000),
    waitRecord('global-slot', 4_000, 4_500),
  ],
});
const stored = callRecord(2, { toolName: 'store', attempts: [attemptRecord(8_000, 10_000)], readyUs: 8_000 });
const failed = callRecord(3, { status: 'error', endUs: 500, waits: [waitRecord('global-slot', 0, 500)] });

const NO_WAITS = Object.fromEntries(WAIT_CAUSES.map((cause) => [cause, 0]));

it('gives the batch in ms', () => {
  const limits = { maxConcurrency: 2, tools: [] };
  expect(statsOf([fetched, stored, failed], [edgeRecord(1, 2)], limits)).toEqual({
    callCount: 3,
    okCount: 2,
    failedCount: 1,
    retryCount: 1,
    abandonedCount: 1,
    makespanMs: 10,
    sequentialMs: 7.5,
    criticalPathMs: 7.5,
    idealMakespanMs: 7.5,
    queueWaitMs: 1.5,
    waitMs: { ...NO_WAITS, 'global-slot': 1, backoff: 1, overhead: 1 },
    wastedMs: 2,
    speedup: 0.75,
    efficiency: 0.75,
    attribution: [
      { seq: 1, kind: 'overhead', startUs: 0, endUs: 1_000 },
      { seq: 1, kind: 'run', startUs: 1_000, endUs: 3_000 },
      { seq: 1, kind: 'backoff', startUs: 3_000, endUs: 4_000 },
      { seq: 1, kind: 'global-slot', startUs: 4_000, endUs: 4_500 },
      { seq: 1, kind: 'run', startUs: 4_500, endUs: 8_000 },
      { seq: 2, kind: 'run', startUs: 8_000, endUs: 10_000 },
    ],
    slowest: { toolName: 'fetch', callId: 'c1', runMs: 5.5 },
  });
});

it('has no ratios for a batch that took no measurable time, and no slowest call where none ran', () => {
  expect(statsOf([])).toMatchObject({ speedup: null, efficiency: null, slowest: null, attribution: [] });
  expect(statsOf([failed])).toMatchObject({ speedup: 0, efficiency: 0, slowest: null });
  const instant = callRecord(1, { attempts: [attemptRecord(0, 0)] });
  expect(statsOf([instant])).toMatchObject({ speedup: null, efficiency: null, slowest: { callId: 'c1', runMs: 0 } });
});

it('names the first in call order of the calls that ran longest', () => {
  const calls = [1, 2].map((seq) => callRecord(seq, { attempts: [attemptRecord(seq, seq + 10)] }));
  expect(statsOf(calls).slowest).toEqual({ toolName: 'tool', callId: 'c1', runMs: 0.01 });
});

it('counts a discarded call as a call, but not as failed', () => {
  const discarded = callRecord(4, { status: 'cancelled', errorCode: 'DISCARDED' });
  expect(statsOf([fetched, failed, discarded])).toMatchObject({ callCount: 3, okCount: 1, failedCount: 1 });
});

it('is no more than perfectly efficient where the limits were lowered while the batch ran', () => {
  const beside = [1, 2].map((seq) => callRecord(seq, { attempts: [attemptRecord(0, 100)] }));
  expect(statsOf(beside, [], { maxConcurrency: 1, tools: [] })).toMatchObject({ idealMakespanMs: 0.2, efficiency: 1 });
});

it('is between 0 and 1 efficient within any limit it kept, and more than 0 if anything ran', () => {
  fc.assert(
    fc.property(obedientCalls, ({ calls, edges }) => {
      const most = Math.max(1, ...calls.map(({ seq }) => inFlightBeside(calls, seq)));
      const stats = statsOf(calls, edges, {
        maxConcurrency: most,
        tools: [{ toolName: 'tool', maxConcurrency: most }],
      });
      expect(stats.idealMakespanMs).toBeLessThanOrEqual(stats.makespanMs);
      expect(stats.efficiency === null).toBe(stats.makespanMs === 0);
      expect((stats.efficiency ?? 0) > 0).toBe(stats.sequentialMs > 0);
    }),
    { numRuns: 2000 },
  );
});

it('splits all waits by cause', () => {
  fc.assert(
    fc.property(obedientCalls, ({ calls }) => {
      const waitsUs = calls.flatMap(({ waits }) => waits).map(({ startUs, endUs }) => endUs - startUs);
      const totalMs = Object.values(statsOf(calls).waitMs).reduce((sum, ms) => sum + ms, 0);
      expect(totalMs).toBeCloseTo(waitsUs.reduce((sum, us) => sum + us, 0) / 1000, 9);
    }),
    { numRuns: 200 },
  );
});

/** Most attempts that ran at a moment at which one of this call's began. */
function inFlightBeside(calls: readonly CallRecord[], seq: number): number {
  const attempts = calls.flatMap((call) => call.attempts);
  const starts = calls[seq - 1]!.attempts.map(({ startUs }) => startUs);
  const inFlightAt = (atUs: number) => attempts.filter(({ startUs, endUs }) => startUs <= atUs && atUs < endUs).length;
  return Math.max(0, ...starts.map(inFlightAt));
}
