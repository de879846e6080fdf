import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { context, trace } from '@opentelemetry/api';
import { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler } from '@opentelemetry/sdk-trace';
import { describe, expect, it, vi } from 'vitest';
import { callsOf } from '../../test/call.js';
import { Tracing, useContextManager } from '../../test/tracing.js';
import { createExecutor } from '../index.js';
import { settle } from '../testing/index.js';
import { otel } from './otel.js';

useContextManager();

const echo = { name: 'echo', execute: () => trace.getActiveSpan()?.spanContext() };

it('uses the global provider, also one that is registered later', async () => {
  const tracing = new Tracing();
  const executor = createExecutor({ tools: [echo], instrumentation: otel() });
  await executor.execute(callsOf('echo'));
  trace.setGlobalTracerProvider(tracing.tracerProvider);
  try {
    await executor.execute(callsOf('echo'));
    expect(await tracing.tree()).toEqual(['tool_batch', '  execute_tool echo', '    attempt echo']);
  } finally {
    trace.disable();
  }
});

it('changes nothing where OpenTelemetry is not set up', async () => {
  const executor = createExecutor({ tools: [echo], instrumentation: otel() });
  const { results } = await executor.execute(callsOf('echo', 'nowhere'));
  expect(results.map(({ status }) => status)).toEqual(['ok', 'error']);
});

/** Collects garbage. */
async function collect(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  await settle();
  gc();
}

it('holds nothing of a batch that has ended', async () => {
  const tracing = new Tracing();
  const executor = createExecutor({ tools: [echo], instrumentation: tracing.instrumentation });
  const execute = async () => {
    const args = {};
    await executor.execute([{ id: 'c1', name: 'echo', args }]);
    return new WeakRef(args);
  };
  const args = await execute();
  await collect();
  expect(args.deref()).toBeUndefined();
});

describe('where the turn is not sampled', () => {
  it('asks the sampler for the batch and each call, and makes no attempts', async () => {
    const asked: string[] = [];
    const shouldSample = (_context: unknown, _traceId: string, name: string) => {
      asked.push(name);
      return { decision: 0 };
    };
    const tracing = new Tracing({ sampler: { shouldSample, toString: () => 'none' } });
    await createExecutor({ tools: [echo], instrumentation: tracing.instrumentation }).execute(callsOf('echo', 'echo'));
    expect(asked).toEqual(['tool_batch', 'execute_tool echo', 'execute_tool echo']);
  });

  it('records nothing, and hands on that nothing is to be recorded', async () => {
    const tracing = new Tracing({ sampler: new AlwaysOffSampler() });
    const executor = createExecutor({ tools: [echo], instrumentation: tracing.instrumentation });
    const { results } = await executor.execute(callsOf('echo'));
    expect(await tracing.spans()).toEqual([]);
    expect(results).toMatchObject([{ output: { traceFlags: 0, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) } }]);
  });

  it('follows what the caller decided', async () => {
    const tracing = new Tracing({ sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }) });
    const executor = createExecutor({ tools: [echo], instrumentation: tracing.instrumentation });
    const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 0 };
    const { results } = await context.with(trace.setSpanContext(context.active(), spanContext), () =>
      executor.execute(callsOf('echo')),
    );
    expect(results).toMatchObject([{ output: { traceId: spanContext.traceId, traceFlags: 0 } }]);
    expect(await tracing.spans()).toEqual([]);
  });
});

it('never changes a batch when a provider throws', async () => {
  const error = new Error('an ill provider');
  const onListenerError = vi.fn();
  const startSpan = () => {
    throw error;
  };
  const instrumentation = otel({ tracerProvider: { getTracer: () => ({ startSpan }) as never } });
  const executor = createExecutor({ tools: [echo], instrumentation, onListenerError });
  const { success } = await executor.execute(callsOf('echo', 'echo'));
  expect(success).toBe(true);
  expect(onListenerError).toHaveBeenCalledWith(error);
});

it('serves several executors', async () => {
  const tracing = new Tracing();
  const executors = [1, 2].map(() => createExecutor({ tools: [echo], instrumentation: tracing.instrumentation }));
  await Promise.all(executors.map((executor) => executor.execute(callsOf('echo'))));
  expect((await tracing.spans()).filter(({ name }) => name === 'execute_tool echo')).toHaveLength(2);
  expect(tracing.open.size).toBe(0);
});

it.each([
  ['captureContent', 'must be true or false', { captureContent: 'yes' }],
  ['tracerProvider', 'must be a TracerProvider', { tracerProvider: {} }],
  ['meterProvider', 'must be a MeterProvider', { meterProvider: {} }],
])('refuses %s: %s', (option, rule, options) => {
  expect(() => otel(options as never)).toThrow(`${option} ${rule}`);
});
