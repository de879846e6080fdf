import { expect } from './test';

/** A shown text with ordinary spaces. */
export function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

const UNIT_US: Readonly<Record<string, number>> = { ms: 1e3, s: 1e6, m: 6e7, h: 3.6e9 };

/** A shown duration, `2 m 05 s` or `842 ms`, in µs; -1 for a dash. */
export function microseconds(text: string): number {
  const parts = [...plain(text).matchAll(/([\d,.]+) (ms|s|m|h)/g)];
  if (parts.length === 0) return -1;
  return parts.reduce(
    (sum, [, value = '', unit = '']) => sum + Number(value.replaceAll(',', '')) * (UNIT_US[unit] ?? 0),
    0,
  );
}

/** The same in seconds. */
export function secondsOf(text: string): number {
  return microseconds(text) / 1e6;
}

/** Percentiles come from histograms whose buckets are 4 % wide, and are shown in three figures. */
export function expectWithin2Percent(shown: string | undefined, exactUs: number | null, name: string): void {
  if (exactUs === null) {
    expect(shown, name).toBe('—');
    return;
  }
  const shownUs = microseconds(shown ?? '');
  expect(Math.abs(shownUs - exactUs), `${name}: ${shown}, exactly ${exactUs} µs`).toBeLessThanOrEqual(
    Math.max(exactUs * 0.026, 5),
  );
}
