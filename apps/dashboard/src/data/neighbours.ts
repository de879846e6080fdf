import 'server-only';

import type { BatchDetail, BatchSort } from '@parallel-tools/metrics/queries';
import { batchFilter } from '@/batches/prepare-filters';
import { pickRange } from '@/lib/range';
import type { BatchListParams } from '@/lib/search-params';
import { getStatus, listBatches } from './metrics';

/** The batches beside one in the list that the URL speaks of. */
export interface Neighbours {
  /** Null at the list's ends. */
  readonly previousId: string | null;
  readonly nextId: string | null;
  /** Batches of the list; null where nobody counts, and where the list does not hold the batch. */
  readonly totalCount: number | null;
}

const BACKWARD = {
  newest: 'oldest',
  oldest: 'newest',
  slowest: 'fastest',
  fastest: 'slowest',
} as const satisfies Record<BatchSort, BatchSort>;

/** @returns Null where the list does not hold the batch's time at all. */
export async function getNeighbours(
  batch: Pick<BatchDetail, 'batchId' | 'startedAtMs' | 'makespanUs'>,
  params: BatchListParams,
): Promise<Neighbours | null> {
  const status = await getStatus();
  if (!status.ok) return null;
  const range = pickRange(params, status.value, Date.now());
  if (batch.startedAtMs < range.fromMs || batch.startedAtMs >= range.toMs) return null;
  const { batchId, startedAtMs, makespanUs } = batch;
  const beside = (sort: BatchSort) =>
    listBatches(range, { limit: 1, sort, after: { batchId, startedAtMs, makespanUs }, filter: batchFilter(params) });
  const sort = params.order ?? 'newest';
  const [before, after] = await Promise.all([beside(BACKWARD[sort]), beside(sort)]);
  return {
    previousId: before.rows[0]?.batchId ?? null,
    nextId: after.rows[0]?.batchId ?? null,
    totalCount: after.totalCount,
  };
}
