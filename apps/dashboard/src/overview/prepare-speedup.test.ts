import type { SpeedupBucket } from '@parallel-tools/metrics/queries';
import { describe, expect, it } from 'vitest';
import { resolveRange } from '@/lib/range';
import { prepareSpeedup } from './prepare-speedup';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 20, 14, 21);
const RANGE = resolveRange('24h', NOW, true);
const OVERVIEW = { speedup: 2.6, idealSpeedup: 4.4, batchCount: 10 };

function buckets(values: readonly (number | null)[]): SpeedupBucket[] {
  const firstMs = Math.floor(NOW / HOUR) * HOUR - (values.length - 1) * HOUR;
  return values.map((speedup, index) => ({
    startMs: firstMs + index * HOUR,
    batchCount: speedup === null ? 0 : 3,
    speedup,
    idealSpeedup: speedup === null ? null : speedup + 1,
  }));
}

function prepare(values: readonly (number | null)[]) {
  return prepareSpeedup(buckets(values), RANGE, OVERVIEW);
}

describe('prepareSpeedup', () => {
  it('leaves a gap where no batch ran, never a zero', () => {
    const { points, gaps } = prepare([2, null, null, 3, 3]);
    expect(points.map((point) => point.realisedLine)).toEqual([2, null, null, 3, null]);
    expect(points.map((point) => point.lost)).toEqual([[2, 3], null, null, [3, 4], null]);
    expect(gaps).toEqual([{ fromIndex: 1, toIndex: 2 }]);
  });

  it('draws the incomplete last bucket as a line of its own, from the bucket before it', () => {
    const { points } = prepare([2, 3, 4]);
    expect(points.map((point) => point.realisedLine)).toEqual([2, 3, null]);
    expect(points.map((point) => point.realisedOpen)).toEqual([null, 3, 4]);
    expect(points.map((point) => point.isOpen)).toEqual([false, false, true]);
  });

  it('keeps the last bucket closed once its hour is over', () => {
    const closed = { ...RANGE, toMs: Math.ceil(NOW / HOUR) * HOUR };
    const { points } = prepareSpeedup(buckets([2, 3]), closed, OVERVIEW);
    expect(points.map((point) => point.realisedLine)).toEqual([2, 3]);
    expect(points.map((point) => point.realisedOpen)).toEqual([null, null]);
  });

  it('marks points that no line reaches', () => {
    const lone = prepare([null, 2, null, 3, 3, null]).points.map((point) => point.isLone);
    expect(lone).toEqual([false, true, false, false, false, false]);
    expect(prepare([null, null, 4]).points.map((point) => point.isLone)).toEqual([false, false, true]);
    expect(prepare([null, 3, 4]).points.map((point) => point.isLone)).toEqual([false, true, false]);
  });

  it('labels the lines with the ratios of the whole range, as the figures do', () => {
    const { realisedLabel, idealLabel, name } = prepare([2, 3]);
    expect([realisedLabel, idealLabel]).toEqual(['2.6×', '4.4×']);
    expect(name).toBe('Speedup over time, 10 batches: realised 2.6×, ideal 4.4× over the whole range.');
  });

  it('always shows the line of 1×', () => {
    expect(prepare([0.4]).ticks.at(-1)).toBeGreaterThanOrEqual(1);
  });
});
