import { type ReadStore, sql } from '../store/store.js';
import { readBatchCells } from './read-cells.js';
import type { TimeRange } from './types.js';

/**
 * How many batches of a range have rows. Counting those would take the longer the more there are: the rollups know, from the oldest row
 * on; before it they remember more.
 */
export async function countBatches(store: ReadStore, range: TimeRange): Promise<number> {
  const [oldest] = await store.query<{ readonly at_ms: bigint | null }>(
    sql`SELECT MIN(started_at_ms) AS at_ms FROM batch`,
  );
  const fromMs = Math.max(range.fromMs, Number(oldest?.at_ms ?? range.toMs));
  if (fromMs >= range.toMs) return 0;
  const slots = await readBatchCells(store, { ...range, fromMs }, { slotMs: null, columns: ['batch_count'] });
  return slots.get(0)?.numbers.batch_count ?? 0;
}
