export { RecorderError, type RecorderErrorCode } from './errors.js';
export { createRecorder, type Recorder } from './recorder/create-recorder.js';
export type { MetricValue } from './recorder/encode-metric.js';
export type { Durability, RecorderOptions, RedactedField } from './recorder/options.js';
export type { RecorderStats } from './recorder/recorder-stats.js';
export type { SamplingOptions } from './recorder/sampling.js';
export { type RepeatOptions, repeatHistory as experimental_repeatHistory } from './repeat-history.js';
