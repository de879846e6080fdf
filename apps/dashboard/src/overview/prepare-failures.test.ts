import { expect, it } from 'vitest';
import { resolveRange } from '@/lib/range';
import { prepareFailures } from './prepare-failures';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 20, 14, 21);
const RANGE = resolveRange('24h', NOW, true);
const LAST_MS = Math.floor(NOW / HOUR) * HOUR;

const model = prepareFailures(
  [
    { startMs: LAST_MS - 2 * HOUR, callCount: 90, error: 7, timeout: 4, cancelled: 3, skipped: 2 },
    { startMs: LAST_MS - HOUR, callCount: 40, error: 0, timeout: 0, cancelled: 0, skipped: 0 },
    { startMs: LAST_MS, callCount: 20, error: 1, timeout: 0, cancelled: 0, skipped: 0 },
  ],
  RANGE,
);

it('sums each kind for the legend, and all of them for the whole', () => {
  expect(model.totals.map(({ kind, count }) => `${kind} ${count}`)).toEqual([
    'error 8',
    'timeout 4',
    'cancelled 3',
    'skipped 2',
  ]);
  expect(model.failedCount).toBe(17);
  expect(model.name).toBe('Failed calls over time, by kind: error 8, timeout 4, cancelled 3, skipped 2.');
});

it('keeps a real zero for a bucket in which nothing failed', () => {
  expect(model.points[1]).toMatchObject({ error: 0, timeout: 0, cancelled: 0, skipped: 0, total: 0 });
});

it('says how much of the last bucket there is', () => {
  expect(model.points.map((point) => point.isOpen)).toEqual([false, false, true]);
  expect(model.soFar).toBe('21\u00a0min so far');
});

it('counts failures in whole numbers from 0', () => {
  expect(model.ticks).toEqual([0, 5, 10, 15, 20]);
});
