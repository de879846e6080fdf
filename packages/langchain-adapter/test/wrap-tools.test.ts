import { HumanMessage } from '@langchain/core/messages';
import { DynamicTool, StructuredTool, tool } from '@langchain/core/tools';
import { interrupt, MemorySaver } from '@langchain/langgraph';
import { createReactAgent, ToolNode as UpstreamToolNode } from '@langchain/langgraph/prebuilt';
import { createExecutor } from '@parallel-tools/executor';
import { createManualClock, settle } from '@parallel-tools/executor/testing';
import { createAgent, fakeModel } from 'langchain';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { wrapTools } from '../src/index.js';
import { asking, boom, callsOf, echo, gatedTool, memoryRecorder, runNode, toolMessages, until } from './support.js';

const HELLO = { messages: [new HumanMessage('go')] };
const callOf = (name: string, args: object, id = 'a') => ({ type: 'tool_call' as const, name, args, id });

describe('one call', () => {
  it('gives what the tool gives, for a call and for bare arguments', async () => {
    const object = tool(() => ({ x: 1 }), { name: 'object', description: 'd', schema: z.object({}) });
    const pair = tool(() => ['text', { raw: 7 }], {
      name: 'pair',
      description: 'd',
      schema: z.object({}),
      responseFormat: 'content_and_artifact',
    });
    class Plain extends StructuredTool {
      name = 'plain';
      description = 'd';
      schema = z.object({ n: z.number().default(3) });
      protected async _call({ n }: { n: number }) {
        return `plain ${n}`;
      }
    }
    const text = new DynamicTool({ name: 'text', description: 'd', func: async (input) => `got ${input}` });
    const tools: StructuredTool[] = [object, pair, new Plain(), text as StructuredTool];
    for (const [index, wrapped] of wrapTools(tools).entries()) {
      const plain = tools[index]!;
      const inputs = [callOf(plain.name, { input: 'x' }), { ...callOf(plain.name, { input: 'x' }), id: undefined }];
      for (const input of [...inputs, { input: 'x' }])
        expect(await wrapped.invoke(input as never)).toEqual(await plain.invoke(input as never));
    }
    expect(await wrapTools([text])[0].invoke('bare')).toBe('got bare');
  });

  it('runs its tool once when a call has no id', async () => {
    let runs = 0;
    const counting = tool(() => `run ${++runs}`, { name: 'counting', description: 'd', schema: z.object({}) });
    const [wrapped] = wrapTools([counting]);
    expect(await wrapped.invoke({ type: 'tool_call', name: 'counting', args: {} })).toBe('run 1');
    expect(runs).toBe(1);
  });

  it('throws what the tool throws', async () => {
    const [wrapped, strict] = wrapTools([boom, echo]);
    await expect(wrapped.invoke({})).rejects.toThrow(new TypeError('no good'));
    await expect(strict.invoke({ n: 'x' } as never)).rejects.toThrow('did not match expected schema');
  });

  it('keeps the form of an answer that a cache gives', async () => {
    let runs = 0;
    const search = tool(() => ({ runs: ++runs }), { name: 'search', description: 'd', schema: z.object({}) });
    const [wrapped] = wrapTools([search], { toolOptions: { search: { effects: 'read', cache: { ttlMs: 60_000 } } } });
    expect(await wrapped.invoke(callOf('search', {}, 'a'))).toMatchObject({ tool_call_id: 'a', content: '{"runs":1}' });
    expect(await wrapped.invoke(callOf('search', {}, 'b'))).toMatchObject({ tool_call_id: 'b', content: '{"runs":1}' });
    expect(await wrapped.invoke({})).toEqual({ runs: 2 });
    expect(await wrapped.invoke({})).toEqual({ runs: 2 });
    expect(await wrapped.invoke(callOf('search', {}, 'c'))).toMatchObject({ content: '{"runs":1}' });
    expect(await wrapped.invoke({ type: 'tool_call', name: 'search', args: {} })).toEqual({ runs: 2 });
  });

  it('keeps to its limit where calls and bare arguments mix, also with a cache', async () => {
    const slow = gatedTool('slow');
    const toolOptions = { slow: { effects: 'read', maxConcurrency: 1, cache: { ttlMs: 60_000 } } } as const;
    const [wrapped] = wrapTools([slow.tool], { toolOptions });
    const runs = [wrapped.invoke(callOf('slow', {}, 'a')), wrapped.invoke({}), wrapped.invoke(callOf('slow', {}, 'b'))];
    await until(() => slow.startCount === 1);
    await slow.openAll();
    const [first, bare, second] = await Promise.all(runs);
    expect([first, bare, second]).toMatchObject([
      { tool_call_id: 'a', text: 'slow 0' },
      'slow 1',
      { tool_call_id: 'b' },
    ]);
    expect([slow.maxInFlight, slow.startCount]).toEqual([1, 2]);
  });

  it('ends at its deadline, also when the tool ignores its signal', async () => {
    const clock = createManualClock();
    const executor = createExecutor({ tools: [], clock, timeoutMs: Number.POSITIVE_INFINITY });
    const slow = gatedTool('slow');
    const [wrapped] = wrapTools([slow.tool], { executor, timeoutMs: 100 });
    const run = wrapped.invoke({});
    const outcome = expect(run).rejects.toMatchObject({ code: 'TOOL_TIMEOUT' });
    await until(() => slow.startCount === 1);
    await clock.advance(100);
    await outcome;
    expect(slow.signals[0]?.aborted).toBe(true);
  });

  it('is never begun with an aborted signal', async () => {
    const slow = gatedTool('slow');
    const [wrapped] = wrapTools([slow.tool]);
    await expect(wrapped.invoke({}, { signal: AbortSignal.abort(new Error('left')) })).rejects.toThrow('left');
    expect(slow.startCount).toBe(0);
  });
});

