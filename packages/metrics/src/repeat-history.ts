import { locate } from './store/location.js';
import { openStoreForWriting } from './store/open-store.js';

/** Options of {@link repeatHistory}. */
export interface RepeatOptions {
  /** Of a database that was recorded into, and is not meanwhile. */
  readonly url: string;
  /** Where what is repeated begins, epoch ms. */
  readonly fromMs: number;
  /** How long it is: a positive integer. Nothing else may have been recorded on the days it touches. */
  readonly days: number;
  /** How often it is repeated, each time right after the time before. A positive integer. */
  readonly times: number;
}

const DAY_MS = 86_400_000;
/** Few enough batches for a short transaction. */
const SLICE_MS = 3_600_000;

/**
 * Makes a long history out of a short one, to see how all behaves with so much: days that were recorded are repeated inside the
 * database, many times faster than recording them would be. Batches get ids of their own, sessions the number of the repetition added to
 * theirs. Rollups stay exactly what the batches come to. Doing so again changes nothing.
 *
 * @throws {TypeError} For an option that is wrong.
 * @throws {Error} What the database says.
 * @example
 * await repeatHistory({ url: 'file:./history.db', fromMs: Date.UTC(2026, 0, 1), days: 3, times: 9 });
 */
export async function repeatHistory({ url, fromMs, days, times }: RepeatOptions): Promise<void> {
  for (const [name, value] of Object.entries({ fromMs, days, times })) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new TypeError(`${name} must be a positive integer, got ${value}`);
  }
  const toMs = fromMs + days * DAY_MS;
  const store = await openStoreForWriting(locate(url), Date.now());
  try {
    for (let number = 1; number <= times; number += 1) {
      const shiftMs = number * days * DAY_MS;
      // Buckets of a day begin before what was recorded on it.
      for (let sliceMs = fromMs - (fromMs % DAY_MS); sliceMs < toMs; sliceMs += SLICE_MS) {
        await store.repeat({ fromMs: sliceMs, toMs: Math.min(sliceMs + SLICE_MS, toMs), shiftMs, number });
      }
    }
  } finally {
    await store.close();
  }
}
