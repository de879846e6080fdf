import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bucketOf } from '../rollups/log-histogram.js';
import { addTo, type Sums } from '../rollups/sums.js';
import { percentileUs } from './percentile.js';

/** Heavy-tailed: most small, a few a million times as long. */
const samples = fc.array(
  fc.double({ min: 0.001, max: 1, noNaN: true }).map((draw) => Math.floor(50 * draw ** -2.5)),
  { minLength: 1, maxLength: 400 },
);

it('is within 2 % of the sample of its rank, whatever the tail', () => {
  fc.assert(
    fc.property(samples, fc.constantFrom(0.5, 0.9, 0.95, 0.99, 1), (values, share) => {
      const histogram: Sums = new Map();
      for (const us of values) addTo(histogram, bucketOf(us), 1);
      const exact = values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? Number.NaN;
      const found = percentileUs(histogram, Math.max(...values), share) ?? Number.NaN;
      // The buckets are made by logarithms: allow for their last digit.
      expect(Math.abs(found - exact)).toBeLessThanOrEqual(0.02 * exact + 1e-6);
    }),
    { seed: 1 },
  );
});

it('is null without samples', () => {
  expect(percentileUs(new Map(), 0, 0.95)).toBeNull();
});
