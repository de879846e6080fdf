// Set up in its thread as an application would, and run by Node as it is.
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { traced } from '../../src/otel/traced.ts';

const exporter = new InMemorySpanExporter();
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());

/** Starts a span, and says what it and its parent are. */
export const look = traced(async () => {
  await Promise.resolve();
  trace.getTracer('in the thread').startSpan('work').end();
  const [span] = exporter.getFinishedSpans();
  return { traceId: span?.spanContext().traceId, parentId: span?.parentSpanContext?.spanId };
});
