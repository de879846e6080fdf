import { expect, it } from 'vitest';
import type { AttemptRecord, CallRecord } from '../types.js';
import { batchTotals, outcomeOf } from './batch-totals.js';

const attempt = (startUs: number, endUs: number, more: Partial<AttemptRecord> = {}): AttemptRecord => ({
  attempt: 1,
  startUs,
  endUs,
  outcome: 'ok',
  abandoned: false,
  errorCode: null,
  errorMessage: null,
  ...more,
});

const call = (toolName: string, attempts: AttemptRecord[], more: Partial<CallRecord> = {}): CallRecord => ({
  seq: 1,
  callId: 'c1',
  externalId: null,
  toolName,
  status: 'ok',
  errorCode: null,
  errorMessage: null,
  readyUs: 0,
  startUs: attempts[0]?.startUs ?? null,
  endUs: attempts.at(-1)?.endUs ?? 0,
  attempts,
  waits: [],
  level: 0,
  critical: false,
  ...more,
});

const unlimited = { maxConcurrency: null, tools: [] };

it('sums run times, and finds the makespan and what waited', () => {
  const totals = batchTotals([call('a', [attempt(0, 100)]), call('b', [attempt(40, 90)])], unlimited);
  expect(totals).toMatchObject({
    makespanUs: 100,
    sequentialUs: 150,
    criticalPathUs: 100,
    queueWaitUs: 40,
    maxInFlight: 2,
  });
});

it('counts failed attempts as waste, and waits between attempts as backoff', () => {
  const waits = [{ cause: 'backoff' as const, startUs: 50, endUs: 80 }];
  const attempts = [attempt(0, 50, { outcome: 'error' }), attempt(80, 100, { attempt: 2 })];
  const totals = batchTotals([call('a', attempts, { waits })], unlimited);
  expect(totals).toMatchObject({
    attemptCount: 2,
    retryCount: 1,
    wastedUs: 50,
    backoffUs: 30,
    sequentialUs: 70,
    queueWaitUs: 0,
  });
});

it('is never ideal below work ÷ limit, of the executor and of each tool', () => {
  const calls = [call('a', [attempt(0, 90)]), call('a', [attempt(0, 90)]), call('b', [attempt(0, 90)])];
  expect(batchTotals(calls, unlimited).idealMakespanUs).toBe(90);
  expect(batchTotals(calls, { maxConcurrency: 2, tools: [] }).idealMakespanUs).toBe(135);
  expect(batchTotals(calls, { maxConcurrency: 2, tools: [{ toolName: 'a', maxConcurrency: 1 }] }).idealMakespanUs).toBe(
    180,
  );
});

it('gives a slot on at one instant rather than counting it twice', () => {
  expect(batchTotals([call('a', [attempt(0, 10)]), call('a', [attempt(10, 20)])], unlimited).maxInFlight).toBe(1);
});

it('is all zero for an empty batch, which is ok', () => {
  const totals = batchTotals([], unlimited);
  expect(Object.values(totals).every((value) => value === 0)).toBe(true);
  expect(outcomeOf(totals, false)).toBe('ok');
});

it('names the outcome after what the calls came to', () => {
  const of = (statuses: readonly CallRecord['status'][], wasCancelled = false) =>
    outcomeOf(
      batchTotals(
        statuses.map((status) => call('a', [], { status })),
        unlimited,
      ),
      wasCancelled,
    );
  expect(of(['ok', 'error'])).toBe('partial');
  expect(of(['error', 'error'])).toBe('failed');
  expect(of(['ok', 'cancelled'], true)).toBe('cancelled');
  expect(of(['ok', 'ok'], true)).toBe('ok');
});
