import type { RecorderErrorCode } from '../errors.js';
import { type BatchQueue, createBatchQueue } from './batch-queue.js';
import { createDropCounts, DROPPED_MESSAGE, messageOf, unusableMessage } from './drop-counts.js';
import type { EncodedBatch } from './encode-batch.js';
import { createFlushWaiters } from './flush-waiters.js';
import type { Durability } from './options.js';
import type { RecorderStats } from './recorder-stats.js';
import type { Reporter } from './reporter.js';
import type { Spool } from './spool/spool.js';
import type { RecorderHealth, WriteOutcome } from './writer-messages.js';
import type { WriterListener, WriterThread } from './writer-thread.js';

/** Options of a delivery. */
export interface DeliveryOptions {
  readonly maxQueuedBatches: number;
  readonly maxQueuedBytes: number;
  readonly durability: Durability;
  /** Null unless `durability` is `'spool'`. */
  readonly spool: Spool | null;
  /** @throws When there can be no writer; called once, when there is something to write. */
  startWriter(listener: WriterListener): WriterThread;
  readonly report: Reporter;
}

/** Hands batches to the writer's thread, a write at a time and a full one ahead, and keeps count. */
export interface Delivery {
  /** Takes a batch, or drops it. Returns at once; resolves to whether it is as safe as `durability` says. */
  offer(batch: EncodedBatch): Promise<boolean>;
  /** Counts a batch that could not be encoded. */
  reject(message: string): void;
  flush(timeoutMs: number): Promise<void>;
  close(timeoutMs: number): Promise<void>;
  stats(): RecorderStats;
}

/** Batches the writer's thread has, and the number of the first. */
interface Write {
  readonly firstNumber: number;
  readonly batches: readonly EncodedBatch[];
}

