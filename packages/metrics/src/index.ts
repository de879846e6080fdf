export { RecorderError, type RecorderErrorCode } from './errors.js';
export { createRecorder, type Recorder } from './recorder/create-recorder.js';
export type { RecorderStats } from './recorder/delivery.js';
export type { RecorderOptions, RedactedField } from './recorder/options.js';
