import { describe, expect, it } from 'vitest';
import { betweenPath, bucketAt, linePath, plotScales, runsOf } from './scales';

const BOX = { widthPx: 120, heightPx: 100, leftPx: 10, rightPx: 10, topPx: 0, bottomPx: 20 };
const SCALES = plotScales(BOX, 10, 8);

it('lays buckets side by side and values upwards from 0', () => {
  expect([SCALES.band, SCALES.x(0), SCALES.middle(9), SCALES.y(0), SCALES.y(8)]).toEqual([10, 10, 105, 80, 0]);
});

it('survives no buckets, no values and no room', () => {
  const none = plotScales({ ...BOX, widthPx: 0 }, 0, 0);
  expect([none.band, none.y(3)]).toEqual([1, 80]);
  expect(bucketAt(none, 0, 10)).toBe(null);
});

it('finds the bucket under the pointer', () => {
  expect([10, 19.9, 20, 110].map((x) => bucketAt(SCALES, 10, x))).toEqual([0, 0, 1, 9]);
  expect([9, 111].map((x) => bucketAt(SCALES, 10, x))).toEqual([null, null]);
});

describe('linePath', () => {
  it('breaks at a gap, never goes through 0', () => {
    expect(linePath([8, 4, null, 8], SCALES)).toBe('M15 0L25 40M45 0');
  });

  it('draws only a stretch', () => {
    expect(linePath([8, 4, 2, 8], SCALES, 1, 2)).toBe('M25 40L35 60');
  });
});

it('closes the area between two lines, apart on both sides of a gap', () => {
  expect(betweenPath([0, 0, null, 4, 4], [8, 8, null, 8, 8], SCALES)).toBe(
    'M15 0L25 0L25 80L15 80ZM45 0L55 0L55 40L45 40Z',
  );
});

it('finds runs', () => {
  expect(runsOf([true, true, false, true])).toEqual([
    [0, 1],
    [3, 3],
  ]);
  expect(runsOf([])).toEqual([]);
});
