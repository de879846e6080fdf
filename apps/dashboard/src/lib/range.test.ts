import { describe, expect, it } from 'vitest';
import {
  bucketLabel,
  completeRange,
  defaultPreset,
  formatRange,
  lengthLabel,
  PRESET_SHAPES,
  pickRange,
  previousRange,
  RANGE_PRESETS,
  resolveRange,
  smallestPresetSince,
  withoutPrehistory,
} from './range';

const NOW = Date.UTC(2026, 10, 20, 14, 21, 3, 500);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('completeRange', () => {
  it('ends with the last complete bucket', () => {
    const range = completeRange(resolveRange('24h', NOW, true));
    expect(new Date(range.toMs).toISOString()).toBe('2026-11-20T14:00:00.000Z');
    expect(completeRange(range)).toEqual(range);
  });

  it('leaves a range alone that is shorter than a bucket', () => {
    const range = { ...resolveRange('24h', NOW, true), fromMs: NOW - MINUTE };
    expect(completeRange(range)).toBe(range);
  });
});

describe('resolveRange', () => {
  it('covers 24 whole hours, the last of them incomplete', () => {
    const range = resolveRange('24h', NOW, true);
    expect(new Date(range.fromMs).toISOString()).toBe('2026-11-19T15:00:00.000Z');
    expect(range.toMs).toBe(NOW + 1);
  });

  it.each(RANGE_PRESETS)('gives %s at most 30 buckets, aligned to their width', (preset) => {
    const { fromMs, toMs, bucketMs } = resolveRange(preset, NOW, true);
    expect(fromMs % bucketMs).toBe(0);
    const count = Math.ceil((toMs - fromMs) / bucketMs);
    expect(count).toBe(PRESET_SHAPES[preset].lengthMs / bucketMs);
    expect(count).toBeLessThanOrEqual(30);
  });

  it('holds a batch that starts at the very end', () => {
    const range = resolveRange('15m', NOW, true);
    expect(NOW).toBeLessThan(range.toMs);
  });
});

describe('withoutPrehistory', () => {
  const range = resolveRange('15m', NOW, true);

  it.each([
    [3_000, 1000],
    [20_000, 1000],
    [40_000, 2000],
    [120_000, 5000],
    [290_000, 10_000],
  ])('begins with the first batch, %d ms ago, in buckets of %d ms', (ageMs, bucketMs) => {
    const clipped = withoutPrehistory(range, NOW - ageMs);
    expect(clipped.bucketMs).toBe(bucketMs);
    expect(clipped.fromMs % bucketMs).toBe(0);
    expect(clipped.fromMs).toBeLessThanOrEqual(NOW - ageMs);
    expect(Math.ceil((clipped.toMs - clipped.fromMs) / bucketMs)).toBeLessThanOrEqual(30);
    expect(clipped.isFromFirstBatch).toBe(true);
  });

  it('leaves older databases, longer presets and other times alone', () => {
    expect(withoutPrehistory(range, NOW - 5 * MINUTE)).toBe(range);
    expect(withoutPrehistory(range, NOW + 1)).toBe(range);
    expect(withoutPrehistory(range, null)).toBe(range);
    const hour = resolveRange('1h', NOW, true);
    expect(withoutPrehistory(hour, NOW - MINUTE)).toBe(hour);
  });
});

it('says how wide a bucket is', () => {
  expect(RANGE_PRESETS.map((preset) => bucketLabel(PRESET_SHAPES[preset].bucketMs))).toEqual([
    '30 seconds',
    '2 minutes',
    '15 minutes',
    'hour',
    '6 hours',
    'day',
  ]);
  expect(bucketLabel(1000)).toBe('second');
});

describe('defaultPreset', () => {
  it.each([
    ['a demo of two minutes ago', 3 * MINUTE, 2 * MINUTE, '15m'],
    ['a demo of three hours ago', 3 * HOUR, 3 * HOUR - MINUTE, '6h'],
    ['a day of work', 20 * HOUR, MINUTE, '24h'],
    ['a month of work that goes on', 29 * DAY, MINUTE, '24h'],
    ['a demo of three days ago', 3 * DAY, 3 * DAY, '7d'],
    ['something recorded last year', 400 * DAY, 399 * DAY, '30d'],
  ])('shows %s well', (_, firstAgo, lastAgo, preset) => {
    const recorded = { firstStartedAtMs: NOW - firstAgo, lastStartedAtMs: NOW - lastAgo };
    expect(defaultPreset(recorded, NOW)).toBe(preset);
  });

  it('is a day when nothing is recorded', () => {
    expect(defaultPreset({ firstStartedAtMs: null, lastStartedAtMs: null }, NOW)).toBe('24h');
  });
});

