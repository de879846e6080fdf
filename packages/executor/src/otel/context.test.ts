import { setTimeout as sleep } from 'node:timers/promises';
import { context, propagation, trace } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { callsOf } from '../../test/call.js';
import { Tracing, useContextManager } from '../../test/tracing.js';
import { createExecutor, defineTool, type Executor } from '../index.js';
import { gatedTool, settle } from '../testing/index.js';

useContextManager();

/** Runs something inside a span of the application’s own. */
async function inSpan<Value>(tracing: Tracing, name: string, run: () => Promise<Value>): Promise<Value> {
  return tracing.tracerProvider.getTracer('app').startActiveSpan(name, async (span) => {
    try {
      return await run();
    } finally {
      span.end();
    }
  });
}

it('puts the batch under the span that is active where it is submitted, and what a tool starts under its attempt', async () => {
  const tracing = new Tracing();
  const search = defineTool({
    name: 'search',
    async execute() {
      await sleep(1);
      await inSpan(tracing, 'GET', () => sleep(1));
    },
  });
  const executor = createExecutor({ tools: [search], instrumentation: tracing.instrumentation, maxConcurrency: 1 });
  await inSpan(tracing, 'agent turn', () => executor.execute(callsOf('search', 'search')));
  expect(await tracing.tree()).toEqual([
    'agent turn',
    '  tool_batch',
    '    execute_tool search',
    '      attempt search',
    '        GET',
    '    execute_tool search',
    '      attempt search',
    '        GET',
  ]);
});

it('keeps turns apart that share an executor, however long their calls queue', async () => {
  const tracing = new Tracing();
  const gate = gatedTool('gate');
  const look = defineTool({ name: 'look', execute: () => inSpan(tracing, 'looked', async () => {}) });
  const executor = createExecutor({ tools: [gate, look], instrumentation: tracing.instrumentation, maxConcurrency: 1 });
  const turns = [
    inSpan(tracing, 'turn 1', () => executor.execute(callsOf('gate', 'look'))),
    inSpan(tracing, 'turn 2', () => executor.execute(callsOf('look'))),
  ];
  await settle();
  gate.open();
  await Promise.all(turns);
  const looked = (await tracing.spans()).filter(({ name }) => name === 'looked');
  const traces = await Promise.all(['turn 1', 'turn 2'].map((name) => tracing.span(name)));
  expect(looked.map((span) => span.spanContext().traceId).sort()).toEqual(
    traces.map((span) => span.spanContext().traceId).sort(),
  );
});

it('leaves everything else that is active as it was for the tool', async () => {
  const tracing = new Tracing();
  const seen: unknown[] = [];
  const look = defineTool({
    name: 'look',
    execute: () => void seen.push(propagation.getActiveBaggage()?.getEntry('tenant')?.value),
  });
  const executor = createExecutor({ tools: [look], instrumentation: tracing.instrumentation });
  const baggage = propagation.createBaggage({ tenant: { value: 'acme' } });
  await context.with(propagation.setBaggage(context.active(), baggage), () => executor.execute(callsOf('look')));
  expect(seen).toEqual(['acme']);
});

it('is not active any more for the code behind the batch', async () => {
  const tracing = new Tracing();
  const executor = createExecutor({
    tools: [{ name: 'a', execute: () => {} }],
    instrumentation: tracing.instrumentation,
  });
  await executor.execute(callsOf('a'));
  expect(trace.getActiveSpan()).toBeUndefined();
});

it('puts a batch that a tool runs under the attempt that runs it', async () => {
  const tracing = new Tracing();
  const page = defineTool({ name: 'page', execute: () => 'text' });
  const research = defineTool({ name: 'research', execute: () => executor.execute(callsOf('page')) });
  const executor: Executor = createExecutor({ tools: [page, research], instrumentation: tracing.instrumentation });
  await executor.execute(callsOf('research'));
  expect(await tracing.tree()).toEqual([
    'tool_batch',
    '  execute_tool research',
    '    attempt research',
    '      tool_batch',
    '        execute_tool page',
    '          attempt page',
  ]);
});

it('links a call to the span under which it was added, where that is not the one the batch was opened under', async () => {
  const tracing = new Tracing();
  const search = defineTool({ name: 'search', execute: () => {} });
  const fetchPage = defineTool({ name: 'fetch_page', execute: () => {} });
  const executor = createExecutor({ tools: [search, fetchPage], instrumentation: tracing.instrumentation });
  const batch = await inSpan(tracing, 'turn', async () => {
    const opened = executor.open();
    opened.add({ id: 'c1', name: 'search', args: {} });
    return opened;
  });
  await inSpan(tracing, 'stream', async () => {
    batch.add({ id: 'c2', name: 'fetch_page', args: {} });
  });
  batch.seal();
  await batch.result;
  const stream = (await tracing.span('stream')).spanContext();
  const linksOf = async (name: string) => (await tracing.span(name)).links.map((link) => link.context);
  expect(await linksOf('execute_tool search')).toEqual([]);
  expect(await linksOf('execute_tool fetch_page')).toEqual([stream]);
  const batchId = (await tracing.span('tool_batch')).spanContext().spanId;
  expect((await tracing.span('execute_tool fetch_page')).parentSpanContext?.spanId).toBe(batchId);
});
