/** Runs something a number of times, one after the other. */
export async function repeat<Result>(times: number, run: (time: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let time = 0; time < times; time++) results.push(await run(time));
  return results;
}

/** Resolves with how long it took, in ms. */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await run();
  return performance.now() - startMs;
}