export function createDelivery({ startWriter, report, spool, durability, ...bounds }: DeliveryOptions): Delivery {
  const queue: BatchQueue = createBatchQueue(bounds);
  const counts = { recorded: 0, stored: 0, spooled: 0, retries: 0 };
  const dropped = createDropCounts();
  /** Who waits to hear that a batch is stored. */
  const storedListeners = new WeakMap<EncodedBatch, (isStored: boolean) => void>();
  /** Left the memory for a spool that does not have them yet. */
  const trustedToSpool = new WeakSet<EncodedBatch>();
  let state: RecorderStats['state'] = 'open';
  let writer: WriterThread | null = null;
  /** Being written, and the write after it. */
  const inFlight: Write[] = [];
  let isPumpPlanned = false;
  let isTakingKept = false;
  let closing: Promise<void> | null = null;
  let ending: Promise<void> = Promise.resolve();
  const waiters = createFlushWaiters();

  const health = (): RecorderHealth => ({
    droppedCount: dropped.total,
    dropped: JSON.stringify([...dropped.byReason].flat()),
    queuedCount: queue.count,
    queuedBytes: queue.bytes,
    spoolBytes: spool?.byteLength ?? null,
    retryCount: counts.retries,
    durability,
  });

  /** All batches with a lower number are stored or given up. */
  const oldestNumber = () => inFlight[0]?.firstNumber ?? queue.firstNumber;

  const tell = (batch: EncodedBatch, isStored: boolean) => {
    storedListeners.get(batch)?.(isStored);
    storedListeners.delete(batch);
  };

  const count = (code: RecorderErrorCode, message: string, added: number) => {
    if (added === 0) return;
    dropped.add(code, added);
    report(code, message);
  };

  /** What leaves the memory unstored is lost, unless the spool has it. */
  const drop = (batches: readonly EncodedBatch[], code: RecorderErrorCode, message: string, canRepeat = true) => {
    let lostCount = 0;
    for (const batch of batches) {
      tell(batch, false);
      if (canRepeat && spool?.keep(batch)) {
        counts.spooled += 1;
        trustedToSpool.add(batch);
      } else {
        if (!canRepeat) spool?.settle(batch);
        lostCount += 1;
      }
    }
    count(code, message, lostCount);
  };

  const giveUp = (reason: string) => {
    if (state === 'open') state = 'unusable';
    const message = unusableMessage(reason);
    report('DATABASE_UNUSABLE', message);
    drop(queue.clear(), 'DATABASE_UNUSABLE', message);
    waiters.reached(oldestNumber());
  };

  const settle = ({ notStored, error }: WriteOutcome) => {
    const written = inFlight.shift()?.batches ?? [];
    const left = new Set(notStored);
    for (const [index, batch] of written.entries()) {
      if (left.has(index)) continue;
      counts.stored += 1;
      spool?.settle(batch);
      tell(batch, true);
    }
    if (error === null) return;
    const batches = written.filter((_, index) => left.has(index));
    drop(batches, error.code, messageOf(error), error.code !== 'BATCH_REJECTED');
  };

  const listener: WriterListener = {
    onSettled(outcome) {
      settle(outcome);
      if (outcome.error?.code === 'DATABASE_UNUSABLE') {
        giveUp(outcome.error.message);
        void endWriter();
      }
      waiters.reached(oldestNumber());
      pump();
      if (outcome.error === null) void takeKept();
    },
    onRetry() {
      counts.retries += 1;
    },
    onDeath(reason) {
      writer = null;
      dropInFlight(reason);
      giveUp(reason);
    },
  };

  /** What a thread that is no more had not settled. */
  const dropInFlight = (reason: string) => {
    const lost = inFlight.splice(0).flatMap(({ batches }) => batches);
    drop(lost, 'DATABASE_UNUSABLE', unusableMessage(reason));
    waiters.reached(oldestNumber());
  };

  const endWriter = () => {
    if (writer !== null) ending = writer.stop(health()).then(() => dropInFlight(ENDED_BY_FORCE));
    writer = null;
    return ending;
  };

  const pump = () => {
    isPumpPlanned = false;
    // A full write ahead, so that the thread need not wait for this one; a smaller one would only be small.
    while (queue.count > 0 && (inFlight.length === 0 || (inFlight.length === 1 && queue.fillsWrite))) {
      try {
        writer ??= startWriter(listener);
      } catch (error) {
        return giveUp(error instanceof Error ? error.message : String(error));
      }
      const { firstNumber } = queue;
      const batches = queue.take();
      inFlight.push({ firstNumber, batches });
      writer.write(batches, health());
    }
  };

  const planPump = () => {
    if (isPumpPlanned) return;
    isPumpPlanned = true;
    // Not now: starting a thread takes long, and batches that end together are written together.
    setImmediate(pump);
  };

  const enqueue = (batch: EncodedBatch) => {
    const left = queue.push(batch);
    drop(left, 'BATCHES_DROPPED', DROPPED_MESSAGE);
    if (left.length > 0) waiters.reached(oldestNumber());
    planPump();
  };

  const acknowledge = (batch: EncodedBatch): Promise<boolean> => {
    if (durability === 'memory') return TAKEN;
    const stored = new Promise<boolean>((resolve) => storedListeners.set(batch, resolve));
    if (spool === null) return stored;
    return spool.append(batch).then(
      () => true,
      (error: Error) => {
        report('SPOOL_FAILED', `Batches are not spooled, only sent to the database: ${error.message}`);
        if (trustedToSpool.has(batch)) {
          counts.spooled -= 1;
          count('SPOOL_FAILED', `Batches are lost with the spool: ${error.message}`, 1);
        }
        return stored;
      },
    );
  };

  /** Once the database takes batches again: what had to leave the memory. */
  const takeKept = async () => {
    if (spool === null || isTakingKept || counts.spooled === 0 || queue.count > 0 || state !== 'open') return;
    isTakingKept = true;
    const batches = await spool.takeKept().catch(() => []);
    isTakingKept = false;
    counts.spooled -= batches.length;
    for (const batch of batches) enqueue(batch);
  };

  /** What recorders before this one left behind. */
  const adopting = spool?.adopt().then(
    (batches) => {
      counts.recorded += batches.length;
      for (const batch of batches) enqueue(batch);
    },
    (error: Error) => report('SPOOL_FAILED', `What an earlier recorder spooled cannot be read: ${error.message}`),
  );

  const flush = async (timeoutMs: number) => {
    if (adopting !== undefined) await adopting;
    const untilNumber = queue.nextNumber;
    if (oldestNumber() < untilNumber) await waiters.wait(untilNumber, timeoutMs);
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
    await spool?.close();
    waiters.reached(oldestNumber());
  };

  return {
    offer(batch) {
      counts.recorded += 1;
      if (state === 'open') {
        const isSafe = acknowledge(batch);
        enqueue(batch);
        return isSafe;
      }
      if (state === 'closed') count('BATCHES_DROPPED', 'A batch was recorded after its recorder was closed', 1);
      else dropped.add('DATABASE_UNUSABLE', 1);
      return LOST;
    },
    reject(message) {
      counts.recorded += 1;
      count('BATCH_REJECTED', `A batch cannot be recorded: ${message}`, 1);
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
      droppedCount: dropped.total,
      queuedCount: inFlight.reduce((sum, { batches }) => sum + batches.length, queue.count),
      spooledCount: counts.spooled,
      droppedByReason: Object.fromEntries(dropped.byReason),
      queuedBytes: queue.bytes,
      spoolBytes: spool?.byteLength ?? 0,
      retryCount: counts.retries,
    }),
  };
}

const ENDED_BY_FORCE = 'the thread that writes waited for the database for ever, and was ended';
const TAKEN = Promise.resolve(true);
const LOST = Promise.resolve(false);
