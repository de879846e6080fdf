import { randomUUID } from 'node:crypto';
import type { BatchPayload, BatchRecord, BatchRecorder } from '@parallel-tools/executor';
import { StoreError } from '../errors.js';
import { type Location, locate } from '../store/location.js';
import { createDelivery } from './delivery.js';
import { encodeBatch } from './encode-batch.js';
import { encodeMetric, type MetricValue } from './encode-metric.js';
import { createTurnComparer } from './missed-parallelism.js';
import { type RecorderOptions, type ResolvedRecorderOptions, resolveRecorderOptions } from './options.js';
import type { RecorderStats } from './recorder-stats.js';
import { createReporter, type Reporter } from './reporter.js';
import { isSampled } from './sampling.js';
import { createSpool, type Spool } from './spool/spool.js';
import { spoolFolderFor } from './spool/spool-files.js';
import { startWriterThread, type WriterListener } from './writer-thread.js';

/** Records batches in a database. Make one with `createRecorder`; several executors may share it. */
export interface Recorder extends BatchRecorder, AsyncDisposable {
  /**
   * Takes a batch and returns at once. Never throws; never rejects.
   * @returns Resolves to whether the batch is as safe as `durability` says: false when it was dropped instead.
   */
  record(record: BatchRecord, payload: BatchPayload): Promise<boolean>;
  /**
   * Takes a value of the application's own, to be shown beside the batches. Resolves as `record` does.
   *
   * @throws {TypeError} For a name, value, session or unit that is wrong.
   * @example
   * recorder.metric({ sessionId: 's1', name: 'tokens', value: 812, unit: 'tokens' });
   */
  metric(value: MetricValue): Promise<boolean>;
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
  const report = createReporter(settings.onError);
  const spool = location instanceof StoreError ? null : spoolFor(location, recorderId, settings, report);
  const delivery = createDelivery({ ...settings, startWriter, report, spool });
  const turns = settings.missedParallelism ? createTurnComparer() : null;
  const close: Recorder['close'] = ({ timeoutMs = CLOSE_TIMEOUT_MS } = {}) => delivery.close(timeoutMs);

  return {
    databasePath: location instanceof StoreError ? null : location.shown,
    record(record, payload) {
      try {
        const sampled = isSampled(record, settings.sampling ?? null);
        const missed = turns?.compare(record, payload) ?? { missed: null, missedBatchId: null };
        return delivery.offer(encodeBatch(record, payload, settings, { takenAtMs: Date.now(), sampled, ...missed }));
      } catch (error) {
        delivery.reject(error instanceof Error ? error.message : String(error));
        return Promise.resolve(false);
      }
    },
    metric: (value) => delivery.offer(encodeMetric(value, Date.now())),
    flush: ({ timeoutMs = Number.POSITIVE_INFINITY } = {}) => delivery.flush(timeoutMs),
    close,
    stats: delivery.stats,
    [Symbol.asyncDispose]: () => close(),
  };
}

function spoolFor(
  location: Location,
  recorderId: string,
  { durability, spoolFolder, maxSpoolBytes }: ResolvedRecorderOptions,
  report: Reporter,
): Spool | null {
  if (durability !== 'spool') return null;
  return createSpool({
    folder: spoolFolderFor(location, spoolFolder),
    recorderId,
    maxSpoolBytes,
    onDamage: (file, bytes) =>
      report('SPOOL_FAILED', `${bytes} bytes of the spool ${file} are no whole batch, and were left out`),
  });
}

function locationOf(url: string): Location | StoreError {
  try {
    return locate(url);
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
}
