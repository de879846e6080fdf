import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { Command } from '@langchain/langgraph';
import { createExecutor } from '@parallel-tools/executor';
import { createManualClock, settle } from '@parallel-tools/executor/testing';
import { createAgent, fakeModel } from 'langchain';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ToolNode, type ToolNodeOptions } from '../src/index.js';
import { toolExecutorMiddleware } from '../src/middleware.js';
import { asking, callsOf, echo, gatedTool, memoryRecorder, runNode, toolMessages, turns, until } from './support.js';

/** A tool that notes its calls and answers with what `answer` gives, at once. */
function noting(name: string, log: string[], answer: (n: number) => unknown = () => `${name} done`) {
  return tool(
    ({ n }) => {
      log.push(`${name}${n}`);
      return answer(n);
    },
    { name, description: 'notes', schema: z.object({ n: z.number() }) },
  );
}

const call = (name: string, id: string, n = 1) => ({ name, id, args: { n } });

function withClock() {
  const clock = createManualClock();
  const recorder = memoryRecorder();
  const limits = { maxConcurrency: Number.POSITIVE_INFINITY, timeoutMs: Number.POSITIVE_INFINITY };
  return { clock, recorder, executor: createExecutor({ tools: [], clock, recorder, ...limits }) };
}

describe('cache', () => {
  const toolOptions = { search: { effects: 'read', cache: { ttlMs: 60_000 } } } as const;

  it('answers equal calls under their own ids, also in a later message', async () => {
    const log: string[] = [];
    const node = new ToolNode([noting('search', log)], { toolOptions });
    const first = await runNode(node, [call('search', 'a'), call('search', 'b'), call('search', 'c', 2)]);
    const [later] = await runNode(node, [call('search', 'd')]);
    expect(log).toEqual(['search1', 'search2']);
    expect([...first, later].map((message) => [message?.tool_call_id, message?.text, message?.status])).toEqual(
      ['a', 'b', 'c', 'd'].map((id) => [id, 'search done', 'success']),
    );
  });

  it('copies all of a message but its id, under which a graph would replace the first', async () => {
    const own = tool(
      (_args, config) =>
        new ToolMessage({ content: 'mine', artifact: [7], id: 'm1', name: 'search', tool_call_id: config.toolCall.id }),
      { name: 'search', description: 'd', schema: z.object({ n: z.number() }) },
    );
    const node = new ToolNode([own], { toolOptions });
    const [first, second] = await runNode(node, [call('search', 'a'), call('search', 'b')]);
    expect(first).toMatchObject({ id: 'm1', tool_call_id: 'a', content: 'mine', artifact: [7], name: 'search' });
    expect(second).toMatchObject({ tool_call_id: 'b', content: 'mine', artifact: [7], name: 'search' });
    expect(second?.id).toBeUndefined();
  });

  it('readdresses the messages in a Command', async () => {
    const commanding = tool(
      (_args, config) => {
        const message = new ToolMessage({ content: 'set', tool_call_id: config.toolCall.id });
        return new Command({ goto: 'next', update: { messages: [message], color: 'red' } });
      },
      { name: 'search', description: 'd', schema: z.object({ n: z.number() }) },
    );
    const node = new ToolNode([commanding], { toolOptions });
    const outputs: Command[] = await node.invoke({ messages: [asking(call('search', 'a'), call('search', 'b'))] });
    expect(outputs.map((output) => output instanceof Command)).toEqual([true, true]);
    expect(outputs).toMatchObject(
      ['a', 'b'].map((id) => ({ goto: ['next'], update: { messages: [{ tool_call_id: id }], color: 'red' } })),
    );
  });

  it('gives each call its own id when a shared run says that it failed', async () => {
    const failed = tool(
      (_args, config) => new ToolMessage({ content: 'no', status: 'error', tool_call_id: config.toolCall.id }),
      { name: 'search', description: 'd', schema: z.object({ n: z.number() }) },
    );
    const messages = await runNode(new ToolNode([failed], { toolOptions }), [call('search', 'a'), call('search', 'b')]);
    expect(messages.map((message) => [message.tool_call_id, message.status])).toEqual([
      ['a', 'error'],
      ['b', 'error'],
    ]);
  });

  it("may tell users apart by the run's config", async () => {
    const log: string[] = [];
    const cacheKey = (_args: unknown, context: unknown) =>
      (context as { configurable: { user: string } }).configurable.user;
    const node = new ToolNode([noting('search', log)], {
      toolOptions: { search: { effects: 'read', cache: { ttlMs: 60_000, cacheKey } } },
    });
    for (const user of ['ada', 'bob', 'ada']) await runNode(node, [call('search', 'a')], { configurable: { user } });
    expect(log.length).toBe(2);
  });

  it.each(['v1', 'v2'] as const)('answers equal calls of createAgent %s under their own ids', async (version) => {
    const log: string[] = [];
    const model = fakeModel()
      .respondWithTools([call('search', 'a'), call('search', 'b')].map(({ name, id, args }) => ({ name, id, args })))
      .respond(asking());
    const middleware = [toolExecutorMiddleware({ toolOptions })];
    const agent = createAgent({ model, tools: [noting('search', log)], middleware, version });
    const { messages } = await agent.invoke({ messages: [new HumanMessage('go')] });
    expect(toolMessages(messages).map((message) => message.tool_call_id)).toEqual(['a', 'b']);
    expect(log).toEqual(['search1']);
  });
});

