import { MetricsError, StoreError } from '../errors.js';
import { databasePath as pathOf } from '../store/database-path.js';
import { fileIdentity } from '../store/file-identity.js';
import { openForReading } from '../store/open-for-reading.js';
import type { ReadStore } from '../store/store.js';
import { getBatch } from './get-batch.js';
import { getFailureSeries } from './get-failure-series.js';
import { getOverview } from './get-overview.js';
import { getSpeedupSeries } from './get-speedup-series.js';
import { getStatus } from './get-status.js';
import { getToolLatencies } from './get-tool-latencies.js';
import { listBatches } from './list-batches.js';
import type { MetricsReader } from './types.js';

/** Options of `openMetrics`. */
export interface MetricsOptions {
  /**
   * `file:` and a path; a relative one is taken from the working directory now.
   * @defaultValue 'file:./parallel-tools.db'
   */
  readonly url?: string;
}

/**
 * Reads one database and never writes to it. The file is opened by the first question, and anew whenever it was
 * removed, replaced or could not be used: it may come into being, or be mended, at any time. Every question rejects with
 * a {@link MetricsError} when it cannot be answered.
 *
 * @throws {MetricsError} `INVALID_URL`
 * @example
 * const metrics = openMetrics({ url: 'file:./parallel-tools.db' });
 * const { batchCount } = await metrics.getStatus();
 */
export function openMetrics({ url = 'file:./parallel-tools.db' }: MetricsOptions = {}): MetricsReader {
  const databasePath = pathOrThrow(url);
  const connection = createConnection(databasePath);
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
    close: connection.close,
  };
}

function createConnection(databasePath: string) {
  let opened: { readonly store: ReadStore; readonly identity: string | null } | null = null;

  const close = async () => {
    const closing = opened?.store.close();
    opened = null;
    await closing;
  };

  const currentStore = (): ReadStore => {
    const identity = fileIdentity(databasePath);
    // The handle of a replaced file still works: it would show what was there before, for ever.
    if (opened !== null && opened.identity !== identity) void close();
    opened ??= { store: openForReading(databasePath), identity };
    return opened.store;
  };

  const ask = async <Answer>(question: (store: ReadStore) => Promise<Answer>): Promise<Answer> => {
    let store: ReadStore | undefined;
    try {
      store = currentStore();
      return await question(store);
    } catch (thrown) {
      // Opened anew next time; another question may have done so already.
      if (thrown instanceof StoreError && store === opened?.store) await close();
      throw asMetricsError(thrown);
    }
  };

  return { ask, close };
}

function pathOrThrow(url: string): string {
  try {
    return pathOf(url);
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
