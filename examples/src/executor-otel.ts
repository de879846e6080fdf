import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { otel } from '@parallel-tools/executor/otel';

// As an application sets OpenTelemetry up, but for the exporter, which would send to a collector.
const exporter = new InMemorySpanExporter();
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const tracer = trace.getTracer('my-agent');

let isFirst = true;
const search = defineTool({
  name: 'search',
  effects: 'read',
  retry: { maxRetries: 1, initialDelayMs: 1 },
  execute: () =>
    tracer.startActiveSpan('GET /search', async (request) => {
      request.end();
      if (isFirst) {
        isFirst = false;
        throw new Error('503');
      }
      return '3 pages';
    }),
});

const executor = createExecutor({ tools: [search], instrumentation: otel() });
await tracer.startActiveSpan('agent turn', async (turn) => {
  await executor.execute([
    { id: 'c1', name: 'search', args: {} },
    { id: 'c2', name: 'serach', args: {} },
  ]);
  turn.end();
});
await executor.close();

/** Prints the spans below one, each with its `error.type` and its events. */
function print(parentId?: string, indent = ''): void {
  for (const span of exporter.getFinishedSpans()) {
    if (span.parentSpanContext?.spanId !== parentId) continue;
    const events = span.events.map(({ name }) => `(${name})`);
    console.log([indent + span.name, span.attributes['error.type'], ...events].filter(Boolean).join(' '));
    print(span.spanContext().spanId, `${indent}  `);
  }
}
print();
