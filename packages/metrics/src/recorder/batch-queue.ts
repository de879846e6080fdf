import type { EncodedBatch } from './encode-batch.js';

/** Batches that wait to be written, in the order they came. */
export interface BatchQueue {
  readonly count: number;
  readonly bytes: number;
  /** Batches are numbered as they enter: the number of the oldest that waits, or else of the next to come. */
  readonly firstNumber: number;
  /** The number of the next to come. */
  readonly nextNumber: number;
  /** @returns How many batches were dropped: the oldest, to make room, or this one, if it alone is too big. */
  push(batch: EncodedBatch): number;
  /** Removes the next batches to write: at least one if there is any, and no more than one write should hold. */
  take(): readonly EncodedBatch[];
  /** Removes all. @returns How many there were. */
  clear(): number;
}

/** Enough for a statement's fixed cost not to count, few enough to hold the write lock only for moments. */
const MAX_TAKEN_BATCHES = 500;
const MAX_TAKEN_BYTES = 4 * 1024 * 1024;

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
    get nextNumber() {
      return enteredCount;
    },
    push(batch) {
      if (batch.byteLength > maxQueuedBytes) return 1;
      items.push(batch);
      enteredCount += 1;
      bytes += batch.byteLength;
      let dropped = 0;
      for (; count() > maxQueuedBatches || bytes > maxQueuedBytes; dropped += 1) shift();
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
      const dropped = count();
      items = [];
      head = 0;
      bytes = 0;
      return dropped;
    },
  };
}
