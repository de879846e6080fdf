import type { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import {
  AIMessage,
  AIMessageChunk,
  type BaseMessage,
  HumanMessage,
  isAIMessage,
  ToolMessage,
} from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import { RunnableLambda } from '@langchain/core/runnables';
import { DynamicTool, StructuredTool, ToolInputParsingException, type ToolRuntime, tool } from '@langchain/core/tools';
import {
  Annotation,
  Command,
  END,
  GraphInterrupt,
  getConfig,
  getCurrentTaskInput,
  getStore,
  InMemoryStore,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  Send,
  START,
  StateGraph,
} from '@langchain/langgraph';
import * as upstream from '@langchain/langgraph/prebuilt';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as ours from '../src/index.js';
import { NODES } from './nodes.js';
import {
  asking,
  boom,
  callsOf,
  collect,
  echo,
  gatedTool,
  graphWith,
  runNode,
  toolMessages,
  turns,
  until,
} from './support.js';

const call = (name: string, args: Record<string, unknown>, id?: string): ToolCall => ({
  name,
  args,
  ...(id !== undefined && { id }),
});

const contents = (messages: BaseMessage[]) => messages.map(({ content }) => content);

describe.each(NODES)('%s', (_name, nodeOf) => {
  describe('input', () => {
    it('takes a list of messages and gives a list', async () => {
      const output = await nodeOf([echo]).invoke([asking(call('echo', { n: 1 }, 'a'))]);
      expect(Array.isArray(output)).toBe(true);
      expect(output[0]).toMatchObject({ content: 'echo 1', tool_call_id: 'a', name: 'echo', status: 'success' });
      expect(output[0]).toBeInstanceOf(ToolMessage);
    });

    it('takes a state with messages and gives one', async () => {
      const output = await nodeOf([echo]).invoke({ messages: [asking(call('echo', { n: 1 }, 'a'))], other: 1 });
      expect(Object.keys(output)).toEqual(['messages']);
      expect(contents(output.messages)).toEqual(['echo 1']);
    });

    it.each([[{}], [null], ['text'], [{ messages: 'x' }], [{ messages: [{ role: 'user' }] }], [[1]]])(
      'refuses %j',
      async (input) => {
        await expect(nodeOf([echo]).invoke(input)).rejects.toThrow(
          'ToolNode only accepts BaseMessage[] or { messages: BaseMessage[] } as input.',
        );
      },
    );

    it.each([[[]], [{ messages: [] }], [[new HumanMessage('hi')]]])(
      'refuses messages without one of the model',
      async (input) => {
        await expect(nodeOf([echo]).invoke(input)).rejects.toThrow('ToolNode only accepts AIMessages as input.');
      },
    );

    it('takes the input of a Send and runs exactly its call', async () => {
      const states: unknown[] = [];
      const look = tool(
        async (_args, runtime: ToolRuntime) => {
          states.push(runtime.state);
          return 'seen';
        },
        { name: 'look', description: 'd', schema: z.object({}) },
      );
      const output = await nodeOf([look]).invoke({
        lg_tool_call: call('look', {}, 'a'),
        messages: [asking(call('look', {}, 'a'), call('look', {}, 'b'))],
        user: 'u',
      });
      expect(output.messages.map((message: ToolMessage) => message.tool_call_id)).toEqual(['a']);
      expect(states).toEqual([{ messages: expect.any(Array), user: 'u' }]);
    });

    it('runs the last message of the model, wherever it stands', async () => {
      const messages = [
        asking(call('echo', { n: 1 }, 'old')),
        asking(call('echo', { n: 2 }, 'new')),
        new HumanMessage('and?'),
      ];
      expect(contents(await nodeOf([echo]).invoke(messages))).toEqual(['echo 2']);
    });

    it('runs the calls of a streamed message', async () => {
      const message = new AIMessageChunk({ content: '', tool_calls: [call('echo', { n: 1 }, 'a')] });
      expect(contents(await nodeOf([echo]).invoke([message]))).toEqual(['echo 1']);
    });

    it('skips calls that have an answer, wherever it stands', async () => {
      const answer = new ToolMessage({ content: 'known', tool_call_id: 'a' });
      const message = asking(call('echo', { n: 1 }, 'a'), call('echo', { n: 2 }, 'b'));
      expect(contents(await nodeOf([echo]).invoke([message, answer]))).toEqual(['echo 2']);
      expect(contents(await nodeOf([echo]).invoke([answer, message]))).toEqual(['echo 2']);
      const answers = [answer, new ToolMessage({ content: 'known', tool_call_id: 'b' })];
      expect(await nodeOf([echo]).invoke([message, ...answers])).toEqual([]);
    });

    it('runs all calls without an id and all calls with the same one', async () => {
      const messages = await runNode(nodeOf([echo]), [
        call('echo', { n: 1 }),
        call('echo', { n: 2 }, 'same'),
        call('echo', { n: 3 }, 'same'),
        call('echo', { n: 4 }),
        call('echo', { n: 5 }, ''),
      ]);
      expect(messages.map(({ content, tool_call_id }) => [content, tool_call_id])).toEqual([
        ['echo 1', undefined],
        ['echo 2', 'same'],
        ['echo 3', 'same'],
        ['echo 4', undefined],
        ['echo 5', ''],
      ]);
    });

    it('answers a message without calls, or with invalid ones only, with nothing', async () => {
      expect(await runNode(nodeOf([echo]), [])).toEqual([]);
      const invalid = new AIMessage({
        content: '',
        invalid_tool_calls: [{ name: 'echo', args: '{', id: 'a', error: 'bad', type: 'invalid_tool_call' }],
      });
      expect(await nodeOf([echo]).invoke({ messages: [invalid] })).toEqual({ messages: [] });
    });
  });

  describe('tools', () => {
    it('finds a tool by its exact name, the first of two', async () => {
      const second = tool(async () => 'second', { name: 'echo', description: 'd', schema: z.object({}) });
      const messages = await runNode(nodeOf([echo, second]), [
        call('echo', { n: 1 }, 'a'),
        call('Echo', { n: 1 }, 'b'),
      ]);
      expect(contents(messages)).toEqual(['echo 1', 'Error: Tool "Echo" not found.\n Please fix your mistakes.']);
    });

    it('sees tools that were added, taken away and replaced later', async () => {
      const node = nodeOf([boom]);
      node.tools.push(echo);
      expect(contents(await runNode(node, [call('echo', { n: 1 }, 'a')]))).toEqual(['echo 1']);
      node.tools = [boom];
      const [message] = await runNode(node, [call('echo', { n: 1 }, 'a')]);
      expect(message?.content).toBe('Error: Tool "echo" not found.\n Please fix your mistakes.');
      node.tools = [tool(async () => 'new', { name: 'new', description: 'd', schema: z.object({}) })];
      expect(contents(await runNode(node, [call('new', {}, 'b')]))).toEqual(['new']);
    });

    it('runs every kind of tool', async () => {
      class Upper extends StructuredTool {
        name = 'upper';
        description = 'd';
        schema = z.object({ text: z.string() });
        protected async _call({ text }: { text: string }) {
          return text.toUpperCase();
        }
      }
      const plain = new DynamicTool({ name: 'plain', description: 'd', func: async (input) => `plain ${input}` });
      const generator = tool(
        async function* () {
          yield 'first';
          return 'last';
        },
        { name: 'generator', description: 'd', schema: z.object({}) },
      );
      const fromJsonSchema = tool(async (input) => (input as { a: number }).a * 2, {
        name: 'json',
        description: 'd',
        schema: { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
      });
      const runnable = RunnableLambda.from(async ({ a }: { a: number }) => ({ a })).asTool({
        name: 'runnable',
        description: 'd',
        schema: z.object({ a: z.number() }),
      });
      const messages = await runNode(nodeOf([new Upper(), plain, generator, fromJsonSchema, runnable]), [
        call('upper', { text: 'a' }, '1'),
        call('plain', { input: 'b' }, '2'),
        call('generator', {}, '3'),
        call('json', { a: 2 }, '4'),
        call('json', { a: 'x' }, '5'),
        call('runnable', { a: 3 }, '6'),
      ]);
      expect(contents(messages)).toEqual([
        'A',
        'plain b',
        'last',
        '4',
        'Error: Received tool input did not match expected schema\n Please fix your mistakes.',
        '{"a":3}',
      ]);
    });

    it('gives a string where a tool for strings is called with one', async () => {
      const plain = new DynamicTool({ name: 'plain', description: 'd', func: async (input) => `plain ${input}` });
      const asString = { name: 'plain', args: 'raw', id: 'a' } as unknown as ToolCall;
      expect(contents(await runNode(nodeOf([plain]), [asString]))).toEqual(['plain raw']);
    });

    it('gives tools the call, the state, the config and what else belongs to the run', async () => {
      const runtimes: Record<string, unknown>[] = [];
      const look = tool(
        async (_args, runtime: ToolRuntime) => {
          runtimes.push({ ...runtime });
          return 'seen';
        },
        { name: 'look', description: 'd', schema: z.object({}) },
      );
      const input = { messages: [asking(call('look', {}, 'a'), call('look', {}))], user: 'u' };
      await nodeOf([look], { tags: ['mine'] }).invoke(input, {
        tags: ['yours'],
        metadata: { m: 1 },
        configurable: { c: 2 },
        context: { tenant: 't' },
      } as object);
      const [first, second] = runtimes;
      expect(first).toMatchObject({
        toolCallId: 'a',
        context: { tenant: 't' },
        configurable: { c: 2 },
        metadata: { m: 1 },
        config: { tags: ['mine', 'yours'], configurable: { c: 2 } },
        toolCall: { name: 'look', args: {}, id: 'a', type: 'tool_call' },
      });
      expect(first?.state).toBe(input);
      expect(second?.toolCallId).toBe('');
    });

    it('gives class tools and plain tools the async context of the node', async () => {
      class Look extends StructuredTool {
        name = 'look';
        description = 'd';
        schema = z.object({});
        protected async _call() {
          return `${(getCurrentTaskInput() as { messages: unknown[] }).messages.length} ${getConfig().metadata?.langgraph_node}`;
        }
      }
      const plain = new DynamicTool({
        name: 'plain',
        description: 'd',
        func: async () => String(getConfig().metadata?.langgraph_node),
      });
      const graph = graphWith(nodeOf([new Look(), plain])).compile();
      const message = asking(call('look', {}, 'a'), call('plain', {}, 'b'), call('look', {}, 'c'));
      const { messages } = await graph.invoke({ messages: [message] });
      expect(contents(toolMessages(messages))).toEqual(['1 tools', 'tools', '1 tools']);
    });

    it('lets tools write to the stream and use the store', async () => {
      const store = new InMemoryStore();
      const write = tool(
        async ({ n }, runtime: ToolRuntime) => {
          runtime.writer?.(`writes ${n}`);
          await getStore()?.put(['numbers'], String(n), { n });
          return 'written';
        },
        { name: 'write', description: 'd', schema: z.object({ n: z.number() }) },
      );
      const graph = graphWith(nodeOf([write])).compile({ store });
      const chunks = await collect(
        await graph.stream({ messages: [asking(...callsOf('write', 2))] }, { streamMode: 'custom' }),
      );
      expect(chunks.toSorted()).toEqual(['writes 1', 'writes 2']);
      expect((await store.search(['numbers'])).length).toBe(2);
    });
  });

  describe('output', () => {
    it('keeps the order of the calls when tools end in another', async () => {
      const ended: number[] = [];
      const later = tool(
        async ({ n }) => {
          await turns(10 - 2 * n);
          ended.push(n);
          return `later ${n}`;
        },
        { name: 'later', description: 'd', schema: z.object({ n: z.number() }) },
      );
      const messages = await runNode(nodeOf([later]), callsOf('later', 4));
      expect(messages.map(({ tool_call_id }) => tool_call_id)).toEqual(['c1', 'c2', 'c3', 'c4']);
      expect(ended.toSorted()).toEqual([1, 2, 3, 4]);
    });

    it('makes text of whatever a tool returns', async () => {
      const values: Record<string, unknown> = {
        object: { a: 1 },
        number: 42,
        nothing: undefined,
        empty: null,
        list: [1, 2],
        blocks: [{ type: 'text', text: 'hi' }],
      };
      const give = tool(async ({ key }) => values[key], {
        name: 'give',
        description: 'd',
        schema: z.object({ key: z.string() }),
      });
      const messages = await runNode(
        nodeOf([give]),
        Object.keys(values).map((key) => call('give', { key }, key)),
      );
      expect(contents(messages)).toEqual(['{"a":1}', '42', '', 'null', '[1,2]', [{ type: 'text', text: 'hi' }]]);
      expect(messages.map(({ status }) => status)).toEqual(Array(6).fill('success'));
    });

    it('keeps artifacts', async () => {
      const withArtifact = tool(async () => ['text', { rows: 3 }], {
        name: 'rows',
        description: 'd',
        schema: z.object({}),
        responseFormat: 'content_and_artifact',
      });
      const [message] = await runNode(nodeOf([withArtifact]), [call('rows', {}, 'a')]);
      expect(message).toMatchObject({ content: 'text', artifact: { rows: 3 } });
    });

    it("passes a tool's own message on untouched, also one that says it failed", async () => {
      const own = new ToolMessage({ content: 'mine', tool_call_id: 'other', id: 'm1', status: 'error' });
      const speaks = tool(async () => own, { name: 'speaks', description: 'd', schema: z.object({}) });
      const [message] = await runNode(nodeOf([speaks]), [call('speaks', {}, 'a')]);
      expect(message).toBe(own);
    });

    it('gives a list once a tool returns a Command, in the form of the input', async () => {
      const command = new Command({ update: { flag: true } });
      const commands = tool(async () => command, { name: 'commands', description: 'd', schema: z.object({}) });
      const calls = [call('commands', {}, 'a'), call('echo', { n: 1 }, 'b')];
      const fromState = await nodeOf([commands, echo]).invoke({ messages: [asking(...calls)] });
      expect(fromState[0]).toBe(command);
      expect(contents(fromState[1].messages)).toEqual(['echo 1']);
      const fromList = await nodeOf([commands, echo]).invoke([asking(...calls)]);
      expect(fromList[0]).toBe(command);
      expect(contents(fromList[1])).toEqual(['echo 1']);
    });

    it('joins Sends to the parent graph into one Command at the end', async () => {
      const hand = tool(async ({ n }) => new Command({ graph: Command.PARENT, goto: [new Send('next', { n })] }), {
        name: 'hand',
        description: 'd',
        schema: z.object({ n: z.number() }),
      });
      const named = tool(async () => new Command({ graph: Command.PARENT, goto: 'named' }), {
        name: 'named',
        description: 'd',
        schema: z.object({}),
      });
      const output = await nodeOf([hand, echo, named]).invoke([
        asking(
          call('hand', { n: 1 }, 'a'),
          call('echo', { n: 2 }, 'b'),
          call('named', {}, 'c'),
          call('hand', { n: 3 }, 'd'),
        ),
      ]);
      expect(contents(output[0])).toEqual(['echo 2']);
      expect(output[1].goto).toEqual(['named']);
      expect(output[2].graph).toBe(Command.PARENT);
      expect(output[2].goto.map(({ args }: Send) => args)).toEqual([{ n: 1 }, { n: 3 }]);
      expect(output.length).toBe(3);
    });

    it('applies Commands and messages in a graph', async () => {
      const state = Annotation.Root({ ...MessagesAnnotation.spec, flag: Annotation<boolean> });
      const commands = tool(
        async (_args, runtime: ToolRuntime) =>
          new Command({
            update: { flag: true, messages: [new ToolMessage({ content: 'set', tool_call_id: runtime.toolCallId })] },
          }),
        { name: 'commands', description: 'd', schema: z.object({}) },
      );
      const graph = new StateGraph(state)
        .addNode('tools', nodeOf([commands, echo]))
        .addEdge(START, 'tools')
        .compile();
      const result = await graph.invoke({
        messages: [asking(call('commands', {}, 'a'), call('echo', { n: 1 }, 'b'))],
      });
      expect(result.flag).toBe(true);
      expect(contents(toolMessages(result.messages))).toEqual(['set', 'echo 1']);
    });
  });

  describe('errors', () => {
    it('tells the model of a throw, of wrong arguments and of an unknown tool', async () => {
      const messages = await runNode(nodeOf([boom, echo]), [
        call('boom', {}, 'a'),
        call('echo', { n: 'x' }, 'b'),
        call('nope', {}, 'c'),
        call('nope', {}),
        call('echo', { n: 1 }, 'd'),
      ]);
      expect(messages[0]).toMatchObject({
        status: 'error',
        name: 'boom',
        tool_call_id: 'a',
        content: 'Error: no good\n Please fix your mistakes.',
      });
      expect(messages[1]).toMatchObject({ status: 'error', name: 'echo', tool_call_id: 'b' });
      expect(messages[1]?.content).toBe(
        'Error: Received tool input did not match expected schema\n\n✖ Invalid input: expected number, received string\n  → at n\n Please fix your mistakes.',
      );
      expect(messages[2]).toMatchObject({
        status: 'error',
        name: 'nope',
        tool_call_id: 'c',
        content: 'Error: Tool "nope" not found.\n Please fix your mistakes.',
      });
      expect(messages[3]?.tool_call_id).toBe('');
      expect(messages[4]?.content).toBe('echo 1');
    });

    it('says of a thrown string what upstream says', async () => {
      const throwsText = tool(
        async (): Promise<string> => {
          throw 'text';
        },
        { name: 'text', description: 'd', schema: z.object({}) },
      );
      const [message] = await runNode(nodeOf([throwsText]), [call('text', {}, 'a')]);
      expect(message?.content).toBe('Error: undefined\n Please fix your mistakes.');
    });

    it('rejects with the very error where errors are not handled', async () => {
      const error = new Error('mine');
      const fails = tool(
        async (): Promise<string> => {
          throw error;
        },
        { name: 'fails', description: 'd', schema: z.object({}) },
      );
      const node = nodeOf([fails, echo], { handleToolErrors: false });
      await expect(runNode(node, [call('echo', { n: 1 }, 'a'), call('fails', {}, 'b')])).rejects.toBe(error);
      await expect(runNode(node, [call('nope', {}, 'a')])).rejects.toThrow('Tool "nope" not found.');
      await expect(runNode(node, [call('echo', {}, 'a')])).rejects.toBeInstanceOf(ToolInputParsingException);
    });

    it('lets the other calls finish when one rejects', async () => {
      const slow = gatedTool('slow');
      const node = nodeOf([boom, slow.tool], { handleToolErrors: false });
      await expect(runNode(node, [call('boom', {}, 'a'), call('slow', {}, 'b')])).rejects.toThrow('no good');
      await until(() => slow.startCount === 1);
      expect(slow.signals[0]?.aborted ?? false).toBe(false);
      slow.open(0);
    });

    it('handles errors as its property says at that time', async () => {
      const node = nodeOf([boom]);
      node.handleToolErrors = false;
      await expect(runNode(node, [call('boom', {}, 'a')])).rejects.toThrow('no good');
    });

    it('turns an abort on the way into an error message with its reason', async () => {
      const slow = gatedTool('slow');
      const controller = new AbortController();
      const run = runNode(nodeOf([slow.tool]), [call('slow', {}, 'a')], { signal: controller.signal });
      await until(() => slow.startCount === 1);
      controller.abort(new Error('user cancelled'));
      const [message] = await run;
      expect(message).toMatchObject({
        status: 'error',
        tool_call_id: 'a',
        content: 'Error: user cancelled\n Please fix your mistakes.',
      });
      expect(slow.signals[0]?.aborted).toBe(true);
    });
  });

  describe('control flow', () => {
    const ask = tool(async ({ n }) => `answered ${interrupt(`question ${n}`)}`, {
      name: 'ask',
      description: 'd',
      schema: z.object({ n: z.number() }),
    });

    it('rethrows an interrupt whether errors are handled or not', async () => {
      const interrupts = tool(
        async (): Promise<string> => {
          throw new GraphInterrupt([{ value: 'wait' }]);
        },
        { name: 'interrupts', description: 'd', schema: z.object({}) },
      );
      for (const handleToolErrors of [true, false]) {
        const node = nodeOf([interrupts], { handleToolErrors });
        await expect(runNode(node, [call('interrupts', {}, 'a')])).rejects.toBeInstanceOf(GraphInterrupt);
      }
    });

    it('interrupts a graph and resumes with the answer', async () => {
      const graph = graphWith(nodeOf([ask])).compile({ checkpointer: new MemorySaver() });
      const config = { configurable: { thread_id: '1' } };
      await graph.invoke({ messages: [asking(call('ask', { n: 1 }, 'a'))] }, config);
      const [task] = (await graph.getState(config)).tasks;
      expect(task?.interrupts[0]?.value).toBe('question 1');
      const { messages } = await graph.invoke(new Command({ resume: 'yes' }), config);
      expect(contents(toolMessages(messages))).toEqual(['answered yes']);
    });
  });

  describe('runs and streams', () => {
    it('reports every call to callbacks, under the run of the node', async () => {
      const events: unknown[][] = [];
      const parents = new Set<string | undefined>();
      const handler: Partial<BaseCallbackHandler> & { name: string } = {
        name: 'notes',
        handleToolStart(_tool, input, _runId, parentRunId, tags, metadata, runName, toolCallId?: string) {
          parents.add(parentRunId);
          events.push(['start', input, tags, metadata?.langgraph_node, runName, toolCallId]);
        },
        handleToolEnd: (output) => void events.push(['end', output.tool_call_id]),
        handleToolError: (error) => void events.push(['error', error.message]),
      };
      const tagged = tool(async () => 'ok', { name: 'tagged', description: 'd', schema: z.object({}), tags: ['t'] });
      const graph = graphWith(nodeOf([tagged, boom])).compile();
      await graph.invoke(
        { messages: [asking(call('tagged', {}, 'a'), call('boom', {}, 'b'))] },
        { callbacks: [handler as BaseCallbackHandler], tags: ['user'] },
      );
      expect(events.toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
        ['end', 'a'],
        ['error', 'no good'],
        ['start', '{}', ['user', 't'], 'tools', 'tagged', 'a'],
        ['start', '{}', ['user'], 'tools', 'boom', 'b'],
      ]);
      expect(parents.size).toBe(1);
      expect([...parents][0]).toBeDefined();
    });

    it('streams tool events with their call ids', async () => {
      const steps = tool(
        async function* () {
          yield 'half';
          return 'whole';
        },
        { name: 'steps', description: 'd', schema: z.object({}) },
      );
      const graph = graphWith(nodeOf([steps])).compile();
      const chunks = await collect(
        await graph.stream({ messages: [asking(call('steps', {}, 'a'))] }, { streamMode: 'tools' }),
      );
      expect(chunks.map(({ event, toolCallId }) => [event, toolCallId])).toEqual([
        ['on_tool_start', 'a'],
        ['on_tool_event', 'a'],
        ['on_tool_end', 'a'],
      ]);
    });

    it('shows each tool in streamEvents, and no run of its own', async () => {
      const graph = graphWith(nodeOf([echo])).compile();
      const events = await collect(
        graph.streamEvents({ messages: [asking(...callsOf('echo', 2))] }, { version: 'v2' }),
      );
      expect(events.filter(({ event }) => event === 'on_tool_end').map(({ name }) => name)).toEqual(['echo', 'echo']);
      expect(new Set(events.filter(({ event }) => event === 'on_chain_start').map(({ name }) => name))).toEqual(
        new Set(['LangGraph', 'tools', ...events.filter(({ name }) => name === '__start__').map(({ name }) => name)]),
      );
    });
  });

  it('works in createReactAgent, in both versions, with returnDirect', async () => {
    const direct = tool(async () => 'the end', {
      name: 'direct',
      description: 'd',
      schema: z.object({}),
      returnDirect: true,
    });
    for (const version of ['v1', 'v2'] as const) {
      const { fakeModel } = await import('langchain');
      const llm = fakeModel()
        .respondWithTools(callsOf('echo', 3) as never)
        .respondWithTools([{ name: 'direct', args: {}, id: 'd' }]);
      const agent = upstream.createReactAgent({ llm, tools: nodeOf([echo, direct]), version });
      const { messages } = await agent.invoke({ messages: [new HumanMessage('go')] });
      expect(contents(toolMessages(messages))).toEqual(['echo 1', 'echo 2', 'echo 3', 'the end']);
      expect(isAIMessage(messages.at(-1)!)).toBe(false);
    }
  });

  it('works in a graph with toolsCondition', async () => {
    const { fakeModel } = await import('langchain');
    const model = fakeModel()
      .respondWithTools(callsOf('echo', 2) as never)
      .respond(new AIMessage('done'));
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('model', async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
      .addNode('tools', nodeOf([echo]))
      .addEdge(START, 'model')
      .addConditionalEdges('model', ours.toolsCondition, ['tools', END])
      .addEdge('tools', 'model')
      .compile();
    const { messages } = await graph.invoke({ messages: [new HumanMessage('go')] });
    expect(messages.map((message) => message.getType())).toEqual(['human', 'ai', 'tool', 'tool', 'ai']);
  });
});

it("exports upstream's toolsCondition", () => {
  expect(ours.toolsCondition).toBe(upstream.toolsCondition);
});
