import { metrics } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { callsOf } from '../../test/call.js';
import { microseconds, Tracing } from '../../test/tracing.js';
import { createExecutor, defineTool } from '../index.js';
import { createManualClock } from '../testing/index.js';
import { otel } from './otel.js';

function tools(clock = createManualClock()) {
  return {
    clock,
    tools: [
      defineTool({ name: 'search', execute: () => clock.sleep(250) }),
      defineTool({ name: 'slow', timeoutMs: 15, execute: () => clock.sleep(99) }),
    ],
  };
}

it('records the duration of every call that ran as the convention has it: name, unit, bounds, attributes', async () => {
  const tracing = new Tracing();
  const { clock, ...options } = tools();
  const executor = createExecutor({ ...options, instrumentation: tracing.instrumentation, maxConcurrency: 1, clock });
  const labels = { agent: 'Researcher' };
  await clock.runUntil(executor.execute(callsOf('search', 'search', 'slow', 'nowhere'), { labels }));
  const durations = await tracing.durations();
  expect(durations?.descriptor).toMatchObject({
    name: 'gen_ai.execute_tool.duration',
    unit: 's',
    type: 'HISTOGRAM',
    advice: {
      explicitBucketBoundaries: [
        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
      ],
    },
  });
  const common = { 'gen_ai.tool.type': 'function', 'gen_ai.agent.name': 'Researcher' };
  expect(
    durations?.dataPoints.map(({ attributes, value }) => ({ attributes, count: value.count, sum: value.sum })),
  ).toEqual([
    // The second queued for the first; what it waited is no part of it.
    { attributes: { ...common, 'gen_ai.tool.name': 'search' }, count: 2, sum: 0.5 },
    { attributes: { ...common, 'gen_ai.tool.name': 'slow', 'error.type': 'TOOL_TIMEOUT' }, count: 1, sum: 0.015 },
  ]);
  const span = await tracing.span('execute_tool slow');
  expect((microseconds(span.endTime) - microseconds(span.startTime)) / 1_000_000).toBe(0.015);
});

it('records where no span is sampled', async () => {
  const tracing = new Tracing({ sampler: { shouldSample: () => ({ decision: 0 }), toString: () => 'none' } });
  const { clock, ...options } = tools();
  const executor = createExecutor({ ...options, instrumentation: tracing.instrumentation, clock });
  await clock.runUntil(executor.execute(callsOf('search')));
  expect(await tracing.spans()).toEqual([]);
  expect((await tracing.durations())?.dataPoints[0]?.value.count).toBe(1);
});

it('finds a global provider that was registered after it was made', async () => {
  const tracing = new Tracing();
  const { clock, ...options } = tools();
  const executor = createExecutor({ ...options, instrumentation: otel(), clock });
  await clock.runUntil(executor.execute(callsOf('search')));
  metrics.setGlobalMeterProvider(tracing.meterProvider);
  try {
    await clock.runUntil(executor.execute(callsOf('search')));
    expect((await tracing.durations())?.dataPoints[0]?.value.count).toBe(1);
  } finally {
    metrics.disable();
  }
});
