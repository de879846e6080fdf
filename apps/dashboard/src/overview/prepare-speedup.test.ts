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
    callCount: speedup === null ? 0 : 9,
    speedup,
    idealSpeedup: speedup === null ? null : speedup + 1,
    efficiency: speedup === null ? null : speedup / (speedup + 1),
  }));
}

function prepare(values: readonly (number | null)[]) {
  return prepareSpeedup(buckets(values), RANGE, OVERVIEW);
}

describe('prepareSpeedup', () => {
  it('leaves a gap where no batch ran, never a zero', () => {
    const { points } = prepare([2, null, null, 3, 3]);
    expect(points.map((point) => point.realised)).toEqual([2, null, null, 3, 3]);
    expect(points.map((point) => point.ideal)).toEqual([3, null, null, 4, 4]);
  });

  it('marks the last bucket while its hour is not over', () => {
    const { points } = prepare([2, 3, 4]);
    expect(points.map((point) => point.isOpen)).toEqual([false, false, true]);
  });

  it('keeps the last bucket closed once its hour is over', () => {
    const closed = { ...RANGE, toMs: Math.ceil(NOW / HOUR) * HOUR };
    const { points } = prepareSpeedup(buckets([2, 3]), closed, OVERVIEW);
    expect(points.map((point) => point.isOpen)).toEqual([false, false]);
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
