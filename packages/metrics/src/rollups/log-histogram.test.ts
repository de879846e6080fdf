import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, bucketValueUs, ZERO_BUCKET } from './log-histogram.js';
import { addAll, addTo, parseSums, type Sums, sumsText } from './sums.js';

const DAY_US = 86_400_000_000;

describe('a bucket', () => {
  it('stands for every time in it within 2 %', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: DAY_US }), (us) => {
        expect(Math.abs(bucketValueUs(bucketOf(us)) - us) / us).toBeLessThanOrEqual(0.02 + 1e-12);
      }),
    );
  });

  it('of no measurable time is one of its own', () => {
    expect(bucketOf(0)).toBe(ZERO_BUCKET);
    expect(bucketValueUs(ZERO_BUCKET)).toBe(0);
  });
});

/** Times of the kinds that tools have, from a uniform number in (0, 1]. */
const SHAPES = {
  uniform: (share: number) => share * 1e6,
  skewed: (share: number) => 2e5 * Math.exp(1.5 * Math.sqrt(-2 * Math.log(share)) * Math.cos(40 * share)),
  'heavy-tailed': (share: number) => 1000 * share ** -1.1,
  'of two kinds': (share: number) => (share < 0.93 ? 2000 + 500 * share : 3e6 * share),
};

describe.each(Object.entries(SHAPES))('a merged histogram of %s times', (_, shape) => {
  it.each([0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999])('has the quantile %d within 2 % of the exact one', (share) => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-9, max: 1, noNaN: true }), { minLength: 1, maxLength: 2000 }),
        fc.integer({ min: 1, max: 9 }),
        (shares, partCount) => {
          const times = shares.map((value) => Math.min(DAY_US, Math.max(1, Math.round(shape(value)))));
          const parts = Array.from({ length: partCount }, (): Sums => new Map());
          for (const [index, us] of times.entries()) addTo(parts[index % partCount] as Sums, bucketOf(us), 1);
          const merged: Sums = new Map();
          for (const part of parts) addAll(merged, parseSums(sumsText(part)));
          const rank = Math.ceil(share * times.length);
          const exact = times.toSorted((a, b) => a - b)[rank - 1] ?? 0;
          expect(Math.abs(bucketValueUs(bucketOfRank(merged, rank)) - exact) / exact).toBeLessThanOrEqual(0.02 + 1e-12);
        },
      ),
      { numRuns: 50 },
    );
  });
});

function bucketOfRank(histogram: Sums, rank: number): number {
  let before = 0;
  for (const [bucket, count] of [...histogram].toSorted(([a], [b]) => Number(a) - Number(b))) {
    before += count;
    if (before >= rank) return Number(bucket);
  }
  return Number.NaN;
}

describe('sums', () => {
  it('keep keys that an object would not', () => {
    const sums: Sums = new Map([['__proto__', 2]]);
    addAll(sums, new Map([['constructor', 1]]));
    expect(parseSums(sumsText(sums))).toEqual(
      new Map([
        ['__proto__', 2],
        ['constructor', 1],
      ]),
    );
  });

  it('beyond a number of keys put the least ones together, and lose nothing', () => {
    const sums: Sums = new Map([
      ['a', 5],
      ['b', 1],
      ['c', 9],
      ['other/', 2],
      ['d', 1],
    ]);
    expect(parseSums(sumsText(sums, 3))).toEqual(
      new Map([
        ['c', 9],
        ['a', 5],
        ['other/', 4],
      ]),
    );
  });
});
