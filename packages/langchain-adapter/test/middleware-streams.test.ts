import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { type ToolRuntime, tool } from '@langchain/core/tools';
import { createAgent, fakeModel } from 'langchain';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ToolExecutorMiddlewareOptions, toolExecutorMiddleware } from '../src/middleware.js';
import { boom, callsOf, collect, echo, IN_EXECUTOR } from './support.js';

const HELLO = { messages: [new HumanMessage('go')] };
const CALLS = [...callsOf('steps', 2), ...callsOf('echo', 1).map((call) => ({ ...call, id: 'e' }))];
const BOOM = { name: 'boom', args: {}, id: 'b' };

const steps = tool(
  async function* ({ n }, { writer }: ToolRuntime) {
    writer?.(`writes ${n}`);
    yield `half ${n}`;
    return `whole ${n}`;
  },
  { name: 'steps', description: 'd', schema: z.object({ n: z.number() }) },
);

const MODES: [string, ToolExecutorMiddlewareOptions, 'v1' | 'v2'][] = [
  ['v1', {}, 'v1'],
  ['v2', {}, 'v2'],
  ['v2 in the executor', IN_EXECUTOR, 'v2'],
  ['v2 at limit 1', { maxConcurrency: 1 }, 'v2'],
];

function agentOf(options: ToolExecutorMiddlewareOptions | null, version: 'v1' | 'v2', calls = [...CALLS, BOOM]) {
  return createAgent({
    model: fakeModel()
      .respondWithTools(calls as never)
      .respond(new AIMessage('done')),
    tools: [steps, echo, boom],
    middleware: options === null ? [] : [toolExecutorMiddleware(options)],
    version,
  });
}

/** Calls that run at once tell their events in any order; each call's own are in order. */
const byCall = (events: [id: string, event: string][]) =>
  Object.fromEntries([...Map.groupBy(events, ([id]) => id)].map(([id, own]) => [id, own.map(([, event]) => event)]));

describe.each(MODES)('streams of createAgent are what they are without middleware: %s', (_mode, options, version) => {
  it.each(['tools', 'custom', 'updates'] as const)('%s', async (streamMode) => {
    const chunksOf = async (given: typeof options | null) => {
      const chunks: unknown[] = await collect(await agentOf(given, version).stream(HELLO, { streamMode }));
      if (streamMode === 'custom') return chunks.toSorted();
      if (streamMode === 'updates') return chunks.map((chunk) => Object.keys(chunk as object)).toSorted();
      return byCall(chunks.map((chunk) => [String((chunk as Event).toolCallId), (chunk as Event).event]));
    };
    const chunks = await chunksOf(options);
    expect(chunks).toEqual(await chunksOf(null));
    expect(Object.keys(chunks).length).toBeGreaterThan(0);
  });

  it('streamEvents v2', async () => {
    const eventsOf = async (given: typeof options | null) => {
      const events = await collect(agentOf(given, version).streamEvents(HELLO, { version: 'v2' }));
      const ofTools = events.filter(({ event }) => event.startsWith('on_tool'));
      return ofTools.map(({ event, name, metadata }) => [event, name, metadata.langgraph_node].join(' ')).toSorted();
    };
    const events = await eventsOf(options);
    expect(events).toEqual(await eventsOf(null));
    expect(events.filter((event) => event.startsWith('on_tool_end')).length).toBe(3);
  });

  it('the calls of streamEvents v3', async () => {
    const callsIn = async (given: typeof options | null) => {
      const run = await agentOf(given, version, CALLS).streamEvents(HELLO, { version: 'v3' });
      const calls = await collect(run.toolCalls as AsyncIterable<Streamed>);
      const shown = calls.map(async ({ name, callId, output }) => `${callId} ${name} ${JSON.stringify(await output)}`);
      return (await Promise.all(shown)).toSorted();
    };
    const calls = await callsIn(options);
    expect(calls).toEqual(await callsIn(null));
    expect(calls.length).toBe(3);
  });
});

interface Event {
  readonly event: string;
  readonly toolCallId: string;
}

interface Streamed {
  readonly name: string;
  readonly callId: string;
  readonly output: Promise<unknown>;
}

it('gives one update for all calls of a message with batch: true', async () => {
  const chunks = await collect(await agentOf({ batch: true }, 'v2').stream(HELLO, { streamMode: 'updates' }));
  const nodes = chunks.flatMap((chunk) => Object.keys(chunk));
  expect(nodes.filter((node) => node === 'tools').length).toBe(1);
});
