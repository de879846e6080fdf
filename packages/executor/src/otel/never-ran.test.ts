import { SpanStatusCode } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { callsOf } from '../../test/call.js';
import { microseconds, Tracing, useContextManager } from '../../test/tracing.js';
import { createExecutor, defineTool } from '../index.js';
import { createManualClock, gatedTool, settle } from '../testing/index.js';

useContextManager();

/** What spans say of how their calls ended. */
async function endsOf(tracing: Tracing) {
  const calls = (await tracing.spans()).filter(({ name }) => name.startsWith('execute_tool'));
  return calls.map(({ attributes, status, startTime, endTime, events }) => ({
    id: attributes['gen_ai.tool.call.id'],
    status: attributes['parallel_tools.call.status'],
    errorType: attributes['error.type'],
    attempts: attributes['parallel_tools.call.attempts'],
    isError: status.code === SpanStatusCode.ERROR,
    ms: (microseconds(endTime) - microseconds(startTime)) / 1000,
    eventCount: events.length,
  }));
}

const NEVER_RAN = { attempts: 0, ms: 0, isError: true, eventCount: 0 };

it('gives a call that never ran a span without length, with what it came to, and no attempt', async () => {
  const tracing = new Tracing();
  const ill = defineTool({
    name: 'ill',
    execute() {
      throw new Error('no');
    },
  });
  const after = defineTool({ name: 'after', dependsOn: ['ill'], execute: () => {} });
  const picky = defineTool({
    name: 'picky',
    input: { jsonSchema: { type: 'object', required: ['n'] } },
    execute: () => {},
  });
  const executor = createExecutor({ tools: [ill, after, picky], instrumentation: tracing.instrumentation });
  await executor.execute(callsOf('ill', 'after', 'picky', 'nowhere'));
  expect(await endsOf(tracing)).toEqual([
    { ...NEVER_RAN, id: 'c3', status: 'error', errorType: 'INVALID_ARGUMENTS' },
    { ...NEVER_RAN, id: 'c4', status: 'error', errorType: 'UNKNOWN_TOOL' },
    expect.objectContaining({ id: 'c1', attempts: 1, errorType: 'TOOL_FAILED', eventCount: 1 }),
    { ...NEVER_RAN, id: 'c2', status: 'skipped', errorType: 'SKIPPED' },
  ]);
  const names = (await tracing.spans()).map(({ name }) => name);
  expect(names.filter((name) => name.startsWith('attempt'))).toEqual(['attempt ill']);
  const { attributes } = (await tracing.spans()).find(({ name }) => name === 'execute_tool after') ?? {};
  expect(attributes).toMatchObject({ 'parallel_tools.call.failed_dependency_id': 'c1' });
});

it.each([
  ['ABORTED', { signal: true }],
  ['DEADLINE', { deadlineMs: 50 }],
  ['FAIL_FAST', { onError: 'fail-fast' }],
] as const)('says of a batch that ended early, and of the calls it ended, that it was %s', async (code, how) => {
  const tracing = new Tracing();
  const clock = createManualClock();
  const controller = new AbortController();
  const tool = gatedTool('search');
  const late = defineTool({
    name: 'late',
    async execute() {
      await clock.sleep(50);
      throw new Error('no');
    },
  });
  const executor = createExecutor({
    tools: [tool, late],
    instrumentation: tracing.instrumentation,
    maxConcurrency: 2,
    clock,
  });
  const options = 'signal' in how ? { signal: controller.signal } : how;
  const done = executor.execute(callsOf('late', 'search', 'search'), options);
  await settle();
  if ('signal' in how) controller.abort();
  await clock.runUntil(done);
  const [queued, running] = (await endsOf(tracing))
    .filter(({ id }) => id !== 'c1')
    .sort((a) => (a.id === 'c3' ? -1 : 1));
  expect(queued).toEqual({ ...NEVER_RAN, id: 'c3', status: 'cancelled', errorType: code });
  expect(running).toMatchObject({ id: 'c2', status: 'cancelled', errorType: code, attempts: 1, isError: true });
  const batch = await tracing.span('tool_batch');
  expect(batch.attributes).toMatchObject({ 'error.type': code, 'parallel_tools.batch.ok_count': 0 });
  expect(batch.status.code).toBe(SpanStatusCode.ERROR);
  expect(tracing.open.size).toBe(0);
});

