import { MetricsError, StoreError } from '../errors.js';
import { fileIdentity } from '../store/file-identity.js';
import { type Location, locate } from '../store/location.js';
import { openStoreForReading } from '../store/open-store.js';
import type { ReadStore } from '../store/store.js';
import { getBatch } from './get-batch.js';
import { getDurations } from './get-durations.js';
import { getFailureSeries } from './get-failure-series.js';
import { getOverview } from './get-overview.js';
import { getRecord } from './get-record.js';
import { getSpeedupSeries } from './get-speedup-series.js';
import { getStatus } from './get-status.js';
import { getToolLatencies } from './get-tool-latencies.js';
import { listBatches } from './list-batches.js';
import type { MetricsReader } from './types.js';

/** Options of `openMetrics`. */
export interface MetricsOptions {
  /**
   * As the recorder's. A relative path is taken from the working directory now.
   * @defaultValue 'file:./parallel-tools.db'
   */
  readonly url?: string;
}

/**
 * Reads one database and never writes to it. It is opened by the first question, and anew whenever it was removed,
 * replaced or could not be used: it may come into being, or be mended, at any time. Every question rejects with
 * a {@link MetricsError} when it cannot be answered.
 *
 * @throws {MetricsError} `INVALID_URL`
 * @example
 * const metrics = openMetrics({ url: 'file:./parallel-tools.db' });
 * const { batchCount } = await metrics.getStatus();
 */
export function openMetrics({ url = 'file:./parallel-tools.db' }: MetricsOptions = {}): MetricsReader {
  const location = locationOrThrow(url);
  const databasePath = location.shown;
  const connection = createConnection(location);
  const { ask } = connection;
  return {
    databasePath,
    getStatus: () => ask((store) => getStatus(store, databasePath)),
    getOverview: (range) => ask((store) => getOverview(store, range)),
    getSpeedupSeries: (range, bucketMs) => ask((store) => getSpeedupSeries(store, range, bucketMs)),
    getFailureSeries: (range, bucketMs) => ask((store) => getFailureSeries(store, range, bucketMs)),
    getToolLatencies: (range, limit) => ask((store) => getToolLatencies(store, range, limit)),
    listBatches: (range, options) => ask((store) => listBatches(store, range, options)),
    getBatch: (batchId) => ask((store) => getBatch(store, batchId)),
    getDurations: (range, limit) => ask((store) => getDurations(store, range, limit)),
    getRecord: (batchId) => ask((store) => getRecord(store, batchId)),
    close: connection.close,
  };
}

function createConnection(location: Location) {
  let opened: { readonly store: Promise<ReadStore>; readonly identity: string | null } | null = null;

  const close = async () => {
    const closing = opened?.store;
    opened = null;
    await closing?.then(
      (store) => store.close(),
      () => undefined,
    );
  };

  const currentStore = (): Promise<ReadStore> => {
    const identity = location.kind === 'sqlite' ? fileIdentity(location.file) : location.shown;
    // The handle of a replaced file still works: it would show what was there before, for ever.
    if (opened !== null && opened.identity !== identity) void close();
    opened ??= { store: openStoreForReading(location), identity };
    return opened.store;
  };

  const ask = async <Answer>(question: (store: ReadStore) => Promise<Answer>): Promise<Answer> => {
    const store = currentStore();
    try {
      return await question(await store);
    } catch (thrown) {
      // Opened anew next time; another question may have done so already.
      if (thrown instanceof StoreError && store === opened?.store) await close();
      throw asMetricsError(thrown);
    }
  };

  return { ask, close };
}

function locationOrThrow(url: string): Location {
  try {
    return locate(url);
  } catch (thrown) {
    throw asMetricsError(thrown);
  }
}

function asMetricsError(thrown: unknown): unknown {
  if (!(thrown instanceof StoreError)) return thrown;
  const { code, message } = thrown;
  const isOwn = code !== 'DATABASE_BUSY' && code !== 'WRITE_FAILED' && code !== 'WRITE_REJECTED';
  return new MetricsError(isOwn ? code : 'DATABASE_UNREADABLE', message, { cause: thrown });
}
