import { describe, expect, it } from 'vitest';
import {
  formatAgo,
  formatBytes,
  formatCount,
  formatCounted,
  formatDateTime,
  formatDayTime,
  formatDuration,
  formatExactMs,
  formatInstant,
  formatPercent,
  formatRatio,
  formatTick,
  formatWholePercent,
} from './format';

/** Titles and expectations are written with plain spaces; the text has no-break ones. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [1, '< 0.01 ms'],
    [420, '0.42 ms'],
    [8_420, '8.42 ms'],
    [42_140, '42.1 ms'],
    [842_000, '842 ms'],
    [8_421_000, '8.42 s'],
    [17_340_000, '17.3 s'],
    [2_612_000_000, '43 m 32 s'],
    [7_500_000_000, '2 h 05 m'],
    [180_000_000_000, '50 h 00 m'],
  ])('writes %d µs as %s', (us, text) => {
    expect(plain(formatDuration(us))).toBe(text);
  });

  it.each([
    [9_994, '9.99 ms'],
    [9_996, '10.0 ms'],
    [99_960, '100 ms'],
    [999_499, '999 ms'],
    [999_500, '1.00 s'],
    [59_949_000, '59.9 s'],
    [59_950_000, '1 m 00 s'],
    [3_599_400_000, '59 m 59 s'],
    [3_599_600_000, '1 h 00 m'],
  ])('moves to the next unit where rounding would need a fourth figure: %d µs is %s', (us, text) => {
    expect(plain(formatDuration(us))).toBe(text);
  });

  it('keeps number and unit on one line', () => {
    expect(formatDuration(2_612_000_000)).toBe('43\u00a0m\u00a032\u00a0s');
  });

  it('writes a missing value as a dash, and a negative one with a minus sign', () => {
    expect(formatDuration(null)).toBe('—');
    expect(formatDuration(Number.NaN)).toBe('—');
    expect(plain(formatDuration(-842_000))).toBe('−842 ms');
  });
});

it('writes exact milliseconds for columns that add up', () => {
  expect(plain(formatExactMs(2_637_400))).toBe('2,637 ms');
});

it('writes counts in full, with their noun in number', () => {
  expect(formatCount(9_412)).toBe('9,412');
  expect(formatCounted(1, 'call')).toBe('1 call');
  expect(formatCounted(0, 'batch', 'batches')).toBe('0 batches');
});

it.each([
  [2.6, '2.6×'],
  [0, '0.0×'],
  [1.96, '2.0×'],
  [99.96, '100×'],
  [1234.5, '1,235×'],
  [null, '—'],
])('writes the ratio %s as %s', (ratio, text) => {
  expect(formatRatio(ratio)).toBe(text);
});

describe('shares', () => {
  it.each([
    [292, 9412, '3.1 %', '3 %'],
    [0, 44, '0.0 %', '0 %'],
    [1, 9412, '< 0.1 %', '< 1 %'],
    [44, 44, '100.0 %', '100 %'],
    [0, 0, '—', '—'],
  ])('writes %d of %d as %s in tables and %s in sentences', (part, whole, table, sentence) => {
    expect(plain(formatPercent(part, whole))).toBe(table);
    expect(plain(formatWholePercent(part, whole))).toBe(sentence);
  });
});

it.each([
  [0, '0 B'],
  [214, '214 B'],
  [999, '999 B'],
  [6_100, '6.1 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [null, '—'],
])('writes %s bytes as %s', (bytes, text) => {
  expect(plain(formatBytes(bytes))).toBe(text);
});

it.each([
  [0, '0'],
  [200, '0.2 ms'],
  [500_000, '500 ms'],
  [2_500_000, '2.5 s'],
  [60_000_000, '60 s'],
  [600_000_000, '10 m'],
  [36_000_000_000, '10 h'],
])('writes the axis value %d µs as %s', (us, text) => {
  expect(plain(formatTick(us))).toBe(text);
});

it('gives all labels of an axis one unit', () => {
  expect(plain(formatTick(500_000, 3_000_000))).toBe('0.5 s');
  expect(plain(formatTick(30_000_000, 600_000_000))).toBe('0.5 m');
});

it('always says the zone of an instant', () => {
  const instant = Date.UTC(2026, 10, 20, 13, 47, 2, 118);
  expect(formatInstant(instant)).toBe('Fri 20 Nov 13:47:02.118 UTC');
  expect(formatDateTime(instant)).toBe('Fri 20 Nov 13:47:02');
  expect(formatDayTime(instant)).toBe('20 Nov 13:47');
});

it.each([
  [-5, '0 s ago'],
  [2_900, '2 s ago'],
  [60_000, '1 m ago'],
  [22 * 60_000, '22 m ago'],
  [3 * 3_600_000, '3 h ago'],
  [49 * 3_600_000, '2 d ago'],
])('says freshness in one unit: %d ms is %s', (ageMs, text) => {
  expect(plain(formatAgo(ageMs))).toBe(text);
});
