import { expect, it } from 'vitest';
import { ticksIn } from './ticks';

it('labels round times of the whole batch, up to its end', () => {
  expect(ticksIn({ fromUs: 0, toUs: 6_790_000 }).map((us) => us / 1e6)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

it('keeps round times where the view begins between them', () => {
  expect(ticksIn({ fromUs: 1_230_000, toUs: 1_530_000 }).map((us) => us / 1000)).toEqual([
    1250, 1300, 1350, 1400, 1450, 1500,
  ]);
});

it('knows no tick in a view without room for one', () => {
  expect(ticksIn({ fromUs: 0, toUs: 1 }).length).toBeGreaterThan(0);
});
