import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { callsOf } from '../../test/call.js';
import { microseconds, Tracing, useContextManager } from '../../test/tracing.js';
import { createExecutor, defineTool, type ToolCall } from '../index.js';
import { createManualClock, gatedTool, settle } from '../testing/index.js';
import { ATTRIBUTE } from './attributes.js';

useContextManager();

const WALL_MS = Date.UTC(2026, 5, 1);

/** Tools that take time on a manual clock, and a batch of them. */
function timed(tracing: Tracing) {
  const clock = createManualClock(WALL_MS);
  let failures = 1;
  const flaky = defineTool({
    name: 'flaky',
    description: 'Fails once.',
    effects: 'read',
    retry: { maxRetries: 1, initialDelayMs: 100 },
    async execute() {
      await clock.sleep(40);
      if (failures-- > 0) throw new TypeError('not yet');
      return 'fine';
    },
  });
  const slow = defineTool({ name: 'slow', timeoutMs: 50, execute: () => clock.sleep(80) });
  const executor = createExecutor({
    tools: [flaky, slow],
    instrumentation: tracing.instrumentation,
    maxConcurrency: 1,
    clock,
    random: () => 1,
  });
  const execute = (calls: readonly ToolCall[], labels = {}) => clock.runUntil(executor.execute(calls, { labels }));
  return { execute, executor };
}

/** Start and end in ms since the batch was submitted. */
async function intervalOf(tracing: Tracing, name: string) {
  const { startTime, endTime } = await tracing.span(name);
  return [startTime, endTime].map((time) => microseconds(time) / 1000 - WALL_MS);
}

it('records a batch, its calls and their attempts as a tree', async () => {
  const tracing = new Tracing();
  await timed(tracing).execute(callsOf('flaky', 'slow'));
  expect(await tracing.tree()).toEqual([
    'tool_batch',
    '  execute_tool flaky',
    '    attempt flaky',
    '    attempt flaky',
    '  execute_tool slow',
    '    attempt slow',
  ]);
  expect(tracing.open.size).toBe(0);
});

it('lets the span of a call reach from its first start to its end, on the executor’s clock', async () => {
  const tracing = new Tracing();
  await timed(tracing).execute(callsOf('flaky', 'slow'));
  expect(await intervalOf(tracing, 'tool_batch')).toEqual([0, 180]);
  // Two runs of 40 ms and a backoff of 100 ms, in which the other call had the slot.
  expect(await intervalOf(tracing, 'execute_tool flaky')).toEqual([0, 180]);
  expect(await intervalOf(tracing, 'execute_tool slow')).toEqual([40, 90]);
  expect(await intervalOf(tracing, 'attempt slow')).toEqual([40, 90]);
  const sums = (await tracing.durations())?.dataPoints.map(({ value }) => value.sum);
  expect(sums).toEqual([0.05, 0.18]);
});

it('says of a call what the GenAI convention asks for, from its start on what samplers ask', async () => {
  const tracing = new Tracing();
  const labels = {
    agent: 'Researcher',
    threadId: 't1',
    sessionId: 's1',
    node: 'tools',
    runId: 'r1',
    graph: 'research',
  };
  const calls = [{ id: 'c1', name: 'flaky', args: { secret: 1 }, externalId: 'call_7' }];
  const { batchId } = await timed(tracing).execute(calls, labels);
  const call = await tracing.span('execute_tool flaky');
  expect(call.kind).toBe(SpanKind.INTERNAL);
  expect(call.status.code).toBe(SpanStatusCode.UNSET);
  expect(call.attributes).toEqual({
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'flaky',
    'gen_ai.tool.type': 'function',
    'gen_ai.tool.description': 'Fails once.',
    'gen_ai.tool.call.id': 'call_7',
    'gen_ai.agent.name': 'Researcher',
    'gen_ai.conversation.id': 't1',
    'parallel_tools.call.status': 'ok',
    'parallel_tools.call.attempts': 2,
    'parallel_tools.wait.backoff_ms': 100,
  });
  expect((await tracing.span('tool_batch')).attributes).toEqual({
    'gen_ai.agent.name': 'Researcher',
    'gen_ai.conversation.id': 't1',
    'session.id': 's1',
    'parallel_tools.batch.id': batchId,
    'parallel_tools.batch.node': 'tools',
    'parallel_tools.batch.run_id': 'r1',
    'parallel_tools.batch.graph': 'research',
    'parallel_tools.batch.call_count': 1,
    'parallel_tools.batch.ok_count': 1,
  });
});

it('says of each attempt its number and how it ended', async () => {
  const tracing = new Tracing();
  await timed(tracing).execute(callsOf('flaky', 'slow'));
  const attempts = (await tracing.spans()).filter(({ name }) => name.startsWith('attempt'));
  const common = (toolName: string, id: string) => ({ [ATTRIBUTE.toolName]: toolName, [ATTRIBUTE.toolCallId]: id });
  expect(attempts.map(({ attributes, status }) => ({ ...attributes, code: status.code }))).toEqual([
    { ...common('flaky', 'c1'), [ATTRIBUTE.attempt]: 1, 'error.type': 'TOOL_FAILED', code: SpanStatusCode.ERROR },
    {
      ...common('slow', 'c2'),
      [ATTRIBUTE.attempt]: 1,
      [ATTRIBUTE.abandoned]: true,
      'error.type': 'TOOL_TIMEOUT',
      code: SpanStatusCode.ERROR,
    },
    { ...common('flaky', 'c1'), [ATTRIBUTE.attempt]: 2, code: SpanStatusCode.UNSET },
  ]);
});

