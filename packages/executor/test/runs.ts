/** How many random cases a property is tried on, in every test run; `test:soak` sets more. */
export const RUNS = { numRuns: Number(process.env.RUNS ?? 2000) };
