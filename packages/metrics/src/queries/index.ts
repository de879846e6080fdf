export { isMetricsError, MetricsError } from '../errors.js';
export { type MetricsOptions, openMetrics } from './open-metrics.js';
export type {
  BatchCursor,
  BatchDetail,
  BatchPage,
  BatchRow,
  CallDetail,
  FailureBucket,
  MetricsErrorCode,
  MetricsReader,
  MetricsStatus,
  Overview,
  SpeedupBucket,
  TimeRange,
  ToolLatency,
  ToolRef,
} from './types.js';
