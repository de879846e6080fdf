import { randomUUID } from 'node:crypto';
import type { BatchRecorder } from '@parallel-tools/executor';
import { StoreError } from '../errors.js';
import { type Location, locate } from '../store/location.js';
import { createDelivery, type RecorderStats } from './delivery.js';
import { encodeBatch } from './encode-batch.js';
import { type RecorderOptions, resolveRecorderOptions } from './options.js';
import { createReporter } from './reporter.js';
import { startWriterThread, type WriterListener } from './writer-thread.js';

/** Records batches in a database. Make one with `createRecorder`; several executors may share it. */
export interface Recorder extends BatchRecorder, AsyncDisposable {
  /**
   * Resolves when all that was recorded so far is stored or given up, or after `timeoutMs`. Never rejects.
   * @param options - `timeoutMs` in ms; `Infinity` unless given, which `retryForMs` bounds.
   */
  flush(options?: { readonly timeoutMs?: number }): Promise<void>;
  /**
   * Flushes, closes the database, and ends the recorder's thread. Never rejects; may be called twice. What is recorded
   * after it is dropped.
   * @param options - `timeoutMs` of the flush in ms; 10,000 unless given. What is left then is dropped.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<void>;
  stats(): RecorderStats;
  /** Absolute path of the file, or the PostgreSQL URL without user and password; null for a URL that is wrong. */
  readonly databasePath: string | null;
}

const CLOSE_TIMEOUT_MS = 10_000;

/**
 * A recorder that stores finished batches from a thread of its own: `record()` returns at once and never throws. File,
 * tables and thread come into being with the first batch. A process that ends by itself first stores what is recorded;
 * one that is ended by `process.exit()` or a signal has to `close()` before.
 *
 * @throws {TypeError} For an option that is wrong. A database that cannot be used is reported to `onError` instead, and
 *   the tool calls go on unrecorded.
 * @example
 * const recorder = createRecorder({ url: 'file:./parallel-tools.db' });
 * const executor = createExecutor({ tools, recorder });
 */
export function createRecorder(options: RecorderOptions = {}): Recorder {
  const settings = resolveRecorderOptions(options);
  const location = locationOf(settings.url);
  const recorderId = randomUUID();
  const startedAtMs = Date.now();

  const startWriter = (listener: WriterListener) => {
    if (location instanceof StoreError) throw location;
    return startWriterThread({ location, recorderId, startedAtMs, retryForMs: settings.retryForMs }, listener);
  };
  const delivery = createDelivery({ ...settings, startWriter, report: createReporter(settings.onError) });
  const close: Recorder['close'] = ({ timeoutMs = CLOSE_TIMEOUT_MS } = {}) => delivery.close(timeoutMs);

  return {
    databasePath: location instanceof StoreError ? null : location.shown,
    record(record, payload) {
      try {
        delivery.offer(encodeBatch(record, payload, settings));
      } catch (error) {
        delivery.reject(error instanceof Error ? error.message : String(error));
      }
    },
    flush: ({ timeoutMs = Number.POSITIVE_INFINITY } = {}) => delivery.flush(timeoutMs),
    close,
    stats: delivery.stats,
    [Symbol.asyncDispose]: () => close(),
  };
}

function locationOf(url: string): Location | StoreError {
  try {
    return locate(url);
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
}
