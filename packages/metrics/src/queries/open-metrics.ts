import { MetricsError, StoreError } from '../errors.js';
import { fileIdentity } from '../store/file-identity.js';
import { type Location, locate } from '../store/location.js';
import { openStoreForReading } from '../store/open-store.js';
import type { ReadStore } from '../store/store.js';
import { getAttribution } from './get-attribution.js';
import { getBatch } from './get-batch.js';
import { getBottlenecks } from './get-bottlenecks.js';
import { getDurations } from './get-durations.js';
import { getFailureGroups } from './get-failure-groups.js';
import { getFailureSeries } from './get-failure-series.js';
import { getLatencyHeatmap } from './get-latency-heatmap.js';
import { getLatencyHistogram } from './get-latency-histogram.js';
import { getLatencySeries } from './get-latency-series.js';
import { getMetricSeries } from './get-metric-series.js';
import { getOverview } from './get-overview.js';
import { getRecord } from './get-record.js';
import { getRecorderHealth } from './get-recorder-health.js';
import { getSaturation } from './get-saturation.js';
import { getSession } from './get-session.js';
import { getSpeedupSeries } from './get-speedup-series.js';
import { getStatus } from './get-status.js';
import { getTool } from './get-tool.js';
import { getToolLatencies } from './get-tool-latencies.js';
import { getToolTrends } from './get-tool-trends.js';
import { getWaste } from './get-waste.js';
import { listBatches } from './list-batches.js';
import { listCalls } from './list-calls.js';
import { listMetrics } from './list-metrics.js';
import { listRecords } from './list-records.js';
import { listSessions } from './list-sessions.js';
import type { MetricsReader } from './reader.js';
import { watchBatches } from './watch-batches.js';

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
    getFailureSeries: (range, bucketMs, filter) => ask((store) => getFailureSeries(store, range, bucketMs, filter)),
    getToolLatencies: (range, limit, sort) => ask((store) => getToolLatencies(store, range, limit, sort)),
    listBatches: (range, options) => ask((store) => listBatches(store, range, options)),
    getBatch: (batchId) => ask((store) => getBatch(store, batchId)),
    getDurations: (range, limit) => ask((store) => getDurations(store, range, limit)),
    getRecord: (batchId) => ask((store) => getRecord(store, batchId)),
    getAttribution: (range) => ask((store) => getAttribution(store, range)),
    getBottlenecks: (range, limit) => ask((store) => getBottlenecks(store, range, limit)),
    getLatencySeries: (toolName, range, bucketMs) => ask((store) => getLatencySeries(store, toolName, range, bucketMs)),
    getLatencyHistogram: (toolName, range, bandCount) =>
      ask((store) => getLatencyHistogram(store, toolName, range, bandCount)),
    getLatencyHeatmap: (toolName, range, bucketMs, bandCount) =>
      ask((store) => getLatencyHeatmap(store, toolName, range, bucketMs, bandCount)),
    getSaturation: (toolName, range, bucketMs) => ask((store) => getSaturation(store, toolName, range, bucketMs)),
    getFailureGroups: (range, limit, filter) => ask((store) => getFailureGroups(store, range, limit, filter)),
    listCalls: (range, options) => ask((store) => listCalls(store, range, options)),
    listSessions: (range, options) => ask((store) => listSessions(store, range, options)),
    getSession: (sessionId, limit) => ask((store) => getSession(store, sessionId, limit)),
    getWaste: (range, limit) => ask((store) => getWaste(store, range, limit)),
    listRecords: (range, limit) => ask((store) => listRecords(store, range, limit)),
    getToolTrends: (range, bucketMs, limit) => ask((store) => getToolTrends(store, range, bucketMs, limit)),
    getRecorderHealth: (limit) => ask((store) => getRecorderHealth(store, limit)),
    getTool: (toolName) => ask((store) => getTool(store, toolName)),
    listMetrics: (limit) => ask((store) => listMetrics(store, limit)),
    getMetricSeries: (name, range, bucketMs) => ask((store) => getMetricSeries(store, name, range, bucketMs)),
    watchBatches: (options) => watchBatches(ask, options),
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
