import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import { StructuredTool, type StructuredToolInterface, type ToolRuntime, tool } from '@langchain/core/tools';
import {
  type BaseCheckpointSaver,
  Command,
  getCurrentTaskInput,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  Send,
  START,
  StateGraph,
} from '@langchain/langgraph';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { createAgent, fakeModel } from 'langchain';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ToolNode } from '../src/index.js';
import { toolExecutorMiddleware } from '../src/middleware.js';
import { asking, collect, gatedTool, graphWith, toolMessages, turns, until } from './support.js';

interface Door {
  readonly tools: StructuredToolInterface[];
  readonly calls: ToolCall[];
  readonly checkpointer: BaseCheckpointSaver;
  readonly maxConcurrency?: number;
  readonly handleToolErrors?: boolean;
}

/** Only as much of a graph as is used here, whichever makes it. */
interface Runnable {
  invoke(input: object | null, config: object): Promise<{ messages: AIMessage[]; __interrupt__?: Interrupt[] }>;
}

interface Interrupt {
  readonly id: string;
  readonly value: unknown;
}

const modelOf = (calls: ToolCall[]) =>
  fakeModel()
    .respondWithTools(calls as never)
    .respond(new AIMessage('done'));

const DOORS: [string, (door: Door) => Runnable][] = [
  [
    'ToolNode in a StateGraph',
    ({ tools, calls, checkpointer, ...options }) =>
      new StateGraph(MessagesAnnotation)
        .addNode('model', () => ({ messages: [asking(...calls)] }))
        .addNode('tools', new ToolNode(tools, { durable: true, ...options }))
        .addEdge(START, 'model')
        .addEdge('model', 'tools')
        .compile({ checkpointer }) as unknown as Runnable,
  ],
  [
    'ToolNode in createReactAgent',
    ({ tools, calls, checkpointer, ...options }) =>
      createReactAgent({
        llm: modelOf(calls),
        tools: new ToolNode(tools, { durable: true, ...options }),
        checkpointer,
      }) as unknown as Runnable,
  ],
  [
    'ToolNode in createReactAgent v2',
    ({ tools, calls, checkpointer, ...options }) =>
      createReactAgent({
        llm: modelOf(calls),
        tools: new ToolNode(tools, { durable: true, ...options }),
        checkpointer,
        version: 'v2',
      }) as unknown as Runnable,
  ],
  [
    'the middleware with batch: true',
    ({ tools, calls, checkpointer, ...options }) =>
      createAgent({
        model: modelOf(calls),
        tools,
        middleware: [toolExecutorMiddleware({ durable: true, batch: true, ...options })],
        checkpointer,
      }) as unknown as Runnable,
  ],
  [
    'the middleware in createAgent v1',
    ({ tools, calls, checkpointer, ...options }) =>
      createAgent({
        model: modelOf(calls),
        tools,
        middleware: [toolExecutorMiddleware({ durable: true, ...options })],
        checkpointer,
        version: 'v1',
      }) as unknown as Runnable,
  ],
  [
    'the middleware in createAgent',
    ({ tools, calls, checkpointer, ...options }) =>
      createAgent({
        model: modelOf(calls),
        tools,
        middleware: [toolExecutorMiddleware({ durable: true, ...options })],
        checkpointer,
      }) as unknown as Runnable,
  ],
];
/** Those in which LangGraph would make one task of all calls. */
const BATCH_DOORS = DOORS.filter(([name]) => !name.endsWith('v2') && !name.endsWith('in createAgent'));

const HELLO = { messages: [new HumanMessage('go')] };
const THREAD = { configurable: { thread_id: 't' } };
const call = (name: string, args: object, id: string): ToolCall => ({ name, args: { ...args }, id });
const answers = ({ messages }: { messages: AIMessage[] }) => toolMessages(messages).map(({ content }) => content);

/** A tool that asks a person; the first pass of each call waits as many turns of the event loop as it is told. */
function approvals() {
  const passes: string[] = [];
  const approve = tool(
    async ({ what, wait }) => {
      passes.push(what);
      // The other way round in later passes, so that calls come to ask in another order.
      const isFirst = passes.filter((pass) => pass === what).length === 1;
      await turns(isFirst ? wait : 20 - wait);
      return `${what}: ${interrupt(`approve ${what}?`)}`;
    },
    { name: 'approve', description: 'd', schema: z.object({ what: z.string(), wait: z.number().default(0) }) },
  );
  return { approve, passes };
}

