import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, it } from 'vitest';
import { createExecutor } from '../src/index.js';
import { otel } from '../src/otel/index.js';
import { callsOf } from './call.js';
import { useContextManager } from './tracing.js';

useContextManager();

interface Value {
  readonly stringValue?: string;
  readonly intValue?: number | string;
}

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Value }[];
  readonly status: { readonly code: number };
  readonly events: readonly { readonly name: string }[];
}

/** An OTLP/HTTP receiver: it takes JSON at the paths of the protocol and answers as a collector does. */
async function startReceiver() {
  const bodies: Record<string, unknown[]> = { '/v1/traces': [], '/v1/metrics': [] };
  const refused: string[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const piece of request.setEncoding('utf8')) text += piece;
    const taken = bodies[request.url ?? ''];
    const isOtlp = request.method === 'POST' && request.headers['content-type'] === 'application/json';
    if (taken === undefined || !isOtlp) {
      refused.push(`${request.method} ${request.url} ${request.headers['content-type']}`);
      response.writeHead(415).end();
      return;
    }
    taken.push(JSON.parse(text));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"partialSuccess":{}}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    bodies,
    refused,
    close: () => new Promise((closed) => server.close(closed)),
  };
}

function attributesOf({ attributes }: Pick<OtlpSpan, 'attributes'>): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]));
}

it('arrives at an OTLP receiver: one trace of the batch, its calls and attempts, and the histogram', async () => {
  const receiver = await startReceiver();
  const exporter = new OTLPTraceExporter({ url: `${receiver.url}/v1/traces` });
  const metricExporter = new OTLPMetricExporter({ url: `${receiver.url}/v1/metrics` });
  const tracerProvider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] });
  const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 3_600_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });

  const search = { name: 'search', execute: () => 'three pages' };
  const ill = {
    name: 'ill',
    execute() {
      throw new RangeError('out of range');
    },
  };
  const instrumentation = otel({ tracerProvider, meterProvider, captureContent: true });
  const executor = createExecutor({ tools: [search, ill], instrumentation });
  const before = BigInt(Date.now() - 1) * 1_000_000n;
  await executor.execute(callsOf('search', 'ill'));
  await executor.close();
  await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown()]);
  const after = BigInt(Date.now() + 1) * 1_000_000n;
  await receiver.close();

  expect(receiver.refused).toEqual([]);
  type Traces = { resourceSpans: { scopeSpans: { scope: { name: string }; spans: OtlpSpan[] }[] }[] };
  const scopes = (receiver.bodies['/v1/traces'] as Traces[]).flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans),
  );
  expect(scopes.map(({ scope }) => scope.name)).toEqual(['@parallel-tools/executor']);
  const spans = scopes.flatMap((scope) => scope.spans);
  expect(spans).toHaveLength(5);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  for (const { startTimeUnixNano, endTimeUnixNano } of spans) {
    expect([BigInt(startTimeUnixNano) >= before, BigInt(endTimeUnixNano) <= after]).toEqual([true, true]);
  }

  const named = (name: string) => spans.find((span) => span.name === name) as OtlpSpan;
  const [batch, call, failed] = ['tool_batch', 'execute_tool search', 'execute_tool ill'].map(named) as [
    OtlpSpan,
    OtlpSpan,
    OtlpSpan,
  ];
  expect(batch.parentSpanId).toBeFalsy();
  expect([call.parentSpanId, failed.parentSpanId]).toEqual([batch.spanId, batch.spanId]);
  expect(named('attempt ill').parentSpanId).toBe(failed.spanId);
  expect(attributesOf(call)).toMatchObject({
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'search',
    'gen_ai.tool.call.id': 'c1',
    'gen_ai.tool.call.arguments': '{}',
    'gen_ai.tool.call.result': '"three pages"',
    'parallel_tools.call.attempts': 1,
  });
  // INTERNAL; status 2 is ERROR.
  expect([call.kind, call.status.code, failed.status.code]).toEqual([1, 0, 2]);
  expect(attributesOf(failed)).toMatchObject({ 'error.type': 'TOOL_FAILED' });
  expect(failed.events.map(({ name }) => name)).toEqual(['exception']);

  type Point = { attributes: OtlpSpan['attributes']; count: number | string; explicitBounds: number[] };
  type Metric = { name: string; unit: string; histogram: { dataPoints: Point[] } };
  type Metrics = { resourceMetrics: { scopeMetrics: { metrics: Metric[] }[] }[] };
  const received = (receiver.bodies['/v1/metrics'] as Metrics[]).flatMap(({ resourceMetrics }) =>
    resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics)),
  );
  expect(received.map(({ name, unit }) => [name, unit])).toEqual([['gen_ai.execute_tool.duration', 's']]);
  const points = received.flatMap(({ histogram }) => histogram.dataPoints);
  expect(points.map((point) => [attributesOf(point)['gen_ai.tool.name'], Number(point.count)])).toEqual([
    ['search', 1],
    ['ill', 1],
  ]);
  expect(points[0]?.explicitBounds).toHaveLength(14);
});
