import { expect, it } from 'vitest';
import { prepareFigures } from './prepare-figures';

const EMPTY = {
  batchCount: 0,
  callCount: 0,
  failedCount: 0,
  errorCount: 0,
  timeoutCount: 0,
  cancelledCount: 0,
  skippedCount: 0,
  failureRatio: null,
  sequentialUs: 0,
  makespanUs: 0,
  idealMakespanUs: 0,
  speedup: null,
  idealSpeedup: null,
  efficiency: null,
  makespanP50Us: null,
  makespanP95Us: null,
};

it('shows counts as zeros and everything undefined as a dash', () => {
  const figures = prepareFigures(EMPTY, null);
  expect(figures.map((figure) => figure.value)).toEqual(['0', '0', '—', '—', '—']);
  expect(figures.every((figure) => figure.note === 'nothing before to compare with')).toBe(true);
});

const NOW = {
  ...EMPTY,
  batchCount: 1284,
  callCount: 9412,
  failedCount: 292,
  failureRatio: 292 / 9412,
  speedup: 2.59,
  idealSpeedup: 4.4,
  makespanP50Us: 1_200_000,
  makespanP95Us: 8_420_000,
};

it('puts the second value beside the first', () => {
  const figures = prepareFigures(NOW, null);
  expect(figures.map((figure) => [figure.value, figure.beside].map((text) => text?.replaceAll('\u00a0', ' ')))).toEqual(
    [
      ['1,284', undefined],
      ['9,412', '7.3 per batch'],
      ['3.1 %', '292'],
      ['8.42 s', 'p50 1.20 s'],
      ['2.6×', 'of 4.4×'],
    ],
  );
});

it('says what was before, and worse or better only where it is certain', () => {
  const before = {
    ...NOW,
    batchCount: 1197,
    callCount: 8702,
    failedCount: 235,
    failureRatio: 235 / 8702,
    makespanP95Us: 9_000_000,
    speedup: 2.9,
  };
  const figures = prepareFigures(NOW, before);
  expect(figures.map((figure) => figure.note.replaceAll('\u00a0', ' '))).toEqual([
    'was 1,197',
    'was 8,702',
    'was 2.7 %, worse',
    'was 9.00 s, better',
    'was 2.9× of 4.4×, worse',
  ]);
  expect(figures.map((figure) => figure.change)).toEqual([
    undefined,
    undefined,
    { isUp: true, isWorse: true },
    { isUp: false, isWorse: false },
    { isUp: false, isWorse: true },
  ]);
});

it('says of how few batches a p95 is', () => {
  const [, , , makespan] = prepareFigures({ ...NOW, batchCount: 7 }, null);
  expect(makespan).toMatchObject({ beside: 'n = 7', isWeak: true });
  expect(prepareFigures({ ...NOW, batchCount: 20 }, null)[3]?.isWeak).toBe(undefined);
});

it('calls nothing worse that looks the same', () => {
  const figures = prepareFigures(NOW, { ...NOW, failureRatio: 292.01 / 9412 });
  expect(figures[2]).toMatchObject({ note: 'was 3.1\u00a0%' });
  expect(figures[2]?.change).toBe(undefined);
  const [, , , , speedup] = prepareFigures(NOW, { ...NOW, speedup: 2.61, idealSpeedup: 4 });
  expect(speedup?.note).toBe('was 2.6× of 4.0×');
});
