import type { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { AIMessage, type BaseMessage, HumanMessage, type ToolMessage } from '@langchain/core/messages';
import { RunnableLambda } from '@langchain/core/runnables';
import { type ToolRuntime, tool } from '@langchain/core/tools';
import {
  Annotation,
  Command,
  getConfig,
  InMemoryStore,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  NodeInterrupt,
  Send,
  START,
  StateGraph,
} from '@langchain/langgraph';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { fakeModel, tool as headlessTool } from 'langchain';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { NODES } from './nodes.js';
import { asking, boom, callsOf, collect, echo, graphWith, runNode, toolMessages, turns } from './support.js';

type Handler = Partial<BaseCallbackHandler> & { name: string };

const NONE = z.object({});
const call = (name: string, args: object, id: string) => ({ name, args: { ...args }, id });
const asHandler = (handler: Handler) => handler as BaseCallbackHandler;

/** Notes what it was given. */
function looking() {
  const seen: (ToolRuntime & { signal?: AbortSignal; writer?: unknown })[] = [];
  const look = tool(
    async (_args, runtime: ToolRuntime) => {
      seen.push({ ...runtime } as never);
      return 'seen';
    },
    { name: 'look', description: 'd', schema: NONE },
  );
  return { seen, look };
}

describe.each(NODES)('%s', (name, nodeOf) => {
  const isUpstream = name.startsWith('LangGraph');

  describe('what a tool is given', () => {
    it('is the call as a tool call, and a config with all that belongs to the run', async () => {
      const given: unknown[][] = [];
      const invoke = async (...args: unknown[]) => {
        given.push(args);
        return { seen: true };
      };
      const node = nodeOf([{ name: 'raw', invoke } as never]);
      const input = { messages: [asking(call('raw', { n: 1 }, 'a'), { name: 'raw', args: {} })], user: 'u' };
      const output = await node.invoke(input, { tags: ['t'], configurable: { c: 1 } });
      expect(output.messages.map(({ content }: ToolMessage) => content)).toEqual(['{"seen":true}', '{"seen":true}']);
      expect(output.messages[0]).toMatchObject({ name: 'raw', status: 'success', tool_call_id: 'a' });
      const [[toolCall, runtime], [, other]] = given as [[object, object], [object, object]];
      expect(toolCall).toEqual({ name: 'raw', args: { n: 1 }, id: 'a', type: 'tool_call' });
      expect(runtime).toMatchObject({
        toolCallId: 'a',
        store: null,
        writer: null,
        tags: ['t'],
        configurable: { c: 1 },
      });
      expect(runtime).toMatchObject({ config: { tags: ['t'], configurable: { c: 1 } } });
      expect((runtime as { state: unknown }).state).toBe(input);
      expect(other).toMatchObject({ toolCallId: '' });
    });

    it('has the store, the writer, the thread and the context of the graph', async () => {
      const { seen, look } = looking();
      const store = new InMemoryStore();
      const graph = graphWith(nodeOf([look])).compile({ store, checkpointer: new MemorySaver() });
      const config = { configurable: { thread_id: 't', tenant: 'x' }, context: { user: 'u' } };
      await graph.invoke({ messages: [asking(call('look', {}, 'a'))] }, config as object);
      expect(seen[0]?.store).toBeDefined();
      expect(typeof seen[0]?.writer).toBe('function');
      expect(seen[0]).toMatchObject({ context: { user: 'u' }, configurable: { thread_id: 't', tenant: 'x' } });
      expect(seen[0]?.config).toMatchObject({
        metadata: { langgraph_node: 'tools', langgraph_step: 1, thread_id: 't' },
      });
    });

    it('takes a writer from the configurable', async () => {
      const { seen, look } = looking();
      const writer = () => undefined;
      await runNode(nodeOf([look]), [call('look', {}, 'a')], { configurable: { writer } });
      expect(seen[0]?.writer).toBe(writer);
    });

    it('is the state of the node, without the call that a Send brings', async () => {
      const { seen, look } = looking();
      const state = Annotation.Root({ ...MessagesAnnotation.spec, user: Annotation<string> });
      const graph = new StateGraph(state)
        .addNode('tools', nodeOf([look]))
        .addConditionalEdges(START, (given) => callsIn(given.messages).map(sendOf(given)), ['tools'])
        .compile();
      const messages = [asking(...callsOf('look', 3))];
      const result = await graph.invoke({ messages, user: 'u' });
      expect(toolMessages(result.messages).map(({ tool_call_id }) => tool_call_id)).toEqual(['c1', 'c2', 'c3']);
      expect(seen.map(({ state: given }) => Object.keys(given as object).toSorted())).toEqual(
        Array(3).fill(['messages', 'user']),
      );
    });

    it("has its own config in it, and the node's", async () => {
      const own: unknown[] = [];
      const configured = tool(
        async (_args, { tags, metadata }: ToolRuntime) => {
          own.push({ tags, metadata });
          return 'ok';
        },
        {
          name: 'configured',
          description: 'd',
          schema: NONE,
          defaultConfig: { tags: ['default'], metadata: { from: 'default', kept: true } },
        } as never,
      );
      await runNode(nodeOf([configured]), [call('configured', {}, 'a')], {
        tags: ['given'],
        metadata: { from: 'given' },
      });
      expect(own).toEqual([
        { tags: expect.arrayContaining(['default', 'given']), metadata: { from: 'given', kept: true } },
      ]);
    });

    it('ends at the timeout of its own config', async () => {
      const hangs = tool(() => new Promise<string>(() => undefined), {
        name: 'hangs',
        description: 'd',
        schema: NONE,
        defaultConfig: { timeout: 1 },
      } as never);
      const [message] = await runNode(nodeOf([hangs]), [call('hangs', {}, 'a')]);
      expect(message).toMatchObject({
        status: 'error',
        content: 'Error: The operation was aborted due to timeout\n Please fix your mistakes.',
      });
    });

    it('has no timeout from the config that the node is invoked with', async () => {
      const { seen, look } = looking();
      const waits = tool(() => turns(20).then(() => 'waited'), { name: 'waits', description: 'd', schema: NONE });
      const messages = await runNode(nodeOf([look, waits]), [call('waits', {}, 'w'), call('look', {}, 'a')], {
        timeout: 1,
      });
      expect(messages.map(({ content }) => content)).toEqual(['waited', 'seen']);
      expect(seen.length).toBe(1);
    });

    it('has a signal that aborts with that of the run', async () => {
      const controller = new AbortController();
      const signals: (AbortSignal | undefined)[] = [];
      const look = tool(
        async (_args, { signal }) => {
          signals.push(signal);
          return 'seen';
        },
        { name: 'look', description: 'd', schema: NONE },
      );
      const hangs = tool(() => new Promise<string>(() => undefined), { name: 'hangs', description: 'd', schema: NONE });
      const run = runNode(nodeOf([look, hangs]), [call('look', {}, 'a'), call('hangs', {}, 'b')], {
        signal: controller.signal,
      });
      await turns(10);
      expect(signals[0]?.aborted).toBe(false);
      controller.abort(new Error('left'));
      expect((await run).map(({ status }) => status)).toEqual(['success', 'error']);
    });
  });

  describe('callbacks', () => {
    it('hear of runnables inside a tool as its children', async () => {
      const parents = new Map<string, string | undefined>();
      const handler: Handler = {
        name: 'notes',
        handleToolStart(_tool, _input, runId) {
          parents.set('tool', runId);
        },
        handleChainStart(_chain, _inputs, _runId, parentRunId, _tags, _metadata, _type, runName) {
          if (runName === 'inner') parents.set('inner', parentRunId);
        },
      };
      const nests = tool(
        () =>
          RunnableLambda.from(() => 'deep')
            .withConfig({ runName: 'inner' })
            .invoke(''),
        {
          name: 'nests',
          description: 'd',
          schema: NONE,
        },
      );
      const [message] = await runNode(nodeOf([nests]), [call('nests', {}, 'a')], { callbacks: [asHandler(handler)] });
      expect(message?.content).toBe('deep');
      expect(parents.get('inner')).toBe(parents.get('tool'));
      expect(parents.get('tool')).toBeDefined();
    });

    it('hear of what a generator yields, and of each run once', async () => {
      const events: unknown[] = [];
      const handler: Handler & Record<string, unknown> = {
        name: 'notes',
        handleToolStart: (_tool, input, _run, parent, _tags, _metadata, _name, id?: string) =>
          void events.push(['start', input, parent, id]),
        handleToolEvent: (chunk: unknown) => void events.push(['event', chunk]),
        handleToolEnd: ({ content }) => void events.push(['end', content]),
      };
      const steps = tool(
        async function* () {
          yield 'one';
          yield 'two';
          return 'three';
        },
        { name: 'steps', description: 'd', schema: NONE },
      );
      await runNode(nodeOf([steps]), [call('steps', {}, 'a')], { callbacks: [asHandler(handler)] });
      expect(events).toEqual([
        ['start', '{}', undefined, 'a'],
        ['event', 'one'],
        ['event', 'two'],
        ['end', 'three'],
      ]);
    });

    it('hear of wrong arguments and unknown tools as of no run', async () => {
      const events: string[] = [];
      const handler: Handler = {
        name: 'notes',
        handleToolStart: () => void events.push('start'),
        handleToolError: () => void events.push('error'),
      };
      await runNode(nodeOf([echo]), [call('echo', {}, 'a'), call('nope', {}, 'b')], {
        callbacks: [asHandler(handler)],
      });
      expect(events).toEqual([]);
    });

    it('get the metadata of the graph and the tags of run, node and tool', async () => {
      const seen: unknown[] = [];
      const handler: Handler = {
        name: 'notes',
        handleToolStart: (_tool, _input, _run, parent, tags, metadata) =>
          void seen.push({ isChild: parent !== undefined, tags, metadata }),
      };
      const tagged = tool(() => 'ok', { name: 'tagged', description: 'd', schema: NONE, tags: ['tool'] });
      const graph = graphWith(nodeOf([tagged], { tags: ['node'] })).compile();
      await graph.invoke(
        { messages: [asking(call('tagged', {}, 'a'))] },
        { callbacks: [asHandler(handler)], tags: ['run'], metadata: { mine: 1 } },
      );
      expect(seen).toEqual([
        {
          isChild: true,
          tags: expect.arrayContaining(['run', 'tool']),
          metadata: expect.objectContaining({
            mine: 1,
            langgraph_node: 'tools',
            langgraph_step: 1,
            checkpoint_ns: expect.stringMatching(/^tools:/),
          }),
        },
      ]);
    });
  });

  describe('streams', () => {
    it('tell of the error of a tool', async () => {
      const graph = graphWith(nodeOf([boom, echo])).compile();
      const input = { messages: [asking(call('boom', {}, 'a'), call('echo', { n: 1 }, 'b'))] };
      const chunks = await collect(await graph.stream(input, { streamMode: 'tools' }));
      const events = chunks.map(({ event, toolCallId }) => `${toolCallId} ${event}`).toSorted();
      expect(events).toEqual(['a on_tool_error', 'a on_tool_start', 'b on_tool_end', 'b on_tool_start']);
    });

    it('give one update of the node, with all answers in call order', async () => {
      const graph = graphWith(nodeOf([echo])).compile();
      const chunks = await collect(
        await graph.stream({ messages: [asking(...callsOf('echo', 3))] }, { streamMode: 'updates' }),
      );
      expect(chunks.length).toBe(1);
      const messages = (chunks[0]?.tools.messages ?? []) as ToolMessage[];
      expect(messages.map(({ tool_call_id }) => tool_call_id)).toEqual(['c1', 'c2', 'c3']);
    });
  });

  describe('control flow', () => {
    it('rethrows a NodeInterrupt', async () => {
      const stops = tool(
        async (): Promise<string> => {
          throw new NodeInterrupt('stop');
        },
        { name: 'stops', description: 'd', schema: NONE },
      );
      await expect(runNode(nodeOf([stops, echo]), [call('stops', {}, 'a')])).rejects.toBeInstanceOf(NodeInterrupt);
    });

    it('interrupts for a tool that has no function', async () => {
      const locate = headlessTool({ name: 'locate', description: 'd', schema: z.object({ what: z.string() }) });
      const graph = graphWith(nodeOf([locate])).compile({ checkpointer: new MemorySaver() });
      const thread = { configurable: { thread_id: 't' } };
      const state = await graph.invoke({ messages: [asking(call('locate', { what: 'here' }, 'a'))] }, thread);
      expect(JSON.stringify((state as Record<string, unknown>).__interrupt__)).toContain('"what":"here"');
      const { messages } = await graph.invoke(new Command({ resume: 'there' }), thread);
      expect(toolMessages(messages).map(({ content }) => content)).toEqual(['there']);
    });

    it('lets a graph inside a tool interrupt, and go on', async () => {
      const inner = new StateGraph(MessagesAnnotation)
        .addNode('ask', () => ({ messages: [new AIMessage(`said ${interrupt('inner?')}`)] }))
        .addEdge(START, 'ask')
        .compile();
      const nested = tool(async () => (await inner.invoke({ messages: [] })).messages.at(-1)?.text ?? '', {
        name: 'nested',
        description: 'd',
        schema: NONE,
      });
      const graph = graphWith(nodeOf([nested])).compile({ checkpointer: new MemorySaver() });
      const thread = { configurable: { thread_id: 't' } };
      const state = await graph.invoke({ messages: [asking(call('nested', {}, 'a'))] }, thread);
      expect((state as Record<string, unknown>).__interrupt__).toMatchObject([{ value: 'inner?' }]);
      const { messages } = await graph.invoke(new Command({ resume: 'yes' }), thread);
      expect(toolMessages(messages).map(({ content }) => content)).toEqual(['said yes']);
    });

    if (!isUpstream)
      it('passes a Command to a parent graph that a tool throws, which upstream takes for an error', async () => {
        const inner = new StateGraph(MessagesAnnotation)
          .addNode('up', () => new Command({ graph: Command.PARENT, goto: 'after' }), { ends: [] })
          .addEdge(START, 'up')
          .compile();
        const climbs = tool(async () => String(await inner.invoke({ messages: [] }, getConfig())), {
          name: 'climbs',
          description: 'd',
          schema: NONE,
        });
        const graph = new StateGraph(MessagesAnnotation)
          .addNode('tools', nodeOf([climbs]), { ends: ['after'] })
          .addNode('after', () => ({ messages: [new AIMessage('arrived')] }))
          .addEdge(START, 'tools')
          .compile();
        const { messages } = await graph.invoke({ messages: [asking(call('climbs', {}, 'a'))] });
        expect(messages.at(-1)?.text).toBe('arrived');
      });
  });

  describe('as a node of LangGraph', () => {
    it('keeps call order in createReactAgent v2, whichever ends first', async () => {
      const later = tool(({ n }) => turns(12 - 3 * n).then(() => `later ${n}`), {
        name: 'later',
        description: 'd',
        schema: z.object({ n: z.number() }),
      });
      const llm = fakeModel()
        .respondWithTools(callsOf('later', 4) as never)
        .respond(new AIMessage('done'));
      const agent = createReactAgent({ llm, tools: nodeOf([later]), version: 'v2' });
      const { messages } = await agent.invoke({ messages: [new HumanMessage('go')] });
      expect(toolMessages(messages).map(({ content }) => content)).toEqual([1, 2, 3, 4].map((n) => `later ${n}`));
    });

    it('is tried again by the retry policy of the graph', async () => {
      let runs = 0;
      const flaky = tool(
        () => {
          runs += 1;
          if (runs < 3) throw new Error('not yet');
          return 'now';
        },
        { name: 'flaky', description: 'd', schema: NONE },
      );
      const graph = new StateGraph(MessagesAnnotation)
        .addNode('tools', nodeOf([flaky], { handleToolErrors: false }), {
          retryPolicy: { maxAttempts: 3, initialInterval: 1, jitter: false, logWarning: false, retryOn: () => true },
        })
        .addEdge(START, 'tools')
        .compile();
      const { messages } = await graph.invoke({ messages: [asking(call('flaky', {}, 'a'))] });
      expect(toolMessages(messages)[0]?.content).toBe('now');
      expect(runs).toBe(3);
    });

    it('is a Runnable like any other', async () => {
      const node = nodeOf([echo], { name: 'my tools' });
      const inputs = [1, 2].map((n) => [asking(call('echo', { n }, `c${n}`))]);
      const outputs = (await node.batch(inputs)) as ToolMessage[][];
      expect(outputs.map(([message]) => message?.content)).toEqual(['echo 1', 'echo 2']);
      const [chunk] = (await collect(await node.stream(inputs[0]))) as ToolMessage[][];
      expect(chunk?.[0]?.content).toBe('echo 1');
      const piped = node.pipe((messages: ToolMessage[]) => messages.length);
      expect(await piped.invoke(inputs[0])).toBe(1);
      const tagged = node.withConfig({ tags: ['x'] });
      expect(((await tagged.invoke(inputs[0])) as ToolMessage[])[0]?.content).toBe('echo 1');
      expect(node.getName()).toBe('my tools');
      expect(node.lc_serializable).toBe(false);
    });

    it('runs two messages at the same time without mixing them up', async () => {
      const node = nodeOf([echo]);
      const runs = [1, 2, 3].map((n) =>
        runNode(node, [call('echo', { n }, 'same'), call('echo', { n: n * 10 }, 'same')]),
      );
      const answers = (await Promise.all(runs)).map((messages) => messages.map(({ content }) => content));
      expect(answers).toEqual([1, 2, 3].map((n) => [`echo ${n}`, `echo ${n * 10}`]));
    });
  });
});

function callsIn(messages: BaseMessage[]) {
  return messages.flatMap((message) => (AIMessage.isInstance(message) ? (message.tool_calls ?? []) : []));
}

function sendOf(state: object) {
  return (toolCall: unknown) => new Send('tools', { ...state, lg_tool_call: toolCall });
}
