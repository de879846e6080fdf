import type { EncodedBatch } from './encode-batch.js';

/** Batches that wait to be written, in the order they came. */
export interface BatchQueue {
  readonly count: number;
  readonly bytes: number;
  /** Batches are numbered as they enter: the number of the oldest that waits, or else of the next to come. */
  readonly firstNumber: number;
  /** What waits fills a write. */
  readonly fillsWrite: boolean;
  /** The number of the next to come. */
  readonly nextNumber: number;
  /** @returns The batches that were dropped: the oldest, to make room, or this one, if it alone is too big. */
  push(batch: EncodedBatch): readonly EncodedBatch[];
  /** Removes the next batches to write: at least one if there is any, and no more than one write should hold. */
  take(): readonly EncodedBatch[];
  /** Removes all, and gives them back. */
  clear(): readonly EncodedBatch[];
}

/** Enough for a statement's fixed cost not to count, few enough to hold the write lock only for moments. */
const MAX_TAKEN_BATCHES = 500;
const MAX_TAKEN_BYTES = 4 * 1024 * 1024;

const NONE: readonly EncodedBatch[] = Object.freeze([]);

export function createBatchQueue({
  maxQueuedBatches,
  maxQueuedBytes,
}: {
  readonly maxQueuedBatches: number;
  readonly maxQueuedBytes: number;
}): BatchQueue {
  // Only items from head onward are live.
  let items: EncodedBatch[] = [];
  let head = 0;
  let bytes = 0;
  let enteredCount = 0;

  const shift = (): EncodedBatch | undefined => {
    const item = items[head];
    if (item === undefined) return undefined;
    head += 1;
    bytes -= item.byteLength;
    if (head * 2 > items.length) {
      items = items.slice(head);
      head = 0;
    }
    return item;
  };
  const count = () => items.length - head;

  return {
    get count() {
      return count();
    },
    get bytes() {
      return bytes;
    },
    get firstNumber() {
      return enteredCount - count();
    },
    get fillsWrite() {
      return count() >= MAX_TAKEN_BATCHES || bytes >= MAX_TAKEN_BYTES;
    },
    get nextNumber() {
      return enteredCount;
    },
    push(batch) {
      if (batch.byteLength > maxQueuedBytes) return [batch];
      items.push(batch);
      enteredCount += 1;
      bytes += batch.byteLength;
      if (count() <= maxQueuedBatches && bytes <= maxQueuedBytes) return NONE;
      const dropped: EncodedBatch[] = [];
      while (count() > maxQueuedBatches || bytes > maxQueuedBytes) {
        const oldest = shift();
        if (oldest !== undefined) dropped.push(oldest);
      }
      return dropped;
    },
    take() {
      const taken: EncodedBatch[] = [];
      for (let takenBytes = 0; taken.length < MAX_TAKEN_BATCHES && takenBytes < MAX_TAKEN_BYTES; ) {
        const batch = shift();
        if (batch === undefined) break;
        taken.push(batch);
        takenBytes += batch.byteLength;
      }
      return taken;
    },
    clear() {
      const dropped = items.slice(head);
      items = [];
      head = 0;
      bytes = 0;
      return dropped;
    },
  };
}