function effects() {
  const ran: number[] = [];
  const effect = tool(
    ({ n }) => {
      ran.push(n);
      return `effect ${n}`;
    },
    { name: 'effect', description: 'd', schema: z.object({ n: z.number() }) },
  );
  return { effect, ran };
}

describe.each(DOORS)('%s', (name, open) => {
  const isBatch = BATCH_DOORS.some(([batch]) => batch === name);

  it.each([1, 2, undefined])(
    'runs no finished call again and gives each answer to the call that asked, at limit %s',
    async (maxConcurrency) => {
      const { approve } = approvals();
      const { effect, ran } = effects();
      const calls = [
        call('approve', { what: 'A', wait: 20 }, 'a'),
        call('effect', { n: 1 }, 'e1'),
        call('approve', { what: 'B' }, 'b'),
        call('effect', { n: 2 }, 'e2'),
      ];
      const limit = maxConcurrency === undefined ? {} : { maxConcurrency };
      const graph = open({ tools: [approve, effect], calls, checkpointer: new MemorySaver(), ...limit });
      let state = await graph.invoke(HELLO, THREAD);
      const asked: unknown[] = [];
      for (let pass = 0; state.__interrupt__ !== undefined && pass < 5; pass += 1) {
        asked.push(...state.__interrupt__.map(({ value }) => value));
        const resume = Object.fromEntries(state.__interrupt__.map(({ id, value }) => [id, `yes to ${value}`]));
        state = await graph.invoke(new Command({ resume }), THREAD);
      }
      expect(answers(state)).toEqual(['A: yes to approve A?', 'effect 1', 'B: yes to approve B?', 'effect 2']);
      expect(asked.toSorted()).toEqual(['approve A?', 'approve B?']);
      expect(ran.toSorted()).toEqual([1, 2]);
    },
  );

  if (isBatch)
    it('asks one thing at a time, in call order, and takes answers that do not say to what', async () => {
      const { approve, passes } = approvals();
      const calls = ['A', 'B', 'C'].map((what, index) => call('approve', { what, wait: 10 * (2 - index) }, what));
      const graph = open({ tools: [approve], calls, checkpointer: new MemorySaver() });
      let state = await graph.invoke(HELLO, THREAD);
      for (const what of ['A', 'B', 'C']) {
        expect(state.__interrupt__?.map(({ value }) => value)).toEqual([`approve ${what}?`]);
        state = await graph.invoke(new Command({ resume: `yes, ${what}` }), THREAD);
      }
      expect(answers(state)).toEqual(['A: yes, A', 'B: yes, B', 'C: yes, C']);
      expect(passes.filter((what) => what === 'A').length).toBe(2);
    });

  it('lets one call ask twice', async () => {
    const twice = tool(() => `${interrupt('first?')} ${interrupt('second?')}`, {
      name: 'twice',
      description: 'd',
      schema: z.object({}),
    });
    const { effect, ran } = effects();
    const calls = [call('effect', { n: 1 }, 'e'), call('twice', {}, 't')];
    const graph = open({ tools: [twice, effect], calls, checkpointer: new MemorySaver() });
    expect((await graph.invoke(HELLO, THREAD)).__interrupt__).toMatchObject([{ value: 'first?' }]);
    const second = await graph.invoke(new Command({ resume: 'one' }), THREAD);
    expect(second.__interrupt__).toMatchObject([{ value: 'second?' }]);
    expect(answers(await graph.invoke(new Command({ resume: 'two' }), THREAD))).toEqual(['effect 1', 'one two']);
    expect(ran).toEqual([1]);
  });

  it('goes on after a crash with the calls that had not finished', async () => {
    const { effect, ran } = effects();
    const crashed = gatedTool('slow');
    const healed = tool(() => 'healed', { name: 'slow', description: 'd', schema: z.object({ n: z.number() }) });
    const calls = [call('effect', { n: 1 }, 'e1'), call('slow', { n: 1 }, 's'), call('effect', { n: 2 }, 'e2')];
    const checkpointer = new MemorySaver();
    const before = open({ tools: [effect, crashed.tool], calls, checkpointer });
    // Nobody ever hears of this run again: the process it was in is gone.
    void before.invoke(HELLO, THREAD).catch(() => undefined);
    await until(() => crashed.startCount === 1 && ran.length === 2);
    await turns(20);
    const after = open({ tools: [effect, healed], calls: [], checkpointer });
    expect(answers(await after.invoke(null, THREAD))).toEqual(['effect 1', 'healed', 'effect 2']);
    expect(ran).toEqual([1, 2]);
  });

  it('goes on after an error that ended the run', async () => {
    const { effect, ran } = effects();
    let isDown = true;
    const fails = tool(
      async () => {
        await turns(20);
        if (isDown) throw new Error('down');
        return 'up';
      },
      { name: 'fails', description: 'd', schema: z.object({}) },
    );
    const calls = [call('fails', {}, 'f'), call('effect', { n: 1 }, 'e')];
    const options = { calls, checkpointer: new MemorySaver(), handleToolErrors: false };
    const graph = open({ tools: [effect, fails], ...options });
    await expect(graph.invoke(HELLO, THREAD)).rejects.toThrow('down');
    isDown = false;
    const again = open({ tools: [effect, fails], ...options, calls: [] });
    expect(answers(await again.invoke(null, THREAD))).toEqual(['up', 'effect 1']);
    expect(ran).toEqual([1]);
  });

  it('keeps Commands over an interrupt', async () => {
    const commands = tool(
      (_args, { toolCallId }: ToolRuntime) =>
        new Command({ update: { messages: [new ToolMessage({ content: 'set', tool_call_id: toolCallId })] } }),
      { name: 'commands', description: 'd', schema: z.object({}) },
    );
    const { approve } = approvals();
    const calls = [call('commands', {}, 'c'), call('approve', { what: 'A' }, 'a')];
    const graph = open({ tools: [commands, approve], calls, checkpointer: new MemorySaver() });
    await graph.invoke(HELLO, THREAD);
    const state = await graph.invoke(new Command({ resume: 'yes' }), THREAD);
    expect(answers(state).toSorted()).toEqual(['A: yes', 'set']);
  });
});

