import { type RecorderErrorCode, StoreError } from '../errors.js';
import { rollAhead } from '../store/rolled-rows.js';
import type { EncodedRows, RecorderRow, Store } from '../store/store.js';
import type { EncodedBatch } from './encode-batch.js';
import { truncate } from './sanitise.js';
import type { RecorderHealth, WriteOutcome } from './writer-messages.js';

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
  /** The database is busy with a write, and the thread is not: the moment to `prepare` the next. Must not throw. */
  onIdle?(): void;
  readonly recorder: { readonly id: string; readonly startedAtMs: number };
  readonly retryForMs: number;
}

/** Stores batches, whatever the database does meanwhile. */
export interface Writer {
  /** Computes ahead what a write of these batches needs. Never throws: what is wrong with them, the write will say. */
  prepare(batches: readonly EncodedBatch[]): void;
  /** Never rejects. One at a time. */
  write(batches: readonly EncodedBatch[], health: RecorderHealth): Promise<WriteOutcome>;
  /**
   * Adds some batches of before there were rollups to them. Never rejects.
   * @returns Whether there may be more.
   */
  rollUp(): Promise<boolean>;
  /**
   * When there is nothing to write: empties the write-ahead log, which otherwise keeps the size it once had. Never rejects.
   * @returns Whether there is no more to do.
   */
  tidy(): Promise<boolean>;
  /** What is being repeated is given up at once, and nothing is repeated from now on. */
  stopRetrying(): void;
  /** Notes how the recorder stands in the end, and closes the database. Never rejects. */
  close(health: RecorderHealth): Promise<void>;
}

const FIRST_DELAY_MS = 20;
const MAX_DELAY_MS = 1000;
/** Few enough not to keep new batches waiting. */
const ROLLED_UP_AT_ONCE = 100;

