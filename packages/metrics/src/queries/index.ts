export { isMetricsError, MetricsError } from '../errors.js';
export type { BatchFilter } from './batch-filter.js';
export type { AttributionSum } from './get-attribution.js';
export type { Bottleneck, Bottlenecks } from './get-bottlenecks.js';
export type { FailureFilter, FailureGroup, FailureGroups } from './get-failure-groups.js';
export type { LatencyHeatmap } from './get-latency-heatmap.js';
export type { LatencyHistogram } from './get-latency-histogram.js';
export type { LatencyBucket } from './get-latency-series.js';
export type { MetricBucket, MetricSeries } from './get-metric-series.js';
export type { RecorderHealth, RecordersHealth } from './get-recorder-health.js';
export type { SaturationBucket } from './get-saturation.js';
export type { SessionDetail, SessionMetric, SessionTurn } from './get-session.js';
export type { ToolFacts } from './get-tool.js';
export type { ToolTrend, ToolTrendBucket } from './get-tool-trends.js';
export type { ToolWaste, Waste, WorkKind, WorkSums, WorkTime } from './get-waste.js';
export type { LatencyBand } from './latency-bands.js';
export type { BatchListOptions, BatchListRow, BatchPage, BatchSort } from './list-batches.js';
export type { CallListOptions, CallRow } from './list-calls.js';
export type { MetricRow } from './list-metrics.js';
export type { RecordList } from './list-records.js';
export type { SessionCursor, SessionListOptions, SessionPage, SessionRow } from './list-sessions.js';
export { type MetricsOptions, openMetrics } from './open-metrics.js';
export type { ToolPathPart } from './path-time.js';
export type { MetricsReader } from './reader.js';
export type {
  BatchCursor,
  BatchDetail,
  BatchRow,
  CallDetail,
  FailureBucket,
  MetricsErrorCode,
  MetricsStatus,
  Overview,
  PathTime,
  SpeedupBucket,
  TimeRange,
  ToolLatency,
  ToolRef,
  ToolSort,
} from './types.js';
export type { BatchNews, BatchWatch, WatchOptions } from './watch-batches.js';
