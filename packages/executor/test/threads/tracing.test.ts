import { propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Tracing, useContextManager } from '../tracing.js';
import { runOne, threadExecutor, threadTool } from './thread-tools.js';

useContextManager();
beforeAll(() => void propagation.setGlobalPropagator(new W3CTraceContextPropagator()));
afterAll(() => propagation.disable());

const module = new URL('./traced-module.ts', import.meta.url);

it('puts what a tool starts in a thread under its attempt', async () => {
  const tracing = new Tracing();
  const executor = threadExecutor([], {
    tools: [threadTool('look', { module })],
    instrumentation: tracing.instrumentation,
  });
  const turn = tracing.tracerProvider.getTracer('app').startActiveSpan('turn', (span) => {
    span.end();
    return runOne(executor, 'look');
  });
  const result = await turn;
  const attempt = (await tracing.span('attempt look')).spanContext();
  const { traceId } = (await tracing.span('turn')).spanContext();
  expect(result).toMatchObject({ status: 'ok', output: { traceId, parentId: attempt.spanId } });
});

it('reaches a runner as traceparent', async () => {
  const tracing = new Tracing();
  const runIn = { run: ({ context }: { context: { carrier: object } }) => ({ ...context.carrier }) };
  const executor = threadExecutor([], { tools: [{ name: 'far', runIn }], instrumentation: tracing.instrumentation });
  const result = await runOne(executor, 'far');
  const { traceId, spanId } = (await tracing.span('attempt far')).spanContext();
  expect(result).toMatchObject({ status: 'ok', output: { traceparent: `00-${traceId}-${spanId}-01` } });
  expect(trace.getActiveSpan()).toBeUndefined();
});
