import type { RecorderErrorCode } from '../errors.js';
import { type BatchQueue, createBatchQueue } from './batch-queue.js';
import type { EncodedBatch } from './encode-batch.js';
import type { Reporter } from './reporter.js';
import type { WriteOutcome } from './writer-messages.js';
import type { WriterListener, WriterThread } from './writer-thread.js';

/** What became of the batches a recorder took; `recordedCount` is the sum of the three after it. */
export interface RecorderStats {
  /** `open`: records. `unusable`: the database cannot be used, all is dropped. `closed`: by `close()`. */
  readonly state: 'open' | 'unusable' | 'closed';
  readonly recordedCount: number;
  readonly storedCount: number;
  /** Dropped, rejected or given up. */
  readonly droppedCount: number;
  /** Waiting, or being written. */
  readonly queuedCount: number;
  /** Bytes of those waiting, as encoded. */
  readonly queuedBytes: number;
  /** How often a write was repeated. */
  readonly retryCount: number;
}

/** Options of a delivery. */
export interface DeliveryOptions {
  readonly maxQueuedBatches: number;
  readonly maxQueuedBytes: number;
  /** @throws When there can be no writer; called once, when there is something to write. */
  startWriter(listener: WriterListener): WriterThread;
  readonly report: Reporter;
}

/** Hands batches to the writer's thread, one write at a time, and keeps count. */
export interface Delivery {
  /** Takes a batch, or drops it. Returns at once. */
  offer(batch: EncodedBatch): void;
  /** Counts a batch that could not be encoded. */
  reject(message: string): void;
  flush(timeoutMs: number): Promise<void>;
  close(timeoutMs: number): Promise<void>;
  stats(): RecorderStats;
}

export function createDelivery({ startWriter, report, ...bounds }: DeliveryOptions): Delivery {
  const queue: BatchQueue = createBatchQueue(bounds);
  const counts = { recorded: 0, stored: 0, dropped: 0, retries: 0 };
  let state: RecorderStats['state'] = 'open';
  let writer: WriterThread | null = null;
  let inFlightCount = 0;
  let isPumpPlanned = false;
  let closing: Promise<void> | null = null;
  let inFlightNumber = 0;
  let ending: Promise<void> = Promise.resolve();
  let waiters: { readonly untilNumber: number; readonly resolve: () => void }[] = [];

  /** All batches with a lower number are stored or given up. */
  const oldestNumber = () => (inFlightCount > 0 ? inFlightNumber : queue.firstNumber);

  const wakeWaiters = () => {
    const isDone = (waiter: { readonly untilNumber: number }) => oldestNumber() >= waiter.untilNumber;
    for (const waiter of waiters.filter(isDone)) waiter.resolve();
    waiters = waiters.filter((waiter) => !isDone(waiter));
  };

  const drop = (count: number, code: RecorderErrorCode, message: string) => {
    if (count === 0) return;
    counts.dropped += count;
    report(code, message);
  };

  const giveUp = (reason: string) => {
    if (state === 'open') state = 'unusable';
    drop(queue.clear(), 'DATABASE_UNUSABLE', `Batches are not recorded: ${reason}. Tool calls are not affected.`);
    wakeWaiters();
  };

  const listener: WriterListener = {
    onSettled({ storedCount, rejectedCount, failedCount, error }: WriteOutcome) {
      inFlightCount = 0;
      counts.stored += storedCount;
      if (error !== null) drop(rejectedCount + failedCount, error.code, messageOf(error));
      if (error?.code === 'DATABASE_UNUSABLE') {
        giveUp(error.message);
        void endWriter();
      }
      wakeWaiters();
      pump();
    },
    onRetry() {
      counts.retries += 1;
    },
    onDeath(reason) {
      writer = null;
      drop(inFlightCount, 'DATABASE_UNUSABLE', `Batches are not recorded: ${reason}. Tool calls are not affected.`);
      inFlightCount = 0;
      giveUp(reason);
    },
  };

  const endWriter = () => {
    if (writer !== null) ending = writer.stop(counts.dropped);
    writer = null;
    return ending;
  };

  const pump = () => {
    isPumpPlanned = false;
    if (inFlightCount > 0 || queue.count === 0) return;
    try {
      writer ??= startWriter(listener);
    } catch (error) {
      return giveUp(error instanceof Error ? error.message : String(error));
    }
    inFlightNumber = queue.firstNumber;
    const batches = queue.take();
    inFlightCount = batches.length;
    writer.write(batches, counts.dropped);
  };

  const planPump = () => {
    if (isPumpPlanned) return;
    isPumpPlanned = true;
    // Not now: starting a thread takes long, and batches that end together are written together.
    setImmediate(pump);
  };

  const flush = async (timeoutMs: number) => {
    const untilNumber = queue.nextNumber;
    if (oldestNumber() >= untilNumber) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      waiters.push({ untilNumber, resolve });
      if (timeoutMs !== Number.POSITIVE_INFINITY) timer = setTimeout(resolve, timeoutMs);
    });
    clearTimeout(timer);
  };

  const close = async (timeoutMs: number) => {
    if (state === 'open') state = 'closed';
    await flush(timeoutMs);
    drop(
      queue.clear(),
      'BATCHES_DROPPED',
      `The recorder was closed before all batches could be stored within ${timeoutMs} ms`,
    );
    await endWriter();
    wakeWaiters();
  };

  return {
    offer(batch) {
      counts.recorded += 1;
      if (state === 'closed') return drop(1, 'BATCHES_DROPPED', 'A batch was recorded after its recorder was closed');
      if (state === 'unusable') {
        counts.dropped += 1;
        return;
      }
      const droppedCount = queue.push(batch);
      drop(droppedCount, 'BATCHES_DROPPED', DROPPED_MESSAGE);
      if (droppedCount > 0) wakeWaiters();
      planPump();
    },
    reject(message) {
      counts.recorded += 1;
      drop(1, 'BATCH_REJECTED', `A batch cannot be recorded: ${message}`);
    },
    flush,
    close(timeoutMs) {
      closing ??= close(timeoutMs);
      return closing;
    },
    stats: () => ({
      state,
      recordedCount: counts.recorded,
      storedCount: counts.stored,
      droppedCount: counts.dropped,
      queuedCount: queue.count + inFlightCount,
      queuedBytes: queue.bytes,
      retryCount: counts.retries,
    }),
  };
}

const DROPPED_MESSAGE =
  'Batches come faster than they can be stored: the oldest that wait are dropped (maxQueuedBatches, maxQueuedBytes); stats() counts them';

function messageOf({ code, message }: NonNullable<WriteOutcome['error']>): string {
  switch (code) {
    case 'DATABASE_UNUSABLE':
      return `Batches are not recorded: ${message}. Tool calls are not affected.`;
    case 'WRITE_FAILED':
      return `Batches were given up after retryForMs: ${message}. Tool calls are not affected.`;
    case 'BATCH_REJECTED':
      return `A batch cannot be recorded: ${message}`;
    case 'BATCHES_DROPPED':
      return message;
    default:
      return code satisfies never;
  }
}
