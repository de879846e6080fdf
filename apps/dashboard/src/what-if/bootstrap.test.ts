import { describe, expect, it } from 'vitest';
import { bootstrapQuantile, quantile, shareWithin } from './bootstrap';

const UP_TO_100 = Array.from({ length: 100 }, (_, index) => index + 1);

it('takes the nearest rank for a quantile', () => {
  expect([0, 0.01, 0.5, 0.95, 1].map((share) => quantile(UP_TO_100, share))).toEqual([1, 1, 50, 95, 100]);
  expect(quantile([], 0.5)).toBe(Number.NaN);
});

describe('the range', () => {
  it('has no width where nothing varies', () => {
    const same = Array.from({ length: 20 }, () => 7);
    expect(bootstrapQuantile({ before: same, after: same }, 0.95).after).toEqual({ value: 7, low: 7, high: 7 });
  });

  it('lies around the value, and is the same every time', () => {
    const pairs = { before: UP_TO_100, after: UP_TO_100.map((us) => us * 2) };
    const { after, change } = bootstrapQuantile(pairs, 0.95);
    expect(after.value).toBe(190);
    expect(after.low).toBeLessThan(190);
    expect(after.high).toBeGreaterThan(190);
    // The quantile of 100 even draws: 95 ± 1.645·√(100·0.95·0.05) ranks.
    expect(after.low / 2).toBeGreaterThanOrEqual(90);
    expect(after.high / 2).toBeLessThan(100);
    expect(bootstrapQuantile(pairs, 0.95)).toEqual({ after, change });
  });

  it('draws both makespans of a batch together', () => {
    // Every batch gets exactly 10 shorter: so does every quantile of every draw.
    const pairs = { before: UP_TO_100.map((us) => us + 50), after: UP_TO_100.map((us) => us + 40) };
    expect(bootstrapQuantile(pairs, 0.5).change).toEqual({ value: -10, low: -10, high: -10 });
  });
});

it('knows the share that ends within a time', () => {
  expect(shareWithin(UP_TO_100, 0).value).toBe(0);
  expect(shareWithin(UP_TO_100, 25.5).value).toBe(0.25);
  expect(shareWithin(UP_TO_100, 1000)).toEqual({ value: 1, low: 1, high: 1 });
});
