import { context, type TracerProvider as Provider, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  NoopSpanProcessor,
  type Sampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { type AnyTool, createExecutor, type Instrumentation } from '@parallel-tools/executor';
import { otel } from '@parallel-tools/executor/otel';
import { compare, costOf, type Subject } from './compare.ts';
import { callsOf, executorSubject } from './executor-subject.ts';
import { type Finding, ratioFinding } from './finding.ts';
import { noop } from './peers.ts';
import type { Settings } from './settings.ts';

/** Of a batch; its spans are held until it ends. */
const CALLS = 1_000;

/**
 * What `otel()` adds to a call of a tool that does nothing: without a provider, unsampled, and recording. It makes two spans
 * per call, which are dropped when they end: no exporter is measured. Beside it one span per call made by hand.
 */
export async function* measureTelemetry(settings: Settings): AsyncGenerator<Finding> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const [off, on] = [providerOf(new AlwaysOffSampler()), providerOf(new AlwaysOnSampler())];
  const subjects: readonly (readonly [string, Subject])[] = [
    ['a listener and no instrumentation (A/A)', executorSubject(CALLS)],
    ['otel() without a provider', instrumented(otel())],
    ['otel(), not sampled', instrumented(otel({ tracerProvider: off }))],
    ['otel(), recording', instrumented(otel({ tracerProvider: on }))],
    ['a span by hand per call, not sampled', instrumented(undefined, spanByHand(off))],
    ['a span by hand per call, recording', instrumented(undefined, spanByHand(on))],
  ];
  const plain = costOf(executorSubject(CALLS), settings);
  for (const [name, subject] of subjects) {
    yield ratioFinding(`${name}, to none`, await compare(costOf(subject, settings), plain, settings), null);
  }
}

function providerOf(sampler: Sampler): TracerProvider {
  return new TracerProvider({ sampler, spanProcessors: [new NoopSpanProcessor()] });
}

function instrumented(
  instrumentation: Instrumentation | undefined,
  tool: AnyTool = { name: 'noop', execute: noop },
): Subject {
  const executor = createExecutor({ tools: [tool], maxConcurrency: 10, instrumentation });
  const calls = callsOf('noop', CALLS);
  const { signal } = new AbortController();
  executor.subscribe(() => 0);
  const run = async () => {
    const { success, stats } = await executor.execute(calls, { signal });
    if (!success || !(stats.makespanMs >= 0)) throw new Error('a call did not end ok');
  };
  return { name: 'executor', callsPerRun: CALLS, run };
}

/** What somebody without an instrumentation would write. */
function spanByHand(provider: Provider): AnyTool {
  const tracer = provider.getTracer('by hand');
  return {
    name: 'noop',
    async execute(args: object) {
      const span = tracer.startSpan('execute_tool noop', { attributes: { 'gen_ai.tool.name': 'noop' } });
      try {
        return await context.with(trace.setSpan(context.active(), span), noop, undefined, args);
      } finally {
        span.end();
      }
    },
  };
}