it('shows a hedge beside the attempt it joined, and the loser as no failure', async () => {
  const tracing = new Tracing();
  const clock = createManualClock();
  const tool = gatedTool('search', { effects: 'read', honoursSignal: true, hedge: { afterMs: 100 } });
  const executor = createExecutor({ tools: [tool], instrumentation: tracing.instrumentation, clock });
  const done = executor.execute(callsOf('search'));
  await clock.advance(150);
  tool.open(1);
  await clock.runUntil(done);
  const attempts = (await tracing.spans()).filter(({ name }) => name === 'attempt search');
  const read = attempts.map(({ attributes, status }) => [
    attributes[ATTRIBUTE.attempt],
    attributes[ATTRIBUTE.hedge],
    attributes['error.type'],
    status.code,
  ]);
  expect(read.sort()).toEqual([
    [1, undefined, undefined, SpanStatusCode.UNSET],
    [2, true, undefined, SpanStatusCode.UNSET],
  ]);
  expect((await tracing.span('execute_tool search')).events).toEqual([]);
});

it('records every exception once, on the span of the call, when it happened', async () => {
  const tracing = new Tracing();
  await timed(tracing).execute(callsOf('flaky', 'slow'));
  const [flaky, slow] = [await tracing.span('execute_tool flaky'), await tracing.span('execute_tool slow')];
  expect(flaky.events).toMatchObject([
    {
      name: 'exception',
      attributes: {
        'exception.type': 'TypeError',
        'exception.message': 'not yet',
        'exception.stacktrace': expect.stringContaining('TypeError: not yet\n    at '),
      },
    },
  ]);
  expect(flaky.events.map(({ time }) => microseconds(time) / 1000 - WALL_MS)).toEqual([40]);
  expect(slow.events).toMatchObject([
    { name: 'exception', attributes: { 'exception.type': 'TOOL_TIMEOUT', 'exception.message': slow.status.message } },
  ]);
  expect(slow.attributes).toMatchObject({ 'error.type': 'TOOL_TIMEOUT', 'parallel_tools.call.status': 'error' });
  const others = (await tracing.spans()).filter((span) => span !== flaky && span !== slow);
  expect(others.flatMap(({ events }) => events)).toEqual([]);
});

it('says what a call waited for, in ms by cause', async () => {
  const tracing = new Tracing();
  const clock = createManualClock();
  const tool = { name: 'search', maxConcurrency: 1, execute: () => clock.sleep(30) };
  const executor = createExecutor({ tools: [tool], instrumentation: tracing.instrumentation, clock });
  await clock.runUntil(executor.execute(callsOf('search', 'search')));
  const calls = (await tracing.spans()).filter(({ name }) => name === 'execute_tool search');
  const waits = calls.map(({ attributes }) =>
    Object.entries(attributes).filter(([name]) => name.startsWith('parallel_tools.wait')),
  );
  expect(waits).toEqual([[], [['parallel_tools.wait.tool_slot_ms', 30]]]);
});

describe('the arguments and the output of a call', () => {
  const hash = {
    name: 'hash',
    execute: ({ text }: { text?: string }) => (text === undefined ? 7n : { hash: text.length }),
  };
  const calls = [{ id: 'c1', name: 'hash', args: { text: 'tea' } }];

  async function contentOf(captureContent: boolean | undefined, call = calls) {
    const tracing = new Tracing(captureContent === undefined ? {} : { captureContent });
    await createExecutor({ tools: [hash], instrumentation: tracing.instrumentation }).execute(call);
    const { attributes } = await tracing.span('execute_tool hash');
    return [attributes['gen_ai.tool.call.arguments'], attributes['gen_ai.tool.call.result']];
  }

  it('are on no span unless they are asked for', async () => {
    expect(await contentOf(undefined)).toEqual([undefined, undefined]);
    expect(await contentOf(true)).toEqual(['{"text":"tea"}', '{"hash":3}']);
  });

  it('are left out where they are no JSON', async () => {
    expect(await contentOf(true, [{ id: 'c1', name: 'hash', args: {} as { text: string } }])).toEqual([
      '{}',
      undefined,
    ]);
  });
});

it.each([
  ['a text', 'no', { 'exception.type': 'string', 'exception.message': 'no' }],
  ['nothing', undefined, { 'exception.type': 'undefined', 'exception.message': 'undefined' }],
  [
    'an error that cannot be read',
    Object.defineProperty(new Error('x'), 'name', {
      get() {
        throw new Error('never');
      },
    }),
    { 'exception.type': 'Error', 'exception.message': 'x' },
  ],
])('records a throw of %s', async (_title, thrown, attributes) => {
  const tracing = new Tracing();
  const tool = {
    name: 'ill',
    execute() {
      throw thrown;
    },
  };
  await createExecutor({ tools: [tool], instrumentation: tracing.instrumentation }).execute(callsOf('ill'));
  expect((await tracing.span('execute_tool ill')).events).toMatchObject([{ name: 'exception', attributes }]);
});

it('has ended every span when the executor is closed, also those of open batches and of tools that go on', async () => {
  const tracing = new Tracing();
  const clock = createManualClock();
  const tool = gatedTool('search', { timeoutMs: 100 });
  const executor = createExecutor({
    tools: [tool],
    instrumentation: tracing.instrumentation,
    maxConcurrency: 1,
    clock,
  });
  const batch = executor.open();
  batch.add({ id: 'c1', name: 'search', args: {} });
  batch.add({ id: 'c2', name: 'search', args: {} });
  executor.open();
  const closed = executor.close();
  await settle();
  expect(tracing.open.size).toBe(3);
  await clock.runUntil(closed);
  expect(tool.inFlight).toBe(2);
  expect(tracing.open.size).toBe(0);
  expect(await tracing.spans()).toHaveLength(6);
});