describe('in an agent', () => {
  it.each([
    ['createAgent', (tools: [typeof echo]) => createAgent({ model: model(), tools })],
    ['createReactAgent', (tools: [typeof echo]) => createReactAgent({ llm: model() as never, tools })],
  ])('keeps to its limit and records each call in %s', async (_name, agentOf) => {
    const slow = gatedTool('slow');
    const recorder = memoryRecorder();
    const executor = createExecutor({ tools: [], recorder, maxConcurrency: 2 });
    const agent = agentOf(wrapTools([slow.tool], { executor }) as unknown as [typeof echo]);
    const run = agent.invoke(HELLO, { configurable: { thread_id: 't1' } });
    await until(() => slow.startCount === 2);
    await settle();
    expect(slow.startCount).toBe(2);
    await slow.openAll();
    const { messages } = (await run) as { messages: Parameters<typeof toolMessages>[0] };
    expect(toolMessages(messages).map((message) => message.tool_call_id)).toEqual(['c1', 'c2', 'c3', 'c4']);
    expect(recorder.records.map(({ labels }) => labels)).toMatchObject(
      Array.from({ length: 4 }, () => ({ threadId: 't1', node: 'tools' })),
    );
    await executor.close();
  });

  it('lets an agent be a tool of another that shares its executor', async () => {
    const executor = createExecutor({ tools: [], maxConcurrency: 1 });
    const ask = tool(
      async () => {
        const inner = createAgent({
          model: fakeModel().respondWithTools(callsOf('echo', 2)).respond(asking()),
          tools: wrapTools([echo], { executor }),
        });
        const { messages } = await inner.invoke(HELLO);
        return toolMessages(messages)
          .map((message) => message.text)
          .join();
      },
      { name: 'ask', description: 'asks an agent', schema: z.object({ n: z.number() }) },
    );
    const outer = createAgent({
      model: fakeModel().respondWithTools(callsOf('ask', 2)).respond(asking()),
      tools: wrapTools([ask], { executor }),
    });
    const { messages } = await outer.invoke(HELLO);
    expect(toolMessages(messages).map((message) => message.text)).toEqual(['echo 1,echo 2', 'echo 1,echo 2']);
    await executor.close();
  });

  it('lets interrupts pass', async () => {
    const approve = tool(() => `answer ${interrupt('sure?')}`, {
      name: 'approve',
      description: 'd',
      schema: z.object({}),
    });
    const agent = createAgent({
      model: fakeModel()
        .respondWithTools([{ name: 'approve', args: {}, id: 'a' }])
        .respond(asking()),
      tools: wrapTools([approve]),
      checkpointer: new MemorySaver(),
    });
    const state = await agent.invoke(HELLO, { configurable: { thread_id: 't' } });
    expect(state).toMatchObject({ __interrupt__: [{ value: 'sure?' }] });
  });

  it("gives upstream's node errors to tell the model", async () => {
    const messages = await runNode(new UpstreamToolNode(wrapTools([boom])), callsOf('boom', 1));
    expect(messages[0]).toMatchObject({ status: 'error', content: 'Error: no good\n Please fix your mistakes.' });
  });
});

it('passes tools of a provider on, and leaves those given as they were', () => {
  const search = { type: 'web_search' };
  const invoke = echo.invoke;
  const [passed, wrapped] = wrapTools([search, echo]);
  expect(passed).toBe(search);
  expect(wrapped).toMatchObject({ name: 'echo', description: 'echoes', schema: echo.schema });
  expect(echo.invoke).toBe(invoke);
});

it('throws at once for an option out of range, and for what needs the other calls', () => {
  expect(() => wrapTools([echo], { maxConcurrency: 0 })).toThrow('maxConcurrency must be a positive integer');
  expect(() => wrapTools([echo], { toolOptions: { echo: { dependsOn: ['boom'] } } })).toThrow(
    'tool "echo": dependsOn needs all calls of a message',
  );
});

function model() {
  return fakeModel().respondWithTools(callsOf('slow', 4)).respond(asking());
}
