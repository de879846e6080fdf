import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Calls, obedientCalls, strangeCalls } from '../../test/arbitrary-records.js';
import { edgeRecord } from '../../test/records.js';
import { runUs } from './batch-totals.js';
import { criticalPathUs } from './critical-path.js';

const callsWith = (...runsUs: number[]) => ({ calls: runsUs.map((_, index) => ({ seq: index + 1 })), runsUs });

it('is the longest run where nothing depends on anything', () => {
  const { calls, runsUs } = callsWith(10, 30, 20);
  expect(criticalPathUs(calls, runsUs, [])).toBe(30);
  expect(criticalPathUs([], [], [])).toBe(0);
});

it('sums the runs of the chain that takes longest, not of the one with most calls', () => {
  const { calls, runsUs } = callsWith(10, 10, 10, 50);
  const edges = [edgeRecord(1, 2), edgeRecord(2, 3), edgeRecord(1, 4)];
  expect(criticalPathUs(calls, runsUs, edges)).toBe(60);
});

it('goes on through a call that never ran', () => {
  const { calls, runsUs } = callsWith(10, 0, 5);
  expect(criticalPathUs(calls, runsUs, [edgeRecord(1, 2), edgeRecord(2, 3)])).toBe(15);
});

it('follows edges against the order of the calls, edges given twice, and calls that are not numbered from 1', () => {
  const calls = [{ seq: 7 }, { seq: 9 }];
  expect(criticalPathUs(calls, [3, 4], [edgeRecord(9, 7), edgeRecord(9, 7)])).toBe(7);
});

it('passes over an edge whose call is not there', () => {
  const { calls, runsUs } = callsWith(10, 20);
  expect(criticalPathUs(calls, runsUs, [edgeRecord(1, 3), edgeRecord(0, 2)])).toBe(20);
});

it('finds the path through 100,000 calls in one chain, and through as many that wait for one', () => {
  const { calls, runsUs } = callsWith(...Array<number>(100_000).fill(2));
  const chain = calls.slice(1).map(({ seq }) => edgeRecord(seq - 1, seq));
  expect(criticalPathUs(calls, runsUs, chain)).toBe(200_000);
  const fan = calls.slice(1).map(({ seq }) => edgeRecord(1, seq));
  expect(criticalPathUs(calls, runsUs, fan)).toBe(4);
});

it('finds the path where there are more chains than could be tried', () => {
  const levels = 1_000;
  const { calls, runsUs } = callsWith(...Array<number>(2 * levels).fill(1));
  const edges = calls.slice(2).flatMap(({ seq }) => {
    const above = seq - (seq % 2 === 0 ? 3 : 2);
    return [edgeRecord(above, seq), edgeRecord(above + 1, seq)];
  });
  expect(criticalPathUs(calls, runsUs, edges)).toBe(levels);
});

it('is what trying every chain finds', () => {
  fc.assert(
    fc.property(fc.oneof(obedientCalls, strangeCalls), ({ calls, edges }) => {
      const fromHere = (seq: number): number =>
        runUs(calls[seq - 1]!) + Math.max(0, ...edges.filter(({ from }) => from === seq).map(({ to }) => fromHere(to)));
      const longestUs = Math.max(...calls.map(({ seq }) => fromHere(seq)));
      expect(criticalPathUs(calls, calls.map(runUs), edges)).toBe(longestUs);
    }),
    { numRuns: 2000 },
  );
});

it('is no longer than the makespan of a batch that kept its edges', () => {
  const makespanUs = ({ calls }: Calls) => Math.max(...calls.map(({ endUs }) => endUs));
  fc.assert(
    fc.property(obedientCalls, (batch) => {
      const { calls, edges } = batch;
      expect(criticalPathUs(calls, calls.map(runUs), edges)).toBeLessThanOrEqual(makespanUs(batch));
    }),
    { numRuns: 2000 },
  );
});
