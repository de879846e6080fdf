import { expect, it } from 'vitest';
import { closingLine, judgeRunner, sumTallies } from './tally.mjs';

const passing = { passed: 3, failed: [], skipped: [] };
const skipping = { passed: 1, failed: ['a > b'], skipped: [{ title: 'c', reason: 'no PostgreSQL' }] };

it('closes with the sum over all runners, and names skipped tests only when there are some', () => {
  expect(closingLine(sumTallies([passing, passing]))).toBe('6 passed, 0 failed');
  expect(closingLine(sumTallies([passing, skipping]))).toBe('4 passed, 1 failed, 1 skipped');
});

it('keeps the tally of a runner that passed, and of one whose tests failed', () => {
  expect(judgeRunner('vitest', 0, passing)).toBe(passing);
  expect(judgeRunner('vitest', 1, skipping)).toBe(skipping);
});

it('counts a failure for a runner that crashed, failed without a failed test, or ran nothing', () => {
  const failures = [
    judgeRunner('vitest', 134, undefined),
    judgeRunner('vitest', 1, passing),
    judgeRunner('vitest', 0, { passed: 0, failed: [], skipped: [] }),
  ].map(({ failed }) => failed);
  expect(failures).toEqual([
    ['vitest ended with code 134 and without a report'],
    ['vitest ended with code 1 though no test failed'],
    ['vitest ran no test'],
  ]);
});
