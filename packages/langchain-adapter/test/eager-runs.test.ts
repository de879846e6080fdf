import { type AIMessageChunk, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import type { StructuredToolInterface } from '@langchain/core/tools';
import { concat } from '@langchain/core/utils/stream';
import { Command, END, interrupt, MemorySaver, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { createExecutor, type ExecutorEvent } from '@parallel-tools/executor';
import {
  type AgentMiddleware,
  createAgent,
  createMiddleware,
  humanInTheLoopMiddleware,
  tool,
  toolRetryMiddleware,
} from 'langchain';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { ToolNode, toolsCondition } from '../src/index.js';
import { toolExecutorMiddleware } from '../src/middleware.js';
import { callSteps, type StreamServer, startStreamServer } from './stream-server.js';
import { gatedTool, loopOf, memoryRecorder, toolMessages, until } from './support.js';

let server: StreamServer;
beforeAll(async () => {
  server = await startStreamServer();
});
afterAll(() => server.close());

const HELLO = { messages: [new HumanMessage('go')] };
const READ = { look: { effects: 'read' } } as const;
const TWO = [...callSteps(0, 'a', 'look'), ...callSteps(1, 'b', 'look')];
const contents = (messages: readonly BaseMessage[]) => toolMessages(messages).map(({ content }) => content);

/** The loop of model and tools, with a model whose calls the node starts early. */
function eagerGraph(
  node: ToolNode,
  tools: readonly StructuredToolInterface[],
  options: { checkpointer?: MemorySaver } = {},
) {
  const model = node.eagerModel(server.model('chat').bindTools([...tools]));
  return loopOf((messages) => model.invoke(messages), node, options);
}

/** A tool that answers at once, and what its runs were given. */
function lookTool(answer: (n: number, run: number) => string | Promise<string> = (n) => `looked ${n}`) {
  const runs: { n: number; runtime: Record<string, unknown> }[] = [];
  const look = tool(
    async ({ n }: { n: number }, runtime) => {
      runs.push({ n, runtime: runtime as never });
      return answer(n, runs.length);
    },
    { name: 'look', description: 'd', schema: z.object({ n: z.number() }) },
  );
  return { look, runs };
}

function observed() {
  const recorder = memoryRecorder();
  const executor = createExecutor({ tools: [], recorder });
  const discarded: string[] = [];
  executor.subscribe((event: ExecutorEvent) => {
    if (event.type === 'call-discarded') discarded.push(event.callId);
  });
  return { recorder, executor, discarded };
}

it('the node goes on with calls also of a message that was put together from its chunks', async () => {
  const { look, runs } = lookTool();
  const { executor, discarded, recorder } = observed();
  const node = new ToolNode([look], { executor, toolOptions: READ });
  const model = node.eagerModel(server.model('chat').bindTools([look]));
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('model', async ({ messages }) => {
      let whole: AIMessageChunk | undefined;
      for await (const chunk of await model.stream(messages))
        whole = whole === undefined ? chunk : concat(whole, chunk);
      return { messages: whole as AIMessageChunk };
    })
    .addNode('tools', node)
    .addEdge(START, 'model')
    .addConditionalEdges('model', toolsCondition, ['tools', END])
    .addEdge('tools', 'model')
    .compile();
  const rest = Promise.withResolvers<void>();
  server.script({ steps: [...TWO, rest.promise] });
  const run = graph.invoke(HELLO);
  await until(() => runs.length === 1);
  rest.resolve();
  expect(contents((await run).messages)).toEqual(['looked 1', 'looked 2']);
  expect([runs.length, discarded, recorder.records.length]).toEqual([2, [], 1]);
});

it('two runs at once with the same ids keep to their own calls', async () => {
  const { look, runs } = lookTool();
  const { executor, recorder } = observed();
  const node = new ToolNode([look], { executor, toolOptions: READ });
  const graph = eagerGraph(node, [look]);
  server.script({ steps: TWO }, { steps: TWO });
  await Promise.all([1, 2].map((user) => graph.invoke(HELLO, { configurable: { user, thread_id: `t${user}` } })));
  const usersOf = (first: boolean) =>
    runs
      .filter(({ n }) => (n === 1) === first)
      .map(({ runtime }) => (runtime.configurable as { user: number }).user)
      .sort();
  expect([usersOf(true), usersOf(false)]).toEqual([
    [1, 2],
    [1, 2],
  ]);
  expect(recorder.records.map(({ labels, calls }) => [labels.threadId, calls.length]).sort()).toEqual([
    ['t1', 2],
    ['t2', 2],
  ]);
});

it('gives an early call the run it belongs to, and the state before the reply', async () => {
  const { look, runs } = lookTool();
  const { executor } = observed();
  const started: string[] = [];
  const agent = createAgent({
    model: server.model('chat'),
    tools: [look],
    contextSchema: z.object({ user: z.string() }),
    middleware: [toolExecutorMiddleware({ executor, toolOptions: READ, eager: 'read-only' })],
  });
  server.script({ steps: TWO });
  await agent.invoke(HELLO, {
    configurable: { tenant: 7 },
    context: { user: 'ada' },
    callbacks: [{ handleToolStart: (_tool, input) => void started.push(input) }],
  });
  const [early, late] = runs.map(({ runtime }) => runtime as never) as unknown as {
    configurable: { tenant: number };
    context: unknown;
    toolCallId: string;
    state: { messages: BaseMessage[] };
  }[];
  expect([early?.configurable.tenant, early?.context, early?.toolCallId]).toEqual([7, { user: 'ada' }, 'a']);
  expect([early?.state.messages.length, late?.state.messages.length]).toEqual([1, 2]);
  expect(started).toEqual(['{"n":1}', '{"n":2}']);
});

it('leaves the tokens that others ask for as they are', async () => {
  const textsWith = async (eager: 'off' | 'read-only') => {
    const { look } = lookTool();
    server.script({ steps: TWO });
    const middleware = [toolExecutorMiddleware({ toolOptions: READ, eager })];
    const agent = createAgent({ model: server.model('chat'), tools: [look], middleware });
    const chunks: unknown[] = [];
    for await (const [message, { langgraph_node: node }] of await agent.stream(HELLO, { streamMode: 'messages' }))
      chunks.push([node, message.content, (message as AIMessageChunk).tool_call_chunks]);
    return chunks;
  };
  expect(await textsWith('read-only')).toEqual(await textsWith('off'));
});

it('starts early, too, where somebody asks for content-block events in place of tokens', async () => {
  const { look, runs } = lookTool();
  const { executor, discarded } = observed();
  const node = new ToolNode([look], { executor, toolOptions: READ });
  const model = node.eagerModel(server.model('responses').bindTools([look]));
  const rest = Promise.withResolvers<void>();
  server.script({ steps: [...TWO, rest.promise] });
  const handler = { name: 'other', lc_prefer_chat_model_stream_events: true, handleChatModelStreamEvent: () => {} };
  const asked = model.invoke(HELLO.messages, { callbacks: [handler] });
  await until(() => runs.length === 1);
  rest.resolve();
  const { messages } = await node.invoke({ messages: [...HELLO.messages, await asked] });
  expect(contents(messages)).toEqual(['looked 1', 'looked 2']);
  expect([runs.length, discarded]).toEqual([2, []]);
});

it('lets another middleware answer in the place of a tool that ran early', async () => {
  const look = gatedTool('look');
  const { executor, discarded } = observed();
  const middleware = [
    toolExecutorMiddleware({ executor, toolOptions: READ, eager: 'read-only' }),
    createMiddleware({
      name: 'denies',
      wrapToolCall: async (request, handler) =>
        request.toolCall.id === 'a'
          ? new ToolMessage({ content: 'denied', tool_call_id: 'a' })
          : await handler(request),
    }),
  ];
  const agent = createAgent({ model: server.model('chat'), tools: [look.tool], middleware });
  const rest = Promise.withResolvers<void>();
  server.script({ steps: [...TWO, rest.promise] });
  const run = agent.invoke(HELLO);
  await until(() => look.startCount === 1);
  look.open(0);
  rest.resolve();
  await until(() => look.startCount === 2);
  look.open(1);
  expect(contents((await run).messages)).toEqual(['denied', 'look 1']);
  expect(discarded).toEqual([]);
});

it('lets a retry after it repeat an early call, within the limits', async () => {
  const { look, runs } = lookTool((n, run) => {
    if (run === 1) throw new Error('busy');
    return `looked ${n}`;
  });
  const { executor, recorder } = observed();
  const middleware: AgentMiddleware[] = [
    toolExecutorMiddleware({ executor, toolOptions: READ, eager: 'read-only' }),
    toolRetryMiddleware({ maxRetries: 1, initialDelayMs: 0, jitter: false }),
  ];
  const agent = createAgent({ model: server.model('chat'), tools: [look], middleware });
  server.script({ steps: TWO });
  expect(contents((await agent.invoke(HELLO)).messages)).toEqual(['looked 1', 'looked 2']);
  expect(runs.map(({ n }) => n).sort()).toEqual([1, 1, 2]);
  expect(recorder.records.map(({ calls }) => calls.map(({ callId, status }) => `${callId} ${status}`)).sort()).toEqual([
    ['a error', 'b ok'],
    ['a ok'],
  ]);
});

it('runs a call again in its own node that interrupted the run', async () => {
  const { look, runs } = lookTool((n) => (n === 1 ? `told ${interrupt('which?')}` : 'looked'));
  const node = new ToolNode([look], { toolOptions: READ });
  const graph = eagerGraph(node, [look], { checkpointer: new MemorySaver() });
  const config = { configurable: { thread_id: 't' } };
  const rest = Promise.withResolvers<void>();
  server.script({ steps: [...TWO, rest.promise] });
  const run = graph.invoke(HELLO, config);
  await until(() => runs.length === 1);
  rest.resolve();
  await run;
  const { messages } = await graph.invoke(new Command({ resume: 'that' }), config);
  expect(contents(messages)).toEqual(['told that', 'looked']);
});

it('discards what nobody took over once the model is asked again', async () => {
  const look = gatedTool('look');
  const { executor, discarded, recorder } = observed();
  const middleware: AgentMiddleware[] = [
    toolExecutorMiddleware({ executor, toolOptions: READ, eager: 'read-only' }),
    humanInTheLoopMiddleware({ interruptOn: { look: true } } as never) as AgentMiddleware,
  ];
  const agent = createAgent({
    model: server.model('chat'),
    tools: [look.tool],
    middleware,
    checkpointer: new MemorySaver(),
  });
  const config = { configurable: { thread_id: 't' } };
  server.script({ steps: TWO });
  await agent.invoke(HELLO, config);
  expect([look.startCount, discarded]).toEqual([1, []]);
  const decisions = ['a', 'b'].map(() => ({ type: 'reject', message: 'no' }));
  const { messages } = await agent.invoke(new Command({ resume: { decisions } }) as never, config);
  expect(contents(messages)).toEqual(['no', 'no']);
  await until(() => recorder.records.length === 1);
  expect([look.signals[0]?.aborted, discarded]).toEqual([true, ['a']]);
});

it('keeps the answers of early calls for later runs of a node that is durable', async () => {
  const look = gatedTool('look');
  const asks = tool(async () => `told ${interrupt('which?')}`, {
    name: 'asks',
    description: 'd',
    schema: z.object({}),
  });
  const { executor } = observed();
  const node = new ToolNode([look.tool, asks], { executor, toolOptions: READ, durable: true });
  const graph = eagerGraph(node, [look.tool, asks], { checkpointer: new MemorySaver() });
  const config = { configurable: { thread_id: 't' } };
  const rest = Promise.withResolvers<void>();
  server.script({ steps: [...callSteps(0, 'a', 'look'), ...callSteps(1, 'b', 'asks', {}), rest.promise] });
  const run = graph.invoke(HELLO, config);
  await until(() => look.startCount === 1);
  look.open(0);
  rest.resolve();
  await run;
  const { messages } = await graph.invoke(new Command({ resume: 'that' }), config);
  expect(contents(messages)).toEqual(['look 0', 'told that']);
  expect(look.startCount).toBe(1);
});

it('fills references of early calls, and counts places as the message does', async () => {
  const { look, runs } = lookTool();
  const { executor } = observed();
  const toolOptions = { look: { effects: 'read' }, save: {} } as const;
  const saved: unknown[] = [];
  const save = tool(async (args) => void saved.push(args.text), {
    name: 'save',
    description: 'd',
    schema: z.object({ text: z.string() }),
  });
  const agent = createAgent({
    model: server.model('chat'),
    tools: [look, save],
    middleware: [toolExecutorMiddleware({ executor, toolOptions, references: true, eager: 'read-only' })],
  });
  const rest = Promise.withResolvers<void>();
  server.script({
    steps: [
      ...callSteps(0, 'a', 'look', { n: 4 }),
      ...callSteps(1, 'b', 'look', { n: 5 }),
      ...callSteps(2, 'c', 'save', { text: '${calls.2}, ${calls.1}' }),
      rest.promise,
    ],
  });
  const run = agent.invoke(HELLO);
  await until(() => runs.length === 2);
  rest.resolve();
  await run;
  expect(saved).toEqual(['looked 5, looked 4']);
});

it.each([
  ['is filtered', 'chat', { finishReason: 'content_filter' }],
  ['refuses', 'responses', { refusal: 'no' }],
] as const)('discards what started of a reply that %s', async (_what, api, ending) => {
  const { look, runs } = lookTool();
  const { executor, discarded } = observed();
  const node = new ToolNode([look], { executor, toolOptions: READ });
  const model = node.eagerModel(server.model(api).bindTools([look]));
  server.script({ steps: TWO, ...ending });
  await model.invoke(HELLO.messages);
  expect([runs.length, discarded]).toEqual([1, ['a']]);
});

it('refuses an option out of range', () => {
  expect(() => toolExecutorMiddleware({ eager: true as never })).toThrow(
    "eager must be 'off' or 'read-only', got true",
  );
});
