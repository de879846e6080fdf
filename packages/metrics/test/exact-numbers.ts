import { expect } from 'vitest';

/** Exact percentile of raw values: the smallest that at least this share of them does not exceed; null for none. */
export function exactPercentile(values: readonly number[], share: number): number | null {
  return values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? null;
}

export function expectWithin2Percent(actual: number | null, exact: number | null): void {
  if (exact === null || actual === null) {
    expect(actual).toBe(exact);
    return;
  }
  // The buckets are made by logarithms: allow for their last digit.
  expect(Math.abs(actual - exact)).toBeLessThanOrEqual(0.02 * exact + 1e-6);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
