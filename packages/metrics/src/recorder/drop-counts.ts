import type { RecorderErrorCode } from '../errors.js';
import type { WriteOutcome } from './writer-messages.js';

/** How many batches were dropped, and why. */
export interface DropCounts {
  readonly total: number;
  /** In the order in which they first came. */
  readonly byReason: ReadonlyMap<RecorderErrorCode, number>;
  add(reason: RecorderErrorCode, count: number): void;
}

export function createDropCounts(): DropCounts {
  const byReason = new Map<RecorderErrorCode, number>();
  let total = 0;
  return {
    get total() {
      return total;
    },
    byReason,
    add(reason, count) {
      byReason.set(reason, (byReason.get(reason) ?? 0) + count);
      total += count;
    },
  };
}

export const DROPPED_MESSAGE =
  'Batches come faster than they can be stored: the oldest that wait are dropped (maxQueuedBatches, maxQueuedBytes); stats() counts them';

/** What is said of batches that a write left out. */
export function messageOf({ code, message }: NonNullable<WriteOutcome['error']>): string {
  switch (code) {
    case 'DATABASE_UNUSABLE':
      return unusableMessage(message);
    case 'WRITE_FAILED':
      return `Batches were given up after retryForMs: ${message}. Tool calls are not affected.`;
    case 'BATCH_REJECTED':
      return `A batch cannot be recorded: ${message}`;
    case 'BATCHES_DROPPED':
    case 'SPOOL_FAILED':
      return message;
    default:
      return code satisfies never;
  }
}

export function unusableMessage(reason: string): string {
  return `Batches are not recorded: ${reason}. Tool calls are not affected.`;
}
