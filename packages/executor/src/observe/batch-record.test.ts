import { expect, it } from 'vitest';
import { attemptRecord, callRecord, edgeRecord, UNLIMITED } from '../../test/records.js';
import type { CallRecord } from '../types.js';
import { batchRecord } from './batch-record.js';

const recordOf = (calls: readonly CallRecord[], edges = [edgeRecord(1, 2)]) =>
  batchRecord({
    batchId: 'b1',
    startedAtMs: 5,
    onError: 'continue',
    wasCancelled: false,
    labels: {},
    limits: UNLIMITED,
    calls: calls.map(({ critical: _, ...facts }) => facts),
    edges,
  });

const calls = [
  callRecord(1, { attempts: [attemptRecord(0, 30)] }),
  callRecord(2, { attempts: [attemptRecord(30, 50)], readyUs: 30 }),
  callRecord(3, { attempts: [attemptRecord(0, 40)] }),
];

it('marks the calls on the realised critical path, and leaves the facts as they are', () => {
  const record = recordOf(calls);
  expect(record.calls.map(({ critical }) => critical)).toEqual([true, true, false]);
  expect(record.edges).toEqual([edgeRecord(1, 2)]);
  expect(record).toMatchObject({ version: 1, batchId: 'b1', startedAtMs: 5, outcome: 'ok' });
  expect(record).not.toHaveProperty('wasCancelled');
  expect(JSON.parse(JSON.stringify(record))).toEqual(record);
});

it('has the critical path over the edges in its totals', () => {
  expect(recordOf(calls).totals).toMatchObject({ makespanUs: 50, criticalPathUs: 50, idealMakespanUs: 50 });
  expect(recordOf(calls, []).totals).toMatchObject({ makespanUs: 50, criticalPathUs: 40, idealMakespanUs: 40 });
});

it('is ok where all that was not discarded is ok, though the discarded call is counted as cancelled', () => {
  const discarded = callRecord(4, { status: 'cancelled', errorCode: 'DISCARDED' });
  const record = recordOf([...calls, discarded]);
  expect(record.outcome).toBe('ok');
  expect(record.totals).toMatchObject({ callCount: 4, okCount: 3, cancelledCount: 1 });
});

it('takes a batch without calls', () => {
  expect(recordOf([], [])).toMatchObject({ outcome: 'ok', calls: [], totals: { makespanUs: 0 } });
});
