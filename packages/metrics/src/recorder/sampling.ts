import { createHash } from 'node:crypto';
import type { BatchRecord } from '@parallel-tools/executor';

/** Which batches are stored with their calls. */
export interface SamplingOptions {
  /** Of batches that are neither slow nor had a failure, the share that is stored with its calls: 0 to 1. */
  readonly share: number;
  /** A makespan from which on a batch is slow, in ms: always stored with its calls. A positive number. */
  readonly slowMs: number;
}

/**
 * Whether a batch is stored with its calls. The share is decided by the batch's id, so that every recorder, and every
 * delivery, decides alike.
 */
export function isSampled({ batchId, totals }: BatchRecord, sampling: SamplingOptions | null): boolean {
  if (sampling === null || totals.okCount < totals.callCount) return true;
  if (totals.timeoutCount + totals.retryCount > 0 || totals.makespanUs >= sampling.slowMs * 1000) return true;
  return createHash('sha256').update(batchId).digest().readUInt32BE() / 2 ** 32 < sampling.share;
}
