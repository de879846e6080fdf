import type { BatchRecord } from '@parallel-tools/executor';
import type { ReadStore } from '../store/store.js';
import { plainRecord } from './list-records.js';
import { readRecords } from './read-records.js';

/**
 * The record a batch was stored from, save what was redacted or cut: what `simulate` reads.
 *
 * @returns Null when there is no such batch.
 */
export async function getRecord(store: ReadStore, batchId: string): Promise<BatchRecord | null> {
  const [record] = await readRecords(store, [batchId]);
  return record === undefined ? null : plainRecord(record);
}
