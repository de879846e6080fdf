/** A value, and between what it lies in nine of ten draws. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Two makespans of each batch, in µs, by position. */
export interface Pairs {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

export const DRAWS = 1000;
/** Of fewer batches no range is worth its name. */
export const LEAST_FOR_RANGE = 8;
const LOW = 0.05;
const HIGH = 0.95;
const SEED = 20_260_101;

/** The nearest rank: the least value that at least this share of all does not exceed. NaN for none. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN;
}

export function ascending(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b);
}

/**
 * Of what is replayed, a quantile and how far it moves, with their ranges over batches drawn again with replacement; each
 * draw takes both makespans of a batch. The same batches give the same ranges.
 *
 * @see Efron (1979), "Bootstrap methods: another look at the jackknife".
 */
export function bootstrapQuantile({ before, after }: Pairs, share: number): { after: Estimate; change: Estimate } {
  const [afterValue, beforeValue] = [quantile(ascending(after), share), quantile(ascending(before), share)];
  const order = { before: ranked(before), after: ranked(after) };
  const afters: number[] = [];
  const changes: number[] = [];
  for (const counts of drawsOf(before.length)) {
    const drawnAfter = drawnQuantile(after, order.after, counts, share);
    afters.push(drawnAfter);
    changes.push(drawnAfter - drawnQuantile(before, order.before, counts, share));
  }
  return { after: estimate(afterValue, afters), change: estimate(afterValue - beforeValue, changes) };
}

let latestDraws: readonly Uint32Array[] = [];

/** For each draw how often it has each batch. The same every time: single changes of the same batches share it. */
function drawsOf(count: number): readonly Uint32Array[] {
  if (latestDraws[0]?.length === count) return latestDraws;
  const random = seededRandom(SEED);
  latestDraws = Array.from({ length: DRAWS }, () => {
    const counts = new Uint32Array(count);
    for (let n = 0; n < count; n++) {
      const index = Math.floor(random() * count);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    return counts;
  });
  return latestDraws;
}

function estimate(value: number, draws: readonly number[]): Estimate {
  const sorted = ascending(draws);
  return { value, low: quantile(sorted, LOW), high: quantile(sorted, HIGH) };
}

function ranked(values: readonly number[]): readonly number[] {
  return values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
}

function drawnQuantile(
  values: readonly number[],
  order: readonly number[],
  counts: Uint32Array,
  share: number,
): number {
  const rank = Math.ceil(share * values.length);
  let seen = 0;
  for (const index of order) {
    seen += counts[index] ?? 0;
    if (seen >= rank) return values[index] ?? Number.NaN;
  }
  return Number.NaN;
}

/** A share that ends within some time, and its range: of n yes-or-no answers the bootstrap is the binomial. */
export function shareWithin(sorted: readonly number[], us: number): Estimate {
  const count = countUpTo(sorted, us);
  const value = sorted.length === 0 ? Number.NaN : count / sorted.length;
  const spread = 1.645 * Math.sqrt((value * (1 - value)) / Math.max(1, sorted.length));
  return { value, low: Math.max(0, value - spread), high: Math.min(1, value + spread) };
}

function countUpTo(sorted: readonly number[], us: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= us) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Mulberry32: small, and the same numbers everywhere. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
