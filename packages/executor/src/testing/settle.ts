const TURNS = 3;

/** Resolves when all promises that can settle without time passing have settled: a few turns of the event loop. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
