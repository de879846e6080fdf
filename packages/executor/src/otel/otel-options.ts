import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import { check, checkBoolean } from '../check.js';

/** Options of `otel()`. */
export interface OtelOptions {
  /** @defaultValue the global one, also where that is registered later */
  readonly tracerProvider?: TracerProvider | undefined;
  /** @defaultValue the global one, also where that is registered later */
  readonly meterProvider?: MeterProvider | undefined;
  /**
   * Whether spans carry the arguments and outputs of calls, as JSON. They hold users' data.
   * @defaultValue false
   */
  readonly captureContent?: boolean | undefined;
}

/** @throws {ExecutorError} `INVALID_OPTION`, naming option and value. */
export function checkOtelOptions({ tracerProvider, meterProvider, captureContent = false }: OtelOptions): void {
  checkBoolean('captureContent', captureContent);
  const [tracers, meters] = [tracerProvider?.getTracer, meterProvider?.getMeter];
  check(
    tracerProvider === undefined || typeof tracers === 'function',
    'tracerProvider',
    'must be a TracerProvider',
    tracerProvider,
  );
  check(
    meterProvider === undefined || typeof meters === 'function',
    'meterProvider',
    'must be a MeterProvider',
    meterProvider,
  );
}
