import { expect, it } from 'vitest';
import { prepareFigures } from './prepare-figures';

const EMPTY = {
  batchCount: 0,
  callCount: 0,
  failedCount: 0,
  sequentialUs: 0,
  makespanUs: 0,
  idealMakespanUs: 0,
  speedup: null,
  idealSpeedup: null,
  makespanP95Us: null,
};

it('shows counts as zeros and everything undefined as a dash', () => {
  const values = prepareFigures(EMPTY, 0).map((figure) => figure.value);
  expect(values).toEqual(['0', '0', '—', '—', '—']);
});

it('puts the ideal beside the realised speedup', () => {
  const figures = prepareFigures(
    { ...EMPTY, batchCount: 1284, callCount: 9412, failedCount: 292, speedup: 2.59, idealSpeedup: 4.4 },
    12,
  );
  expect(figures.map((figure) => [figure.value.replaceAll('\u00a0', ' '), figure.beside])).toEqual([
    ['1,284', null],
    ['9,412', '7.3 per batch'],
    ['3.1 %', '292'],
    ['—', null],
    ['2.6×', 'of 4.4×'],
  ]);
});