it('leaves a batch whose calls failed unmarked: a failed call is a result', async () => {
  const tracing = new Tracing();
  await createExecutor({ tools: [], instrumentation: tracing.instrumentation }).execute(callsOf('nowhere'));
  const batch = await tracing.span('tool_batch');
  expect(batch.status.code).toBe(SpanStatusCode.UNSET);
  expect(batch.attributes).toMatchObject({ 'parallel_tools.batch.call_count': 1, 'parallel_tools.batch.ok_count': 0 });
});

it('does not call it a failure when a framework interrupts or a call was not meant', async () => {
  const tracing = new Tracing();
  const ask = defineTool({
    name: 'ask',
    execute() {
      throw new Error('interrupt');
    },
  });
  const executor = createExecutor({ tools: [ask, gatedTool('search')], instrumentation: tracing.instrumentation });
  const batch = executor.open({ isControlFlow: () => true });
  batch.add({ id: 'c1', name: 'search', args: {} }).discard();
  batch.add({ id: 'c2', name: 'ask', args: {} });
  batch.seal();
  await batch.result;
  const spans = (await tracing.spans()).filter(({ name }) => name !== 'tool_batch');
  expect(spans).toHaveLength(4);
  expect(spans.every(({ status }) => status.code === SpanStatusCode.UNSET)).toBe(true);
  expect(spans.flatMap(({ events }) => events)).toEqual([]);
  const codes = spans.map(({ attributes }) => attributes['parallel_tools.call.cancel_code']).filter(Boolean);
  expect(codes.sort()).toEqual(['CONTROL_FLOW', 'DISCARDED']);
});

it('gives an attempt a span also where somebody ended it before its tool ran', async () => {
  const tracing = new Tracing();
  const controller = new AbortController();
  const tool = gatedTool('search');
  const executor = createExecutor({ tools: [tool], instrumentation: tracing.instrumentation });
  const onEvent = ({ type }: { type: string }) => type === 'attempt-start' && controller.abort();
  await executor.execute(callsOf('search'), { signal: controller.signal, onEvent });
  expect(tool.startCount).toBe(0);
  expect(await tracing.tree()).toEqual(['tool_batch', '  execute_tool search', '    attempt search']);
  expect(tracing.open.size).toBe(0);
});

it('says of a call that needed no attempt where its output came from', async () => {
  const tracing = new Tracing();
  const search = gatedTool('search');
  const cached = { ...search, effects: 'read' as const, cache: { ttlMs: 1000 } };
  const executor = createExecutor({ tools: [cached], instrumentation: tracing.instrumentation });
  const both = executor.execute(callsOf('search', 'search'));
  await settle();
  search.open();
  await both;
  await executor.execute(callsOf('search'));
  const calls = (await tracing.spans()).filter(({ name }) => name === 'execute_tool search');
  const read = calls.map(({ attributes }) => [
    attributes['parallel_tools.call.status'],
    attributes['parallel_tools.call.attempts'],
    attributes['parallel_tools.call.source'],
  ]);
  expect(read).toEqual([
    ['ok', 1, undefined],
    ['ok', 0, 'shared'],
    ['ok', 0, 'cache'],
  ]);
  expect((await tracing.durations())?.dataPoints[0]?.value.count).toBe(1);
});

it('says of a call that its circuit refused that it was', async () => {
  const tracing = new Tracing();
  const ill = defineTool({
    name: 'ill',
    circuitBreaker: { consecutiveFailures: 1 },
    execute() {
      throw new Error('no');
    },
  });
  const executor = createExecutor({ tools: [ill], instrumentation: tracing.instrumentation });
  await executor.execute(callsOf('ill'));
  await executor.execute(callsOf('ill'));
  expect((await endsOf(tracing))[1]).toEqual({ ...NEVER_RAN, id: 'c1', status: 'error', errorType: 'CIRCUIT_OPEN' });
});
