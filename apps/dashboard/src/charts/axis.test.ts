import { describe, expect, it } from 'vitest';
import { durationTicks, formatBucket, formatSoFar, timeTicks, valueTicks } from './axis';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 19, 15);

function buckets(startMs: number, count: number, bucketMs: number): number[] {
  return Array.from({ length: count }, (_, index) => startMs + index * bucketMs);
}

describe('timeTicks', () => {
  it('labels round hours, and midnight with its date', () => {
    const ticks = timeTicks(buckets(START, 24, HOUR), HOUR, 8);
    expect(ticks.map((tick) => tick.label)).toEqual([
      '15:00',
      '18:00',
      '21:00',
      'Fri 20',
      '03:00',
      '06:00',
      '09:00',
      '12:00',
    ]);
    expect(ticks.filter((tick) => tick.isDate)).toHaveLength(1);
  });

  it.each([1, 2, 3, 5, 8, 13])('never gives more than %d labels', (maxCount) => {
    for (const [count, bucketMs] of [
      [30, 30_000],
      [30, 120_000],
      [24, 900_000],
      [24, HOUR],
      [28, 6 * HOUR],
      [30, DAY],
    ] as const) {
      const first = Math.ceil(START / bucketMs) * bucketMs;
      expect(timeTicks(buckets(first, count, bucketMs), bucketMs, maxCount).length).toBeLessThanOrEqual(maxCount);
    }
  });

  it('says days where a bucket is a day', () => {
    const ticks = timeTicks(buckets(Date.UTC(2026, 9, 22), 30, DAY), DAY, 8);
    expect(ticks.length).toBeGreaterThan(3);
    expect(ticks[0]?.label).toMatch(/^\d+ (Oct|Nov)$/);
  });
});

describe('valueTicks', () => {
  it.each([
    [5.2, 4, [0, 2, 4, 6]],
    [1.2, 4, [0, 0.5, 1, 1.5]],
    [0, 4, [0, 0.5]],
    [34, 4, [0, 10, 20, 30, 40]],
    [990, 4, [0, 500, 1000]],
  ])('covers %d in at most %d steps', (max, maxCount, ticks) => {
    expect(valueTicks(max, maxCount)).toEqual(ticks);
  });

  it('counts in whole numbers', () => {
    expect(valueTicks(1, 4, true)).toEqual([0, 1]);
    expect(valueTicks(0, 4, true)).toEqual([0, 1]);
    expect(valueTicks(3, 4, true)).toEqual([0, 1, 2, 3]);
  });
});

it('steps through durations in round times', () => {
  expect(durationTicks(6_790_000, 7)).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((s) => s * 1_000_000));
  expect(durationTicks(100_000_000, 4)).toEqual([0, 30, 60, 90, 120].map((s) => s * 1_000_000));
  expect(durationTicks(0, 4)).toEqual([0, 1]);
});

it('says which time a bucket covers', () => {
  expect(formatBucket(START, HOUR)).toBe('Thu 19 Nov, 15:00 – 16:00');
  expect(formatBucket(START, 30_000)).toBe('Thu 19 Nov, 15:00:00 – 15:00:30');
  expect(formatBucket(Date.UTC(2026, 10, 19), DAY)).toBe('Thu 19 Nov');
});

it('says how much of the last bucket has passed', () => {
  expect(formatSoFar(0)).toBe('1\u00a0s so far');
  expect(formatSoFar(21 * 60_000)).toBe('21\u00a0min so far');
  expect(formatSoFar(5 * HOUR)).toBe('5\u00a0h so far');
});
