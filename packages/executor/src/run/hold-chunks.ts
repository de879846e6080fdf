import { Chunks, inChunks } from '../schedule/chunks.js';
import type { CallRun } from './call-run.js';
import { hold } from './holding.js';

/**
 * Puts the calls of a batch that may run into chunks, all but the first of which wait.
 *
 * @param order - Positions in an order that keeps every edge; null for call order.
 */
export function holdChunks(runs: readonly CallRun[], order: readonly number[] | null, size: number): Chunks<CallRun> {
  const ordered = order === null ? runs : order.map((index) => runs[index] as CallRun);
  const mayRun = ordered.filter(({ extras }) => !extras.neverRuns);
  const chunks = inChunks(mayRun, size);
  for (const [index, chunk] of chunks.entries()) {
    for (const run of chunk) {
      run.addExtras().chunk = index;
      if (index > 0) hold(run);
    }
  }
  return new Chunks(chunks);
}
