import type { BatchRecord } from '@parallel-tools/executor';
import type { AttributionSum } from './get-attribution.js';
import type { Bottlenecks } from './get-bottlenecks.js';
import type { FailureFilter, FailureGroups } from './get-failure-groups.js';
import type { LatencyHeatmap } from './get-latency-heatmap.js';
import type { LatencyHistogram } from './get-latency-histogram.js';
import type { LatencyBucket } from './get-latency-series.js';
import type { MetricSeries } from './get-metric-series.js';
import type { RecordersHealth } from './get-recorder-health.js';
import type { SaturationBucket } from './get-saturation.js';
import type { SessionDetail } from './get-session.js';
import type { ToolFacts } from './get-tool.js';
import type { ToolTrend } from './get-tool-trends.js';
import type { Waste } from './get-waste.js';
import type { BatchListOptions, BatchPage } from './list-batches.js';
import type { CallListOptions, CallRow } from './list-calls.js';
import type { MetricRow } from './list-metrics.js';
import type { RecordList } from './list-records.js';
import type { SessionListOptions, SessionPage } from './list-sessions.js';
import type {
  BatchDetail,
  FailureBucket,
  MetricsStatus,
  Overview,
  SpeedupBucket,
  TimeRange,
  ToolLatency,
  ToolSort,
} from './types.js';
import type { BatchWatch, WatchOptions } from './watch-batches.js';

/**
 * Reads one database. All answers are bounded by a range or a limit, and a batch belongs to the range in which it was
 * submitted, with all its calls, attempts and waits. Sums and percentiles include what sampling left out, but for
 * what a range cuts off a minute at its ends, and what was pruned, as long as its sums are kept; lists and single batches do not. A `limit` is 1 to 500. A series has a bucket for every multiple of `bucketMs` that the
 * range touches, without holes, at most 1,000; first and last may be cut by the range. Buckets that are not whole minutes are for ranges
 * of up to two hours. Every question rejects with a
 * `MetricsError`, `INVALID_RANGE` for what is asked wrongly.
 */
export interface MetricsReader {
  readonly databasePath: string;
  /** What the database holds. */
  getStatus(): Promise<MetricsStatus>;
  /** Whether the numbers are complete: what recorders dropped, and when they last wrote. */
  getRecorderHealth(limit: number): Promise<RecordersHealth>;
  /** Sums and percentiles of all batches; ask again with the period before to compare. */
  getOverview(range: TimeRange): Promise<Overview>;
  /** Speedup realised and ideal over time. */
  getSpeedupSeries(range: TimeRange, bucketMs: number): Promise<readonly SpeedupBucket[]>;
  /** Calls that did not end `ok` over time, by kind; of one tool with `toolName`. */
  getFailureSeries(range: TimeRange, bucketMs: number, filter?: FailureFilter): Promise<readonly FailureBucket[]>;
  /** The tools of the range; `sort` is by calls unless told otherwise. `totalCount`: tools called in the range. */
  getToolLatencies(
    range: TimeRange,
    limit: number,
    sort?: ToolSort,
  ): Promise<{ readonly rows: readonly ToolLatency[]; readonly totalCount: number }>;
  /** Small lines for the tools called most. */
  getToolTrends(range: TimeRange, bucketMs: number, limit: number): Promise<readonly ToolTrend[]>;
  /** Where all makespans went; sums to them. */
  getAttribution(range: TimeRange): Promise<AttributionSum>;
  /** Which tool and which wait cost most critical-path time. */
  getBottlenecks(range: TimeRange, limit: number): Promise<Bottlenecks>;
  /** A tool as it was last seen, with its limit. Null for one that was never called. */
  getTool(toolName: string): Promise<ToolFacts | null>;
  /** Percentiles and waits of one tool over time. A tool that was never called has empty buckets. */
  getLatencySeries(toolName: string, range: TimeRange, bucketMs: number): Promise<readonly LatencyBucket[]>;
  /** How its run times are spread; at most `bandCount` bands, 40 unless told otherwise, at most 200. */
  getLatencyHistogram(toolName: string, range: TimeRange, bandCount?: number): Promise<LatencyHistogram>;
  /** The same over time, in the same bands. */
  getLatencyHeatmap(toolName: string, range: TimeRange, bucketMs: number, bandCount?: number): Promise<LatencyHeatmap>;
  /** When its limits were full. */
  getSaturation(toolName: string, range: TimeRange, bucketMs: number): Promise<readonly SaturationBucket[]>;
  /** Failed calls by tool, status, code and normalised message. */
  getFailureGroups(range: TimeRange, limit: number, filter?: FailureFilter): Promise<FailureGroups>;
  /** Single calls: the slowest, those that waited longest, or the newest. */
  listCalls(range: TimeRange, options: CallListOptions): Promise<readonly CallRow[]>;
  /** Page by page; newest first unless told otherwise. */
  listBatches(range: TimeRange, options: BatchListOptions): Promise<BatchPage>;
  /** Null when there is no such batch. */
  getBatch(batchId: string): Promise<BatchDetail | null>;
  /** Agent runs whose last batch is in the range, newest first, page by page. */
  listSessions(range: TimeRange, options: SessionListOptions): Promise<SessionPage>;
  /** The first `limit` turns of a session, whenever it was. Null when no batch has this session id. */
  getSession(sessionId: string, limit: number): Promise<SessionDetail | null>;
  /** What `recorder.metric()` was given, by name. */
  listMetrics(limit: number): Promise<readonly MetricRow[]>;
  /** One custom metric over time; empty buckets where there are no values, or none of that name. */
  getMetricSeries(name: string, range: TimeRange, bucketMs: number): Promise<MetricSeries>;
  /** Work that came to nothing, retries, cache savings, missed parallelism; `limit` bounds `tools`. */
  getWaste(range: TimeRange, limit: number): Promise<Waste>;
  /** The batch as it was recorded, for `simulate`, save what was redacted or cut. Null when there is no such batch. */
  getRecord(batchId: string): Promise<BatchRecord | null>;
  /** The newest batches of a range as they were recorded, for `simulate` and `suggest`. */
  listRecords(range: TimeRange, limit: number): Promise<RecordList>;
  /**
   * Mean run time of attempts that ended `ok`, in ms, by tool name: the executor's `durations`, so that its first batch is
   * ordered as well as its last was. Of the tools with the most such attempts.
   */
  getDurations(range: TimeRange, limit: number): Promise<Readonly<Record<string, number>>>;
  /** New batches as they are stored, for live views. Each call makes a poller of its own: share what it gives. */
  watchBatches(options?: WatchOptions): BatchWatch;
  close(): Promise<void>;
}
