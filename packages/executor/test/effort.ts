/** How much is tried at random: in every test run, or with SOAK=1 in a soak. */
export const EFFORT =
  process.env.SOAK === '1'
    ? { graphs: 100_000, mostCalls: 200, interleavings: 50_000, stacks: 50_000, faultyCalls: 1_000_000 }
    : { graphs: 2_000, mostCalls: 30, interleavings: 1_000, stacks: 1_000, faultyCalls: 10_000 };

/** Of every random test; SEED=… repeats a run. */
export const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** For `fc.assert`; prints the seed, so that a run can be repeated though it passed. */
export function randomRuns(what: string, numRuns: number): { readonly numRuns: number; readonly seed: number } {
  console.info(`${numRuns} ${what}, SEED=${SEED}`);
  return { numRuns, seed: SEED };
}
