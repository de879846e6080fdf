import type { Store } from '../store/store.js';

/** Deleted within moments, so that a recorder that waits for the lock does not notice. */
const BATCHES_AT_ONCE = 500;

/**
 * Deletes all batches submitted before a time, in many short transactions.
 *
 * @param beforeMs - Epoch ms.
 * @returns How many batches were deleted.
 * @throws {StoreError}
 */
export async function prune(store: Pick<Store, 'deleteBatches'>, beforeMs: number): Promise<number> {
  for (let deletedCount = 0; ; ) {
    const count = await store.deleteBatches(beforeMs, BATCHES_AT_ONCE);
    deletedCount += count;
    if (count < BATCHES_AT_ONCE) return deletedCount;
  }
}
