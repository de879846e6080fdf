/** Uniform in [0, 1). */
export type Random = () => number;

/**
 * The same numbers for the same seed.
 *
 * @see Tommy Ettinger's mulberry32: 32 bits of state, enough for drawing workloads.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An integer from 0 to `count` − 1. */
export function drawIndex(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** @param values - At least one. */
export function drawOne<Value>(random: Random, values: readonly Value[]): Value {
  const drawn = values[drawIndex(random, values.length)];
  if (drawn === undefined) throw new Error('nothing to draw from');
  return drawn;
}

/** 0 to `count` − 1 in random order (Fisher–Yates). */
export function permutation(random: Random, count: number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = drawIndex(random, last + 1);
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}

/** Log-normal with this median; σ of the logarithm. */
export function drawLogNormal(random: Random, median: number, sigma: number): number {
  // Box–Muller; 1 − random() is never 0.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(sigma * normal);
}
