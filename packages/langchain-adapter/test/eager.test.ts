import { type BaseMessage, HumanMessage } from '@langchain/core/messages';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { createExecutor, type ExecutorEvent } from '@parallel-tools/executor';
import { createAgent } from 'langchain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ToolNode, type ToolNodeOptions } from '../src/index.js';
import { type ToolExecutorMiddlewareOptions, toolExecutorMiddleware } from '../src/middleware.js';
import { type Api, callSteps, type ScriptedReply, type StreamServer, startStreamServer } from './stream-server.js';
import { boom, gatedTool, loopOf, memoryRecorder, toolMessages, turns, until } from './support.js';

let server: StreamServer;
beforeAll(async () => {
  server = await startStreamServer();
});
afterAll(() => server.close());

type Tool = ReturnType<typeof gatedTool>['tool'];
type Options = Omit<ToolExecutorMiddlewareOptions & ToolNodeOptions, 'eager'>;
interface Agent {
  invoke(input: { messages: BaseMessage[] }, config?: object): Promise<{ messages: BaseMessage[] }>;
}
type Door = (tools: Tool[], options: Options, api: Api) => Agent;

const middlewareOf = (options: Options) => toolExecutorMiddleware({ ...options, eager: 'read-only' });

const DOORS: [string, Door][] = [
  [
    'createAgent',
    (tools, options, api) => createAgent({ model: server.model(api), tools, middleware: [middlewareOf(options)] }),
  ],
  [
    'createAgent, batch: true',
    (tools, options, api) =>
      createAgent({ model: server.model(api), tools, middleware: [middlewareOf({ ...options, batch: true })] }),
  ],
  ['StateGraph', (tools, options, api) => graphOf(new ToolNode(tools, options), tools, api)],
  ['createReactAgent', (tools, options, api) => reactAgentOf(tools, options, api, 'v1')],
  ['createReactAgent v2', (tools, options, api) => reactAgentOf(tools, options, api, 'v2')],
];

function graphOf(node: ToolNode, tools: Tool[], api: Api): Agent {
  const model = node.eagerModel(server.model(api).bindTools(tools));
  return loopOf((messages) => model.invoke(messages), node);
}

function reactAgentOf(tools: Tool[], options: Options, api: Api, version: 'v1' | 'v2'): Agent {
  const node = new ToolNode(tools, options);
  return createReactAgent({ llm: node.eagerModel(server.model(api)), tools: node, version }) as unknown as Agent;
}

const EVERY = DOORS.flatMap(([name, door]) =>
  (['chat', 'responses'] as const).map((api) => [name, api, door] as const),
);
const READ = { look: { effects: 'read' }, boom: { effects: 'read' } } as const;
const HELLO = { messages: [new HumanMessage('go')] };

/** An executor whose events and records are kept. */
function observed() {
  const recorder = memoryRecorder();
  const executor = createExecutor({ tools: [], recorder, timeoutMs: Number.POSITIVE_INFINITY });
  const events: ExecutorEvent[] = [];
  executor.subscribe((event) => events.push(event));
  const of = (type: ExecutorEvent['type']) => events.filter((event) => event.type === type);
  return { executor, recorder, of };
}

const contents = (messages: readonly BaseMessage[]) => toolMessages(messages).map(({ content }) => content);

