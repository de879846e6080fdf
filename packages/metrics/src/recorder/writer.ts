import { StoreError } from '../errors.js';
import type { EncodedRows, Store } from '../store/store.js';
import type { EncodedBatch } from './encode-batch.js';
import type { WriteOutcome } from './writer-messages.js';

/** What a writer needs of the world. */
export interface WriterOptions {
  /** @throws {StoreError} */
  openStore(): Promise<Store>;
  /** Changes when the database is another file than before; null when there is none. */
  identifyFile(): string | null;
  /** Resolves after a while, or as soon as `signal` aborts. Never rejects. */
  delay(delayMs: number, signal: AbortSignal): Promise<void>;
  /** Monotonic, in ms. */
  now(): number;
  /** Epoch ms. */
  wallTimeMs(): number;
  /** A write failed and will be repeated. */
  onRetry(): void;
  readonly recorder: { readonly id: string; readonly startedAtMs: number };
  readonly retryForMs: number;
}

/** Stores batches, whatever the database does meanwhile. */
export interface Writer {
  /** Never rejects. One at a time. */
  write(batches: readonly EncodedBatch[], droppedCount: number): Promise<WriteOutcome>;
  /** What is being repeated is given up at once, and nothing is repeated from now on. */
  stopRetrying(): void;
  /** Notes how many batches were dropped in the end, and closes the database. Never rejects. */
  close(droppedCount: number): Promise<void>;
}

const FIRST_DELAY_MS = 20;
const MAX_DELAY_MS = 1000;

/** Repeats what fails for as long as it may, through a store opened anew each time. */
export function createWriter(options: WriterOptions): Writer {
  const stopping = new AbortController();
  let store: Store | null = null;
  let storeFile: string | null = null;
  let hasOpened = false;
  let failingSince: number | null = null;
  let notedDroppedCount = 0;

  const closeStore = async () => {
    const closing = store?.close();
    store = null;
    await closing;
  };

  const openedStore = async (): Promise<Store> => {
    if (store !== null && options.identifyFile() !== storeFile) await closeStore();
    if (store === null) {
      store = await options.openStore();
      storeFile = options.identifyFile();
      hasOpened = true;
    }
    return store;
  };

  const tryOnce = async (batches: readonly EncodedBatch[], droppedCount: number): Promise<StoreError | null> => {
    try {
      const opened = await openedStore();
      await opened.write(rowsOf(batches), { ...options.recorder, lastWriteMs: options.wallTimeMs(), droppedCount });
      notedDroppedCount = droppedCount;
      return null;
    } catch (thrown) {
      // After a failed commit the connection may keep "storing" what is lost (prisma/orm#29933): never use it again.
      await closeStore();
      return thrown instanceof StoreError ? thrown : new StoreError('WRITE_FAILED', String(thrown), { cause: thrown });
    }
  };

  const isWorthRepeating = ({ code }: StoreError) =>
    code === 'DATABASE_BUSY' || code === 'WRITE_FAILED' || (hasOpened && code !== 'WRITE_REJECTED');

  const tryFor = async (batches: readonly EncodedBatch[], droppedCount: number): Promise<StoreError | null> => {
    for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, MAX_DELAY_MS)) {
      const error = await tryOnce(batches, droppedCount);
      if (error === null) failingSince = null;
      if (error === null || !isWorthRepeating(error)) return error;
      failingSince ??= options.now();
      if (stopping.signal.aborted || options.now() - failingSince >= options.retryForMs) return error;
      options.onRetry();
      await options.delay(delayMs, stopping.signal);
    }
  };

  const write = async (batches: readonly EncodedBatch[], droppedCount: number): Promise<WriteOutcome> => {
    const error = await tryFor(batches, droppedCount);
    if (error === null) return { ...NONE, storedCount: batches.length };
    if (error.code !== 'WRITE_REJECTED') return failed(batches.length, error, isWorthRepeating(error));
    if (batches.length === 1) return rejected(error);
    // One of them spoils the statement for all.
    let outcome = NONE;
    for (const batch of batches) outcome = plus(outcome, await write([batch], droppedCount));
    return outcome;
  };

  return {
    write,
    stopRetrying: () => stopping.abort(),
    async close(droppedCount) {
      if (hasOpened && droppedCount !== notedDroppedCount) await tryOnce([], droppedCount);
      await closeStore();
    },
  };
}

const NONE: WriteOutcome = Object.freeze({ storedCount: 0, rejectedCount: 0, failedCount: 0, error: null });

function failed(failedCount: number, { message }: StoreError, isPassing: boolean): WriteOutcome {
  return { ...NONE, failedCount, error: { code: isPassing ? 'WRITE_FAILED' : 'DATABASE_UNUSABLE', message } };
}

function rejected({ message }: StoreError): WriteOutcome {
  return { ...NONE, rejectedCount: 1, error: { code: 'BATCH_REJECTED', message } };
}

function plus(a: WriteOutcome, b: WriteOutcome): WriteOutcome {
  return {
    storedCount: a.storedCount + b.storedCount,
    rejectedCount: a.rejectedCount + b.rejectedCount,
    failedCount: a.failedCount + b.failedCount,
    error: a.error ?? b.error,
  };
}

function rowsOf(batches: readonly EncodedBatch[]): EncodedRows {
  return {
    tools: jsonArray(batches.map(({ tools }) => tools)),
    batches: jsonArray(batches.map((batch) => batch.batches)),
    calls: jsonArray(batches.map(({ calls }) => calls)),
    attempts: jsonArray(batches.map(({ attempts }) => attempts)),
  };
}

/** @param parts - Insides of JSON arrays; those of empty ones are empty. */
function jsonArray(parts: readonly string[]): string {
  return `[${parts.filter((part) => part !== '').join(',')}]`;
}
