export { otel } from './otel.js';
export type { OtelOptions } from './otel-options.js';
export { traced } from './traced.js';
