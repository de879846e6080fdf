import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BatchRecord } from '../src/index.js';
import { randomRuns } from './effort.js';
import { runLive } from './laws/live-run.js';
import { surrounded } from './laws/policies.js';
import { workloads } from './laws/workload.js';
import { timedWorld } from './laws/world.js';
import { microseconds, Tracing, useContextManager } from './tracing.js';

useContextManager();

type Line = readonly (string | number)[];

/** What spans should say of a batch, by its record; times in µs since it was submitted. */
function expectedOf({ batchId, calls }: BatchRecord): Line[] {
  return [
    ['tool_batch', batchId],
    ...calls.flatMap((call) => [
      ['execute_tool', call.callId, call.startUs ?? call.endUs, call.endUs, call.attempts.length],
      ...call.attempts.map(({ attempt, startUs, endUs }) => ['attempt', call.callId, startUs, endUs, attempt]),
    ]),
  ];
}

/** What they do say. */
function recordedOf({ startedAtMs, batchId }: BatchRecord, spans: readonly ReadableSpan[]): Line[] {
  const batch = spans.find(({ attributes }) => attributes['parallel_tools.batch.id'] === batchId);
  const childrenOf = (parent: ReadableSpan | undefined) =>
    spans.filter(({ parentSpanContext }) => parentSpanContext?.spanId === parent?.spanContext().spanId);
  const line = (name: string, span: ReadableSpan, number: keyof Attributes) => {
    const [startUs, endUs] = [span.startTime, span.endTime].map((time) => microseconds(time) - startedAtMs * 1000);
    return [name, String(span.attributes['gen_ai.tool.call.id']), startUs, endUs, span.attributes[number]] as Line;
  };
  return [
    ['tool_batch', String(batch?.attributes['parallel_tools.batch.id'])],
    ...childrenOf(batch).flatMap((call) => [
      line('execute_tool', call, 'parallel_tools.call.attempts'),
      ...childrenOf(call).map((attempt) => line('attempt', attempt, 'parallel_tools.attempt.number')),
    ]),
  ];
}

const sorted = (lines: readonly Line[]) => lines.map((line) => line.join(' ')).sort();

it('records each batch as its record has it, and leaves no span open, whatever the tools do', async () => {
  let attemptCount = 0;
  await fc.assert(
    fc.asyncProperty(surrounded(workloads('any', 20)), async (workload) => {
      const tracing = new Tracing();
      const { batches } = await runLive(workload, timedWorld(), null, tracing.instrumentation);
      const spans = await tracing.spans();
      for (const { result } of batches) {
        if (result === null) continue;
        expect(sorted(recordedOf(result.record, spans))).toEqual(sorted(expectedOf(result.record)));
        attemptCount += result.record.totals.attemptCount;
      }
      expect(tracing.open.size).toBe(0);
    }),
    randomRuns('tracing', 300),
  );
  expect(attemptCount).toBeGreaterThan(200);
}, 60_000);