it('gives tools the state, store, writer and async context of the node', async () => {
  const seen: unknown[] = [];
  class Look extends StructuredTool {
    name = 'look';
    description = 'd';
    schema = z.object({});
    protected async _call(
      _args: object,
      _manager: unknown,
      { metadata, writer, state }: ToolRuntime & Record<string, unknown>,
    ) {
      (writer as (chunk: string) => void)('written');
      const input = getCurrentTaskInput() as { messages: unknown[] };
      seen.push((metadata as { langgraph_node: string }).langgraph_node, input.messages.length, state === input);
      return 'seen';
    }
  }
  const graph = graphWith(new ToolNode([new Look()], { durable: true })).compile({ checkpointer: new MemorySaver() });
  const input = { messages: [asking(call('look', {}, 'a'))] };
  const chunks = await collect(await graph.stream(input, { ...THREAD, streamMode: 'custom' }));
  expect(chunks).toEqual(['written']);
  expect(seen).toEqual(['tools', 1, true]);
});

it('revives the Sends of a Command', async () => {
  const arrived: unknown[] = [];
  const hand = tool(() => new Command({ goto: [new Send('next', { n: 7 })] }), {
    name: 'hand',
    description: 'd',
    schema: z.object({}),
  });
  const { approve } = approvals();
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('tools', new ToolNode([hand, approve], { durable: true }), { ends: ['next'] })
    .addNode('next', (state) => {
      arrived.push(state);
      return {};
    })
    .addEdge(START, 'tools')
    .compile({ checkpointer: new MemorySaver() });
  const messages = [asking(call('hand', {}, 'h'), call('approve', { what: 'A' }, 'a'))];
  await graph.invoke({ messages }, THREAD);
  await graph.invoke(new Command({ resume: 'yes' }), THREAD);
  expect(arrived).toEqual([{ n: 7 }]);
});

it('changes nothing without a checkpointer', async () => {
  const { effect } = effects();
  const graph = graphWith(new ToolNode([effect], { durable: true })).compile();
  const chunks = await collect(
    await graph.stream({ messages: [asking(call('effect', { n: 1 }, 'e'))] }, { streamMode: 'updates' }),
  );
  expect(chunks.map((chunk) => Object.keys(chunk))).toEqual([['tools']]);
});
