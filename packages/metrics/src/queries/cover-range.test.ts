import fc from 'fast-check';
import { expect, it } from 'vitest';
import { coverRange } from './cover-range.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const ranges = fc
  .tuple(fc.nat({ max: 3 * DAY_MS }), fc.integer({ min: 1, max: 40 * DAY_MS }))
  .map(([fromMs, lengthMs]) => ({ fromMs, toMs: fromMs + lengthMs }));
const slots = fc.constantFrom(null, 30_000, MINUTE_MS, 90_000, 2 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS, 7 * DAY_MS);

it('covers a range without gaps, in whole buckets of their length, none over the end of a slot', () => {
  fc.assert(
    fc.property(ranges, slots, (range, slotMs) => {
      let atMs = range.fromMs;
      for (const { fromMs, toMs, bucketMs } of coverRange(range, slotMs)) {
        expect(fromMs).toBe(atMs);
        expect(toMs).toBeGreaterThan(fromMs);
        if (bucketMs !== null) expect([fromMs % bucketMs, toMs % bucketMs]).toEqual([0, 0]);
        if (bucketMs !== null && slotMs !== null) expect(slotMs % bucketMs).toBe(0);
        atMs = toMs;
      }
      expect(atMs).toBe(range.toMs);
    }),
    { seed: 1 },
  );
});

it('reads rows of less than a minute at either end alone, where slots are whole minutes', () => {
  fc.assert(
    fc.property(ranges, (range) => {
      const rows = coverRange(range, HOUR_MS).filter(({ bucketMs }) => bucketMs === null);
      expect(rows.length).toBeLessThanOrEqual(2);
      for (const { fromMs, toMs } of rows) expect(toMs - fromMs).toBeLessThan(2 * MINUTE_MS);
    }),
    { seed: 1 },
  );
});

it('takes the longest buckets there are', () => {
  const range = { fromMs: DAY_MS - HOUR_MS - MINUTE_MS - 1, toMs: 3 * DAY_MS };
  expect(coverRange(range, null)).toEqual([
    { fromMs: range.fromMs, toMs: range.fromMs + 1, bucketMs: null },
    { fromMs: range.fromMs + 1, toMs: DAY_MS - HOUR_MS, bucketMs: MINUTE_MS },
    { fromMs: DAY_MS - HOUR_MS, toMs: DAY_MS, bucketMs: HOUR_MS },
    { fromMs: DAY_MS, toMs: 3 * DAY_MS, bucketMs: DAY_MS },
  ]);
});