describe('order', () => {
  it('runs a call after those it depends on, wherever they stand, and answers in call order', async () => {
    const log: string[] = [];
    const tools = [noting('write', log), noting('login', log), noting('other', log)];
    const node = new ToolNode(tools, { maxConcurrency: 1, toolOptions: { write: { dependsOn: ['login'] } } });
    const calls = [call('other', 'a'), call('write', 'b'), call('login', 'c', 1), call('login', 'd', 2)];
    const messages = await runNode(node, calls);
    expect(log).toEqual(['other1', 'login1', 'login2', 'write1']);
    expect(messages.map((message) => message.tool_call_id)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('tells the model which call kept another from running', async () => {
    const log: string[] = [];
    const login = noting('login', log, () => {
      throw new Error('wrong password');
    });
    const node = new ToolNode([noting('write', log), login], { toolOptions: { write: { dependsOn: ['login'] } } });
    const [write] = await runNode(node, [call('write', 'a'), call('login', 'b')]);
    expect(write).toMatchObject({ status: 'error', content: expect.stringContaining('Not run: call b') });
    expect(log).toEqual(['login1']);
  });

  it('throws at once for a dependency that is no tool of the node, and for a circle', () => {
    const of = (toolOptions: NonNullable<ToolNodeOptions['toolOptions']>) => () =>
      new ToolNode([echo], { toolOptions });
    expect(of({ echo: { dependsOn: ['login'] } })).toThrow(
      'tool "echo": dependsOn must name tools of this executor, got "login"',
    );
    expect(of({ a: { dependsOn: ['b'] }, b: { dependsOn: ['a'] } })).toThrow('circle');
  });

  it('runs calls on one resource one after the other, others beside them', async () => {
    const file = gatedTool('file');
    const resources = ({ n }: { n: number }) => [{ key: `file:${n % 2}`, access: 'write' as const }];
    const node = new ToolNode([file.tool], { toolOptions: { file: { resources } } });
    const run = runNode(node, callsOf('file', 4));
    await until(() => file.startCount === 2);
    await settle();
    expect(file.startCount).toBe(2);
    await file.openAll();
    expect((await run).length).toBe(4);
    expect(file.maxInFlight).toBe(2);
  });

  it('runs an exclusive tool alone', async () => {
    const [slow, backup] = [gatedTool('slow'), gatedTool('backup')];
    const node = new ToolNode([slow.tool, backup.tool], { toolOptions: { backup: { exclusive: true } } });
    const run = runNode(node, [...callsOf('slow', 2), call('backup', 'b')]);
    await until(() => slow.startCount === 2);
    await settle();
    expect(backup.startCount).toBe(0);
    await slow.openAll();
    await until(() => backup.startCount === 1);
    await backup.openAll();
    await run;
  });

  it('starts a call of higher priority first', async () => {
    const log: string[] = [];
    const node = new ToolNode([noting('search', log), noting('pay', log)], {
      maxConcurrency: 1,
      toolOptions: { pay: { priority: 1 } },
    });
    await runNode(node, [call('search', 'a', 1), call('search', 'b', 2), call('pay', 'c')]);
    // The first call starts as it comes.
    expect(log).toEqual(['search1', 'pay1', 'search2']);
  });

  it('makes no call of createAgent wait for a later one', async () => {
    const log: string[] = [];
    const calls = [call('write', 'a', 1), call('login', 'b'), call('write', 'c', 2)];
    const model = fakeModel().respondWithTools(calls).respond(asking());
    const options = { toolOptions: { write: { dependsOn: ['login'] } } };
    const tools = [noting('write', log), noting('login', log)];
    const agent = createAgent({ model, tools, middleware: [toolExecutorMiddleware(options)] });
    await agent.invoke({ messages: [new HumanMessage('go')] }, { maxConcurrency: 2 });
    expect(log).toEqual(['write1', 'login1', 'write2']);
  });
});

describe('policies', () => {
  it('retries, as said for all tools, those that may be repeated and no other', async () => {
    const log: string[] = [];
    const fail = () => {
      throw new Error('flaky');
    };
    const { clock, executor } = withClock();
    const tools = ['read', 'same', 'write', 'own'].map((name) => noting(name, log, fail));
    const node = new ToolNode(tools, {
      executor,
      retry: { maxRetries: 1 },
      toolOptions: {
        read: { effects: 'read' },
        same: { idempotent: true },
        own: { effects: 'read', retry: { maxRetries: 2 } },
      },
    });
    await clock.runUntil(
      runNode(
        node,
        ['read', 'same', 'write', 'own'].map((name) => call(name, name)),
      ),
    );
    const runs = (name: string) => log.filter((entry) => entry === `${name}1`).length;
    expect(['read', 'same', 'write', 'own'].map(runs)).toEqual([2, 2, 1, 3]);
  });

  it('leaves a tool alone that fails', async () => {
    const log: string[] = [];
    const down = noting('down', log, () => {
      throw new Error('down');
    });
    const { executor } = withClock();
    const node = new ToolNode([down], {
      executor,
      toolOptions: { down: { circuitBreaker: { consecutiveFailures: 2 } } },
    });
    for (const id of ['a', 'b']) await runNode(node, [call('down', id)]);
    const [refused] = await runNode(node, [call('down', 'c')]);
    expect(log.length).toBe(2);
    expect(refused).toMatchObject({
      status: 'error',
      content: expect.stringContaining('failed too often and is left alone'),
    });
  });

  it('starts a tool no more often than its rate allows', async () => {
    const log: string[] = [];
    const { clock, executor } = withClock();
    const node = new ToolNode([noting('search', log)], {
      executor,
      toolOptions: { search: { rateLimit: { maxStarts: 2, intervalMs: 1000 } } },
    });
    const run = runNode(node, callsOf('search', 3));
    await turns(5);
    expect(log.length).toBe(2);
    await clock.runUntil(run);
    expect(log.length).toBe(3);
  });

  it('lets a second attempt join a slow one, and takes the first answer', async () => {
    const slow = gatedTool('slow');
    const { clock, executor } = withClock();
    const node = new ToolNode([slow.tool], {
      executor,
      toolOptions: { slow: { effects: 'read', hedge: { afterMs: 50 } } },
    });
    const run = runNode(node, callsOf('slow', 1));
    await until(() => slow.startCount === 1);
    await clock.advance(50);
    await until(() => slow.startCount === 2);
    slow.open(1, 'from the second');
    expect((await run)[0]?.text).toBe('from the second');
    slow.open(0);
  });

  it('lowers a limit that finds itself when the tool says that it is too much', async () => {
    const { executor } = withClock();
    const limits: number[] = [];
    executor.subscribe((event) => {
      if (event.type === 'limit-changed') limits.push(event.to);
    });
    const busy = noting('busy', [], () => {
      throw Object.assign(new Error('too many requests'), { status: 429 });
    });
    const node = new ToolNode([busy], { executor, toolOptions: { busy: { adaptiveLimit: { initial: 10 } } } });
    await runNode(node, callsOf('busy', 1));
    expect(limits).toEqual([7]);
  });
});

it.each([
  ['retry', { retry: { maxRetries: -1 } }, 'tool "*": retry.maxRetries must be an integer ≥ 0'],
  [
    'cache of a tool that writes',
    { toolOptions: { a: { cache: { ttlMs: 1 } } } },
    `tool "a": cache needs effects: 'read'`,
  ],
  ['exclusive', { toolOptions: { a: { exclusive: 1 } } }, 'tool "a": exclusive must be'],
  [
    'runIn',
    { toolOptions: { a: { runIn: 'thread' } } },
    'toolOptions.a cannot have runIn: a tool of LangChain runs where',
  ],
  ['execute', { toolOptions: { a: { execute: () => 1 } } }, 'toolOptions.a cannot have execute'],
])('throws at once for a wrong %s', (_name, options, message) => {
  expect(() => new ToolNode([echo], options as ToolNodeOptions)).toThrow(message);
  expect(() => toolExecutorMiddleware(options as ToolNodeOptions)).toThrow(message);
});

it('lets a tool run calls of the executor that it runs in, however full that is', async () => {
  const executor = createExecutor({ tools: [], maxConcurrency: 1 });
  const inner = new ToolNode([echo], { executor });
  const ask = tool(
    async ({ n }) => {
      const answers = await runNode(inner, callsOf('echo', n));
      return answers.map((message) => message.text).join();
    },
    { name: 'ask', description: 'asks an inner agent', schema: z.object({ n: z.number() }) },
  );
  const messages = await runNode(new ToolNode([ask], { executor }), [call('ask', 'a', 2), call('ask', 'b', 1)]);
  expect(messages.map((message) => message.text)).toEqual(['echo 1,echo 2', 'echo 1']);
  await executor.close();
});
