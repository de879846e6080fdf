import { expect, it } from 'vitest';
import { attemptRecord, callRecord, edgeRecord, UNLIMITED } from '../../test/records.js';
import type { AttemptRecord, CallRecord } from '../types.js';
import { batchTotals, outcomeOf } from './batch-totals.js';

const call = (toolName: string, attempts: AttemptRecord[], more: Partial<CallRecord> = {}) =>
  callRecord(1, { toolName, attempts, ...more });

it('sums run times, and finds the makespan and what waited', () => {
  const totals = batchTotals([call('a', [attemptRecord(0, 100)]), call('b', [attemptRecord(40, 90)])], UNLIMITED, []);
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
  const attempts = [attemptRecord(0, 50, { outcome: 'error' }), attemptRecord(80, 100, { attempt: 2 })];
  const totals = batchTotals([call('a', attempts, { waits })], UNLIMITED, []);
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
  const calls = [
    call('a', [attemptRecord(0, 90)]),
    call('a', [attemptRecord(0, 90)]),
    call('b', [attemptRecord(0, 90)]),
  ];
  expect(batchTotals(calls, UNLIMITED, []).idealMakespanUs).toBe(90);
  expect(batchTotals(calls, { maxConcurrency: 2, tools: [] }, []).idealMakespanUs).toBe(135);
  expect(
    batchTotals(calls, { maxConcurrency: 2, tools: [{ toolName: 'a', maxConcurrency: 1 }] }, []).idealMakespanUs,
  ).toBe(180);
});

it('gives a slot on at one instant rather than counting it twice', () => {
  expect(
    batchTotals([call('a', [attemptRecord(0, 10)]), call('a', [attemptRecord(10, 20)])], UNLIMITED, []).maxInFlight,
  ).toBe(1);
});

it('counts an attempt that took no time by itself', () => {
  const beside = [attemptRecord(0, 10), attemptRecord(10, 10), attemptRecord(10, 20)];
  const within = [attemptRecord(0, 20), attemptRecord(10, 10), attemptRecord(10, 10)];
  expect(batchTotals([call('a', beside)], UNLIMITED, []).maxInFlight).toBe(1);
  expect(batchTotals([call('a', within)], UNLIMITED, []).maxInFlight).toBe(2);
});

it('is never ideal below a chain of dependent calls, without their waits and backoffs', () => {
  const calls = [
    callRecord(1, { attempts: [attemptRecord(0, 30, { outcome: 'error' }), attemptRecord(50, 60, { attempt: 2 })] }),
    callRecord(2, { attempts: [attemptRecord(65, 90)], readyUs: 60 }),
    callRecord(3, { attempts: [attemptRecord(0, 50)] }),
  ];
  const limits = { maxConcurrency: 2, tools: [] };
  expect(batchTotals(calls, limits, [edgeRecord(1, 2)])).toMatchObject({ criticalPathUs: 65, idealMakespanUs: 65 });
  expect(batchTotals(calls, limits, [])).toMatchObject({ criticalPathUs: 50, idealMakespanUs: 58 });
});

it('takes 100,000 calls', () => {
  const calls = Array.from({ length: 100_000 }, (_, index) =>
    callRecord(index + 1, { attempts: [attemptRecord(index, index + 2)] }),
  );
  expect(batchTotals(calls, UNLIMITED, [])).toMatchObject({ sequentialUs: 200_000, maxInFlight: 2 });
});

it('is all zero for an empty batch, which is ok', () => {
  expect(Object.values(batchTotals([], UNLIMITED, [])).every((value) => value === 0)).toBe(true);
  expect(outcomeOf([], false)).toBe('ok');
});

it('names the outcome after what the calls came to', () => {
  const of = (statuses: readonly CallRecord['status'][], wasCancelled = false) =>
    outcomeOf(
      statuses.map((status) => call('a', [], { status })),
      wasCancelled,
    );
  expect(of(['ok', 'error'])).toBe('partial');
  expect(of(['error', 'error'])).toBe('failed');
  expect(of(['ok', 'cancelled'], true)).toBe('cancelled');
  expect(of(['ok', 'ok'], true)).toBe('ok');
});

it('judges a batch without the calls that were discarded', () => {
  const discarded = call('a', [], { status: 'cancelled', errorCode: 'DISCARDED' });
  const of = (...statuses: readonly CallRecord['status'][]) =>
    outcomeOf([discarded, ...statuses.map((status) => call('a', [], { status }))], false);
  expect(of()).toBe('ok');
  expect(of('ok')).toBe('ok');
  expect(of('error')).toBe('failed');
  expect(of('ok', 'cancelled')).toBe('partial');
});