it('finds the nearest range with data', () => {
  expect(smallestPresetSince(NOW - 22 * MINUTE, NOW)).toBe('1h');
  expect(smallestPresetSince(NOW - 31 * DAY, NOW)).toBe(null);
});

it('writes a range with no more than it takes', () => {
  expect(formatRange(resolveRange('24h', NOW, true))).toBe('Thu 19 Nov 15:00 – Fri 20 Nov 14:21');
  expect(formatRange(resolveRange('1h', NOW, true))).toBe('Fri 20 Nov 13:22 – 14:21');
  expect(formatRange(resolveRange('15m', NOW, true))).toBe('Fri 20 Nov 14:06:30 – 14:21:03');
  expect(formatRange(resolveRange('30d', NOW, true))).toBe('Thu 22 Oct – Fri 20 Nov 14:21');
});

describe('pickRange', () => {
  const RECORDED = { firstStartedAtMs: NOW - 20 * DAY, lastStartedAtMs: NOW - MINUTE };
  const NO_CHOICE = { range: null, until: null, from: null, to: null };

  it('takes a preset from the URL, and else one that suits what is recorded', () => {
    expect(pickRange({ ...NO_CHOICE, range: '1h' }, RECORDED, NOW)).toEqual(resolveRange('1h', NOW, true));
    expect(pickRange(NO_CHOICE, RECORDED, NOW).preset).toBe('24h');
    expect(pickRange({ ...NO_CHOICE, range: '1h', until: NOW - DAY }, RECORDED, NOW).endsNow).toBe(false);
  });

  it('takes a start and an end before a preset, and begins with a whole bucket', () => {
    const from = Date.UTC(2026, 10, 20, 9, 7);
    const to = Date.UTC(2026, 10, 20, 11);
    const range = pickRange({ ...NO_CHOICE, range: '1h', from, to }, RECORDED, NOW);
    expect(range).toMatchObject({ preset: 'custom', bucketMs: 5 * MINUTE, toMs: to, endsNow: false });
    expect(new Date(range.fromMs).toISOString()).toBe('2026-11-20T09:05:00.000Z');
    expect(formatRange(range)).toBe('Fri 20 Nov 09:05 – 11:00');
    expect(lengthLabel(range)).toBe('1.9\u00a0h');
  });

  it('ends a range of its own now at the latest', () => {
    const range = pickRange({ ...NO_CHOICE, from: NOW - HOUR, to: NOW + DAY }, RECORDED, NOW);
    expect([range.toMs, range.endsNow]).toEqual([NOW + 1, true]);
  });

  it.each([
    ['ends before it starts', NOW - HOUR, NOW - 2 * HOUR],
    ['lies in the future', NOW + HOUR, NOW + DAY],
  ])('passes over a range that %s', (_, from, to) => {
    expect(pickRange({ ...NO_CHOICE, from, to }, RECORDED, NOW).preset).toBe('24h');
  });

  it.each([1, 1000, HOUR, DAY, 400 * DAY, 7000 * DAY])(
    'draws at most a few buckets more than 30 of %d ms',
    (length) => {
      const endMs = Date.UTC(2026, 0, 1);
      const range = pickRange({ ...NO_CHOICE, from: endMs - length, to: endMs }, RECORDED, NOW);
      expect(Math.ceil((range.toMs - range.fromMs) / range.bucketMs)).toBeLessThanOrEqual(71);
    },
  );
});

it('compares with the time of the same length before', () => {
  expect(previousRange({ fromMs: 1000, toMs: 1600 })).toEqual({ fromMs: 400, toMs: 1000 });
  expect(previousRange({ fromMs: 100, toMs: 1600 })).toEqual({ fromMs: 0, toMs: 100 });
});