/** LangChain tells the model where in the program wrong arguments were found. */
const withoutStack = (content: unknown) =>
  String(content).replaceAll(/\n\s+at [^\n]+\(?[^\n]*\.js[^\n]*|\n\s+at [^\n]+\.ts[^\n]*|\n\s+at process[^\n]*/g, '');

describe.each(EVERY)('%s on %s', (_name, api, door) => {
  it('starts a call that reads once the next has begun, and the node goes on with it', async () => {
    const look = gatedTool('look');
    const { executor, recorder } = observed();
    const rest = Promise.withResolvers<void>();
    server.script({
      steps: [...callSteps(0, 'a', 'look'), ...callSteps(1, 'b', 'look'), rest.promise, ...callSteps(2, 'c', 'look')],
    });
    const run = door([look.tool], { executor, toolOptions: READ }, api).invoke(HELLO, {
      configurable: { thread_id: 't' },
    });
    await until(() => look.startCount === 1);
    look.open(0, 'early');
    rest.resolve();
    await until(() => look.startCount === 3);
    look.open(1);
    look.open(2);
    const { messages } = await run;
    expect(contents(messages)).toEqual(['early', 'look 1', 'look 2']);
    expect(look.startCount).toBe(3);
    expect(recorder.records.map(({ calls, labels }) => [labels.node, calls.map(({ callId }) => callId)])).toEqual([
      ['tools', ['a', 'b', 'c']],
    ]);
    expect(recorder.records[0]?.labels.threadId).toBe('t');
  });

  it.each<[string, Omit<ScriptedReply, 'steps'>]>([
    ['was cut at its length', { finishReason: 'length' }],
    ['has no known end', { finishReason: null }],
  ])('discards what started when the reply %s; what LangChain makes of it runs anew', async (_what, ending) => {
    const look = gatedTool('look');
    const { executor, recorder, of } = observed();
    const rest = Promise.withResolvers<void>();
    server.script({ steps: [...callSteps(0, 'a', 'look'), ...callSteps(1, 'b', 'look'), rest.promise], ...ending });
    const run = door([look.tool], { executor, toolOptions: READ }, api).invoke(HELLO);
    await until(() => look.startCount === 1);
    expect(look.signals[0]?.aborted).toBe(false);
    rest.resolve();
    await until(() => look.startCount === 3);
    expect(look.signals[0]?.aborted).toBe(true);
    expect(of('call-discarded')).toMatchObject([{ callId: 'a' }]);
    look.open(1, 'anew');
    look.open(2);
    const { messages } = await run;
    expect(contents(messages)).toEqual(['anew', 'look 2']);
    expect(
      recorder.records.map(({ calls }) => calls.map(({ status, errorCode }) => errorCode ?? status)).sort(),
    ).toEqual([['DISCARDED'], ['ok', 'ok']]);
  });

  it('discards what started when the stream dies', async () => {
    const look = gatedTool('look');
    const { executor, recorder, of } = observed();
    const rest = Promise.withResolvers<void>();
    server.script({ steps: [...callSteps(0, 'a', 'look'), ...callSteps(1, 'b', 'look'), rest.promise], isCut: true });
    const run = door([look.tool], { executor, toolOptions: READ }, api).invoke(HELLO);
    const failed = expect(run).rejects.toThrow();
    await until(() => look.startCount === 1);
    rest.resolve();
    await failed;
    await until(() => recorder.records.length === 1);
    expect(look.signals[0]?.aborted).toBe(true);
    expect(of('call-discarded')).toMatchObject([{ callId: 'a' }]);
    expect(look.startCount).toBe(1);
  });

  it('discards a call of which more comes after it had seemed whole', async () => {
    const look = gatedTool('look');
    const { executor, of } = observed();
    const rest = Promise.withResolvers<void>();
    server.script({
      steps: [...callSteps(0, 'a', 'look'), ...callSteps(1, 'b', 'look'), rest.promise, { index: 0, args: ' x' }],
    });
    const run = door([look.tool], { executor, toolOptions: READ }, api).invoke(HELLO);
    await until(() => look.startCount === 1);
    rest.resolve();
    await until(() => look.signals[0]?.aborted === true);
    await until(() => look.startCount >= 2);
    await look.openAll();
    await run;
    expect(of('call-discarded')).toMatchObject([{ callId: 'a' }]);
  });

  it('starts nothing that writes, and nothing that must come after it', async () => {
    const [look, save, other] = [gatedTool('look'), gatedTool('save'), gatedTool('other')];
    const { executor, recorder } = observed();
    const rest = Promise.withResolvers<void>();
    server.script({
      steps: [
        ...callSteps(0, 'a', 'save'),
        ...callSteps(1, 'b', 'look'),
        ...callSteps(2, 'c', 'other'),
        ...callSteps(3, 'd', 'save'),
        rest.promise,
      ],
    });
    const resources = (access: 'read' | 'write') => () => [{ key: 'file', access }];
    const toolOptions = {
      save: { resources: resources('write') },
      look: { effects: 'read', resources: resources('read') },
      other: { effects: 'read' },
    } as const;
    const run = door([look.tool, save.tool, other.tool], { executor, toolOptions }, api).invoke(HELLO);
    await until(() => other.startCount === 1);
    await turns(20);
    expect([save.startCount, look.startCount]).toEqual([0, 0]);
    rest.resolve();
    await until(() => save.startCount === 1);
    other.open(0);
    save.open(0);
    await until(() => look.startCount === 1);
    expect(save.startCount).toBe(1);
    look.open(0);
    await until(() => save.startCount === 2);
    save.open(1);
    const { messages } = await run;
    expect(contents(messages)).toEqual(['save 0', 'look 0', 'other 0', 'save 1']);
    expect(recorder.records).toHaveLength(1);
  });

  it('answers a call that fails, or has wrong arguments, as without', async () => {
    const look = gatedTool('look');
    const steps = [
      ...callSteps(0, 'a', 'boom', {}),
      ...callSteps(1, 'b', 'look', { n: 'no number' }),
      ...callSteps(2, 'c', 'nope'),
      ...callSteps(3, 'd', 'boom', {}),
    ];
    const answers: unknown[] = [];
    for (const effects of ['write', 'read'] as const) {
      const { executor, of } = observed();
      server.script({ steps });
      const toolOptions = { look: { effects }, boom: { effects } };
      const { messages } = await door([look.tool, boom as unknown as Tool], { executor, toolOptions }, api).invoke(
        HELLO,
      );
      expect(of('call-discarded')).toEqual([]);
      answers.push(
        toolMessages(messages).map(({ content, status, name, tool_call_id }) => [
          withoutStack(content),
          status,
          name,
          tool_call_id,
        ]),
      );
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[0]).toHaveLength(4);
  });

  it('aborts what started with the run', async () => {
    for (const isTaken of [false, true]) {
      const look = gatedTool('look');
      const { executor, recorder } = observed();
      const rest = Promise.withResolvers<void>();
      server.script({ steps: [...callSteps(0, 'a', 'look'), ...callSteps(1, 'b', 'look'), rest.promise] });
      const controller = new AbortController();
      const run = door([look.tool], { executor, toolOptions: READ }, api).invoke(HELLO, { signal: controller.signal });
      const failed = expect(run).rejects.toThrow();
      await until(() => look.startCount === 1);
      if (isTaken) {
        rest.resolve();
        await until(() => look.startCount === 2);
      }
      controller.abort();
      await failed;
      rest.resolve();
      await until(() => recorder.records.length === 1);
      expect(look.signals.map((signal) => signal?.aborted)).toEqual(isTaken ? [true, true] : [true]);
    }
  });
});
