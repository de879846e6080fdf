import { context, type HrTime } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  type HistogramMetricData,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll } from 'vitest';
import { otel } from '../src/otel/index.js';

/** The real SDK with what it records in memory. */
export class Tracing {
  readonly tracerProvider: TracerProvider;
  readonly meterProvider: MeterProvider;
  readonly instrumentation: ReturnType<typeof otel>;
  /** Spans that began and have not ended. */
  readonly open = new Set<string>();
  readonly #spans = new InMemorySpanExporter();
  readonly #metrics = new InMemoryMetricExporter(AggregationTemporality.DELTA);

  constructor(options: { readonly captureContent?: boolean; readonly sampler?: Sampler } = {}) {
    const { sampler, captureContent } = options;
    const spanProcessors = [new SimpleSpanProcessor({ exporter: this.#spans }), this.#openSpans()];
    this.tracerProvider = new TracerProvider({ spanProcessors, ...(sampler && { sampler }) });
    const reader = new PeriodicExportingMetricReader({ exporter: this.#metrics, exportIntervalMillis: 3_600_000 });
    this.meterProvider = new MeterProvider({ readers: [reader] });
    const { tracerProvider, meterProvider } = this;
    this.instrumentation = otel({ tracerProvider, meterProvider, captureContent });
  }

  /** Those that have ended, in the order in which they did. */
  async spans(): Promise<readonly ReadableSpan[]> {
    await this.tracerProvider.forceFlush();
    return this.#spans.getFinishedSpans();
  }

  async span(name: string): Promise<ReadableSpan> {
    const found = (await this.spans()).filter((span) => span.name === name);
    const [only] = found;
    if (found.length !== 1 || only === undefined) throw new Error(`${found.length} spans are named ${name}`);
    return only;
  }

  /** Names of spans, each two blanks further in than its parent; siblings by their start. */
  async tree(): Promise<string[]> {
    const spans = [...(await this.spans())].sort((a, b) => microseconds(a.startTime) - microseconds(b.startTime));
    const under = (parentId: string | undefined, indent: string): string[] =>
      spans
        .filter(({ parentSpanContext }) => parentSpanContext?.spanId === parentId)
        .flatMap((span) => [indent + span.name, ...under(span.spanContext().spanId, `${indent}  `)]);
    return under(undefined, '');
  }

  /** What was recorded since it was last asked. */
  async durations(): Promise<HistogramMetricData | undefined> {
    this.#metrics.reset();
    await this.meterProvider.forceFlush();
    const metrics = this.#metrics.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
    return metrics[0]?.metrics[0] as HistogramMetricData | undefined;
  }

  #openSpans(): SpanProcessor {
    return {
      onStart: (span) => void this.open.add(span.spanContext().spanId),
      onEnd: (span) => void this.open.delete(span.spanContext().spanId),
      forceFlush: async () => {},
      shutdown: async () => {},
    };
  }
}

export function microseconds([seconds, nanoseconds]: HrTime): number {
  return seconds * 1_000_000 + nanoseconds / 1000;
}

/** For the tests of a file: what is active follows promises and callbacks. */
export function useContextManager(): void {
  const manager = new AsyncLocalStorageContextManager();
  beforeAll(() => void context.setGlobalContextManager(manager.enable()));
  afterAll(() => {
    context.disable();
    manager.disable();
  });
}
