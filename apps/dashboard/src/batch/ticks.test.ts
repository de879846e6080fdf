import { expect, it } from 'vitest';
import type { ScaleStretch } from './idle-gaps';
import { ticksIn } from './ticks';

const WHOLE = [{ startUs: 0, endUs: 10_000_000, atUs: 0 }];

function timesIn(fromUs: number, toUs: number, scale: readonly ScaleStretch[] = WHOLE): readonly number[] {
  return ticksIn({ fromUs, toUs }, scale).map(({ us }) => us);
}

it('labels round times of the whole batch, up to its end', () => {
  expect(timesIn(0, 6_790_000).map((us) => us / 1e6)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

it('keeps round times where the view begins between them', () => {
  expect(timesIn(1_230_000, 1_530_000).map((us) => us / 1000)).toEqual([1250, 1300, 1350, 1400, 1450, 1500]);
});

it('knows no tick in a view without room for one', () => {
  expect(timesIn(0, 1).length).toBeGreaterThan(0);
});

it('has none in a gap that is left out, and goes on with true times after it', () => {
  const scale = [
    { startUs: 0, endUs: 2_000_000, atUs: 0 },
    { startUs: 62_000_000, endUs: 64_000_000, atUs: 2_200_000 },
  ];
  expect(ticksIn({ fromUs: 0, toUs: 4_200_000 }, scale)).toEqual([
    { us: 0, atUs: 0 },
    { us: 1_000_000, atUs: 1_000_000 },
    { us: 2_000_000, atUs: 2_000_000 },
    // 62 s would stand on the label before it.
    { us: 63_000_000, atUs: 3_200_000 },
    { us: 64_000_000, atUs: 4_200_000 },
  ]);
});