/** Repeats what fails for as long as it may, through a store opened anew each time. */
export function createWriter(options: WriterOptions): Writer {
  const stopping = new AbortController();
  let store: Store | null = null;
  let storeFile: string | null = null;
  let hasOpened = false;
  let isRolledUp = false;
  let failingSince: number | null = null;
  let lastError: RecorderRow['lastError'] = null;
  let storedCount = 0;
  const prepared = new WeakMap<readonly EncodedBatch[], EncodedRows>();

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

  const tryOnce = async (batches: readonly EncodedBatch[], health: RecorderHealth): Promise<StoreError | null> => {
    try {
      const opened = await openedStore();
      await opened.write(prepared.get(batches) ?? rowsOf(batches), recorderRow(batches, health, null), options.onIdle);
      storedCount += batches.length;
      return null;
    } catch (thrown) {
      // After a failed commit the connection may keep "storing" what is lost (prisma/orm#29933): never use it again.
      await closeStore();
      const error =
        thrown instanceof StoreError ? thrown : new StoreError('WRITE_FAILED', String(thrown), { cause: thrown });
      lastError = { code: error.code, message: sanitised(error.message), atMs: options.wallTimeMs() };
      return error;
    }
  };

  const recorderRow = (
    batches: readonly EncodedBatch[],
    health: RecorderHealth,
    closedAtMs: number | null,
  ): RecorderRow => {
    const nowMs = options.wallTimeMs();
    const oldestMs = batches.reduce((oldest, { takenAtMs }) => Math.min(oldest, takenAtMs), nowMs);
    const lagMs = batches.length === 0 ? null : Math.round(nowMs - oldestMs);
    const withThese = storedCount + batches.length;
    return { ...options.recorder, ...health, storedCount: withThese, lastWriteMs: nowMs, lagMs, lastError, closedAtMs };
  };

  const isWorthRepeating = ({ code }: StoreError) =>
    code === 'DATABASE_BUSY' || code === 'WRITE_FAILED' || (hasOpened && code !== 'WRITE_REJECTED');

  const tryFor = async (batches: readonly EncodedBatch[], health: RecorderHealth): Promise<StoreError | null> => {
    for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, MAX_DELAY_MS)) {
      const error = await tryOnce(batches, health);
      if (error === null) failingSince = null;
      if (error === null || !isWorthRepeating(error)) return error;
      failingSince ??= options.now();
      if (stopping.signal.aborted || options.now() - failingSince >= options.retryForMs) return error;
      options.onRetry();
      await options.delay(delayMs, stopping.signal);
    }
  };

  const write = async (batches: readonly EncodedBatch[], health: RecorderHealth): Promise<WriteOutcome> => {
    const error = await tryFor(batches, health);
    if (error === null) return ALL_STORED;
    const all = [...batches.keys()];
    if (error.code !== 'WRITE_REJECTED')
      return unstored(all, error, isWorthRepeating(error) ? 'WRITE_FAILED' : 'DATABASE_UNUSABLE');
    if (batches.length === 1) return unstored(all, error, 'BATCH_REJECTED');
    // One of them spoils the statement for all.
    let outcome = ALL_STORED;
    for (const [index, batch] of batches.entries()) {
      const { notStored, error: reason } = await write([batch], health);
      // A batch that must be repeated outweighs one that never can be.
      const isWorse = outcome.error === null || outcome.error.code === 'BATCH_REJECTED';
      if (notStored.length > 0) {
        outcome = { notStored: [...outcome.notStored, index], error: isWorse ? reason : outcome.error };
      }
    }
    return outcome;
  };

  const tidy = async (): Promise<boolean> => {
    try {
      return store === null || (await store.checkpoint());
    } catch {
      // The next write meets it too, and says so.
      return true;
    }
  };

  return {
    prepare(batches) {
      try {
        prepared.set(batches, prepared.get(batches) ?? rollAhead(rowsOf(batches)));
      } catch {
        // Then nothing is known ahead.
      }
    },
    write,
    async rollUp() {
      if (store === null || isRolledUp) return false;
      try {
        isRolledUp = (await store.rollUp(ROLLED_UP_AT_ONCE)) === 0;
        return !isRolledUp;
      } catch {
        await closeStore();
        return false;
      }
    },
    tidy,
    stopRetrying: () => stopping.abort(),
    async close(health) {
      try {
        // Told of a database that is there; one that is not is not waited for.
        if (store !== null) await store.write(rowsOf([]), recorderRow([], health, options.wallTimeMs()));
      } catch {
        // It stays unsaid.
      }
      await tidy();
      await closeStore();
    },
  };
}

/** Longest message of an error that is stored, in UTF-16 code units. */
const MAX_ERROR_CHARS = 500;

/** A driver's message may quote what the database refused. */
function sanitised(message: string): string {
  return truncate(message.toWellFormed().replaceAll('\0', '\ufffd'), MAX_ERROR_CHARS);
}

const ALL_STORED: WriteOutcome = Object.freeze({ notStored: [], error: null });

function unstored(notStored: readonly number[], { message }: StoreError, code: RecorderErrorCode): WriteOutcome {
  return { notStored, error: { code, message } };
}

/** Batches as one write stores them. */
export function rowsOf(batches: readonly EncodedBatch[]): EncodedRows {
  return {
    batches: jsonArray(batches.map((batch) => batch.batches)),
    calls: jsonArray(batches.map(({ calls, omitsCalls }) => (omitsCalls ? '' : calls))),
    attempts: jsonArray(batches.map(({ attempts, omitsCalls }) => (omitsCalls ? '' : attempts))),
    omittedCalls: jsonArray(batches.map(({ calls, omitsCalls }) => (omitsCalls ? calls : ''))),
    omittedAttempts: jsonArray(batches.map(({ attempts, omitsCalls }) => (omitsCalls ? attempts : ''))),
    metrics: jsonArray(batches.map(({ metrics }) => metrics)),
  };
}

/** @param parts - Insides of JSON arrays; those of empty ones are empty. */
function jsonArray(parts: readonly string[]): string {
  return `[${parts.filter((part) => part !== '').join(',')}]`;
}
