import type { Aging } from './delete-old.js';
import type { Store } from './store.js';

/** How old what is stored may get, in ms; what has no age stays for ever. */
export type Retention = Readonly<Partial<Record<Aging, number>>>;

/** Deleted within moments, so that a recorder that waits for the lock does not notice. */
const DELETED_AT_ONCE = 500;
/** Children and small things first; the order does not matter for what is left. */
const ORDER: readonly Aging[] = ['batches', 'metrics', 'minutes', 'hours', 'days', 'sessions', 'recorders'];

/**
 * Deletes what is older than it may be, in many short transactions, and gives the space back. What is not in the rollups
 * yet is added to them before.
 *
 * @returns How many rows of each kind were deleted; a batch counts once, with all that belongs to it.
 * @throws {StoreError}
 */
export async function prune(
  store: Pick<Store, 'deleteOld' | 'rollUp' | 'reclaim'>,
  retention: Retention,
  nowMs: number,
): Promise<Readonly<Record<Aging, number>>> {
  while ((await store.rollUp(DELETED_AT_ONCE)) > 0);
  const deleted = { batches: 0, metrics: 0, minutes: 0, hours: 0, days: 0, sessions: 0, recorders: 0 };
  for (const aging of ORDER) {
    const ageMs = retention[aging];
    if (ageMs === undefined) continue;
    const beforeMs = Math.max(0, Math.floor(nowMs - ageMs));
    for (let count = 1; count > 0; deleted[aging] += count) {
      count = await store.deleteOld(aging, beforeMs, DELETED_AT_ONCE);
    }
  }
  while (await store.reclaim());
  return deleted;
}
