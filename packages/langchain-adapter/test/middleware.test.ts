import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import {
  DynamicTool,
  StructuredTool,
  type StructuredToolInterface,
  type ToolRuntime,
  tool,
} from '@langchain/core/tools';
import { Command, getConfig, interrupt, MemorySaver } from '@langchain/langgraph';
import { createExecutor } from '@parallel-tools/executor';
import { createManualClock, settle } from '@parallel-tools/executor/testing';
import {
  type AgentMiddleware,
  createAgent,
  createMiddleware,
  fakeModel,
  humanInTheLoopMiddleware,
  toolCallLimitMiddleware,
  toolRetryMiddleware,
  toolStrategy,
} from 'langchain';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ToolNode } from '../src/index.js';
import { type ToolExecutorMiddlewareOptions, toolExecutorMiddleware } from '../src/middleware.js';
import {
  boom,
  callsOf,
  echo,
  gatedTool,
  IN_EXECUTOR,
  memoryRecorder,
  toolMessages,
  turns,
  until,
  warningsDuring,
} from './support.js';

const HELLO = { messages: [new HumanMessage('go')] };

interface AgentSetup {
  readonly tools?: StructuredToolInterface[];
  /** One list per turn of the model; the turn after the last says 'done'. */
  readonly asks: ToolCall[][];
  readonly version?: 'v1' | 'v2';
  readonly options?: ToolExecutorMiddlewareOptions | null;
  readonly inner?: AgentMiddleware[];
  readonly outer?: AgentMiddleware[];
  readonly more?: object;
}

function agentWith({
  tools = [echo, boom],
  asks,
  version = 'v2',
  options = IN_EXECUTOR,
  inner = [],
  outer = [],
  more,
}: AgentSetup) {
  const model = fakeModel();
  for (const calls of asks) model.respond(new AIMessage({ content: '', tool_calls: calls }));
  model.respond(new AIMessage('done'));
  const own = options === null ? [] : [toolExecutorMiddleware(options)];
  return createAgent({ model, tools, version, middleware: [...outer, ...own, ...inner], ...more });
}

function recorded(options: ToolExecutorMiddlewareOptions = {}) {
  const recorder = memoryRecorder();
  const clock = createManualClock();
  const limits = { maxConcurrency: Number.POSITIVE_INFINITY, timeoutMs: Number.POSITIVE_INFINITY };
  const executor = createExecutor({ tools: [], recorder, clock, ...limits });
  return { recorder, clock, executor, options: { executor, ...options } };
}

async function answers(agent: ReturnType<typeof agentWith>, config?: object): Promise<ToolMessage[]> {
  const { messages } = await agent.invoke(HELLO, config);
  return toolMessages(messages);
}

const facts = (messages: ToolMessage[]) =>
  messages.map(({ content, status, name, tool_call_id }) => ({
    // Wrong arguments are told with a stack, whose lines differ.
    content: String(content).replaceAll(/\n\s+at .*/g, ''),
    status,
    name,
    tool_call_id,
  }));

describe.each(['v1', 'v2'] as const)('createAgent %s', (version) => {
  it('answers every call as it does without middleware', async () => {
    const asks: ToolCall[][] = [
      [
        ...callsOf('echo', 2),
        { name: 'boom', args: {}, id: 'b' },
        { name: 'echo', args: { n: 'x' }, id: 'bad' },
        { name: 'nope', args: {}, id: 'none' },
      ],
      callsOf('echo', 1),
    ];
    const plain = await answers(agentWith({ asks, version, options: null }));
    const ours = await answers(agentWith({ asks, version }));
    // What LangChain tells of an error in words alone before version 1.5.14 has the status, too.
    const told = facts(plain).map((fact, index) => ({ ...fact, status: fact.status ?? facts(ours)[index]?.status }));
    expect(facts(ours)).toEqual(told);
    const statuses = facts(ours).map(({ status }) => status);
    expect(statuses.slice(0, 5)).toEqual(['success', 'success', 'error', 'error', 'error']);
    expect(facts(ours)[2]).toEqual({
      content: 'TypeError: no good\n Please fix your mistakes.',
      status: 'error',
      name: 'boom',
      tool_call_id: 'b',
    });
  });

  it('keeps to the limit of the middleware', async () => {
    const slow = gatedTool('slow');
    const agent = agentWith({
      asks: [callsOf('slow', 5)],
      tools: [slow.tool],
      version,
      options: { maxConcurrency: 2 },
    });
    const run = answers(agent);
    await until(() => slow.startCount === 2);
    await turns(20);
    expect(slow.startCount).toBe(2);
    await slow.openAll();
    expect((await run).map(({ tool_call_id }) => tool_call_id)).toEqual(['c1', 'c2', 'c3', 'c4', 'c5']);
    expect(slow.maxInFlight).toBe(2);
  });

  // Not 1: createAgent v2 then drops all calls but the first (langgraphjs#2656).
  it("keeps to the run's maxConcurrency, and still records one batch", async () => {
    const slow = gatedTool('slow');
    const { recorder, options } = recorded();
    const agent = agentWith({ asks: [callsOf('slow', 5)], tools: [slow.tool], version, options });
    const run = answers(agent, { maxConcurrency: 2 });
    await until(() => slow.startCount === 2);
    await slow.openAll();
    await run;
    expect(slow.maxInFlight).toBe(2);
    expect(recorder.records.map(({ calls }) => calls.length)).toEqual([5]);
  });

  it('records each turn as one batch, with where it comes from', async () => {
    const { recorder, options } = recorded();
    const agent = agentWith({
      asks: [
        callsOf('echo', 3),
        [
          { name: 'echo', args: { n: 9 }, id: 'e' },
          { name: 'boom', args: {}, id: 'b' },
          { name: 'nope', args: {}, id: 'n' },
        ],
      ],
      version,
      options,
      more: { name: 'auditor', checkpointer: new MemorySaver() },
    });
    await answers(agent, { configurable: { thread_id: 't1', run_id: 'r1' } });
    const labels = {
      node: 'tools',
      agent: 'auditor',
      graph: 'auditor',
      runId: 'r1',
      threadId: 't1',
      sessionId: 't1',
    };
    expect(recorder.records).toMatchObject([
      { labels, outcome: 'ok', calls: [{ callId: 'c1' }, { callId: 'c2' }, { callId: 'c3' }] },
      {
        labels,
        outcome: 'partial',
        calls: [
          { status: 'ok' },
          { status: 'error', errorMessage: 'no good' },
          { status: 'error', toolName: 'nope', errorMessage: expect.stringContaining('is not a valid tool') },
        ],
      },
    ]);
  });

  it('ends a call at its deadline, also when the tool ignores its signal, and tells the model', async () => {
    const deaf = new DynamicTool({ name: 'deaf', description: 'd', func: () => new Promise<string>(() => {}) });
    const slow = gatedTool('slow');
    const { clock, options } = recorded({ timeoutMs: 100, toolOptions: { echo: { timeoutMs: 1000 } } });
    const agent = agentWith({
      asks: [
        [{ name: 'deaf', args: { input: '' }, id: 'a' }, { name: 'slow', args: {}, id: 'b' }, ...callsOf('echo', 1)],
      ],
      tools: [deaf as never, slow.tool, echo],
      version,
      options,
    });
    const run = answers(agent);
    await until(() => slow.startCount === 1);
    await clock.advance(99);
    expect(slow.signals[0]?.aborted).toBe(false);
    await clock.advance(1);
    expect(facts(await run)).toMatchObject([
      {
        status: 'error',
        name: 'deaf',
        content:
          'ExecutorError: Tool "deaf" (call a) gave no result within 100 ms; raise timeoutMs or honour the signal\n Please fix your mistakes.',
      },
      { status: 'error', name: 'slow' },
      { content: 'echo 1' },
    ]);
    expect(slow.signals[0]?.aborted).toBe(true);
  });

  it('ends the run with the error where errors are not handled', async () => {
    const agent = agentWith({
      asks: [[{ name: 'boom', args: {}, id: 'b' }]],
      version,
      options: { handleToolErrors: false },
    });
    await expect(answers(agent)).rejects.toThrow('no good');
  });

  it('aborts what runs, never starts what waits, and rejects', async () => {
    const slow = gatedTool('slow');
    const { recorder, options } = recorded({ maxConcurrency: 1 });
    const agent = agentWith({ asks: [callsOf('slow', 3)], tools: [slow.tool], version, options });
    const controller = new AbortController();
    const run = answers(agent, { signal: controller.signal });
    const rejected = expect(run).rejects.toThrow();
    await until(() => slow.startCount === 1);
    controller.abort();
    await rejected;
    await until(() => recorder.records.length === 1);
    expect(slow.startCount).toBe(1);
    expect(slow.signals[0]?.aborted).toBe(true);
    expect(recorder.records[0]).toMatchObject({ outcome: 'cancelled', calls: Array(3).fill({ status: 'cancelled' }) });
  });

  it("rejects when the agent's own signal aborts", async () => {
    const slow = gatedTool('slow');
    const controller = new AbortController();
    const agent = agentWith({
      asks: [callsOf('slow', 2)],
      tools: [slow.tool],
      version,
      more: { signal: controller.signal },
    });
    const rejected = expect(answers(agent)).rejects.toThrow('enough');
    await until(() => slow.startCount === 2);
    controller.abort(new Error('enough'));
    await rejected;
    expect(slow.signals.map((signal) => signal?.aborted)).toEqual([true, true]);
  });

  it('gives each tool the async context and the state of its own call', async () => {
    const seen: unknown[] = [];
    class Look extends StructuredTool {
      name = 'look';
      description = 'd';
      schema = z.object({ n: z.number() });
      protected async _call({ n }: { n: number }, _manager: unknown, config: ToolRuntime) {
        seen.push([
          n,
          config.toolCallId,
          getConfig().configurable?.__pregel_task_id === config.configurable?.__pregel_task_id,
        ]);
        return 'seen';
      }
    }
    await answers(
      agentWith({ asks: [callsOf('look', 3)], tools: [new Look() as never], version, options: { maxConcurrency: 1 } }),
    );
    expect(seen).toEqual([
      [1, 'c1', true],
      [2, 'c2', true],
      [3, 'c3', true],
    ]);
  });

  it('lets interrupts pass and resumes', async () => {
    const ask = tool(async ({ n }) => `answered ${interrupt(`question ${n}`)}`, {
      name: 'ask',
      description: 'd',
      schema: z.object({ n: z.number() }),
    });
    const { recorder, options } = recorded();
    const config = { configurable: { thread_id: 't' } };
    const agent = agentWith({
      asks: [callsOf('ask', 1)],
      tools: [ask],
      version,
      options,
      more: { checkpointer: new MemorySaver() },
    });
    const first = await agent.invoke(HELLO, config);
    expect(first).toMatchObject({ __interrupt__: [{ value: 'question 1' }] });
    const { messages } = await agent.invoke(new Command({ resume: 'yes' }), config);
    expect(toolMessages(messages).map(({ content }) => content)).toEqual(['answered yes']);
    expect(recorder.records.map(({ calls }) => calls[0]?.errorCode)).toEqual(['CONTROL_FLOW', null]);
  });

  it('returns directly, and keeps Commands', async () => {
    const direct = tool(async () => 'the end', {
      name: 'direct',
      description: 'd',
      schema: z.object({}),
      returnDirect: true,
    });
    const command = tool(
      async (_args, runtime: ToolRuntime) =>
        new Command({ update: { messages: [new ToolMessage({ content: 'set', tool_call_id: runtime.toolCallId })] } }),
      { name: 'command', description: 'd', schema: z.object({}) },
    );
    const agent = agentWith({
      asks: [[{ name: 'command', args: {}, id: 'c' }], [{ name: 'direct', args: {}, id: 'd' }]],
      tools: [direct, command],
      version,
    });
    const { messages } = await agent.invoke(HELLO);
    expect(messages.map(({ content }) => content)).toEqual(['go', '', 'set', '', 'the end']);
  });

  it('shares the limit of an executor with another agent', async () => {
    const slow = gatedTool('slow');
    const executor = createExecutor({ tools: [], maxConcurrency: 2 });
    const agents = [1, 2].map(() =>
      agentWith({ asks: [callsOf('slow', 3)], tools: [slow.tool], version, options: { executor } }),
    );
    const runs = Promise.all(agents.map((agent) => answers(agent)));
    await until(() => slow.startCount === 2);
    await slow.openAll();
    await runs;
    expect(slow.startCount).toBe(6);
    expect(slow.maxInFlight).toBe(2);
  });
});

describe('together with other middleware', () => {
  it('lets an inner retry see the error that it retries, within one attempt', async () => {
    let runs = 0;
    const flaky = tool(
      async () => {
        runs += 1;
        if (runs < 3) throw new Error('flaky');
        return 'at last';
      },
      { name: 'flaky', description: 'd', schema: z.object({}) },
    );
    const { recorder, options } = recorded();
    const inner = [toolRetryMiddleware({ maxRetries: 2, initialDelayMs: 0 })];
    const agent = agentWith({ asks: [[{ name: 'flaky', args: {}, id: 'a' }]], tools: [flaky], options, inner });
    expect((await answers(agent))[0]?.content).toBe('at last');
    expect(recorder.records[0]?.calls[0]?.attempts.length).toBe(1);
  });

  it('counts an error that an inner middleware made a message of', async () => {
    const { recorder, options } = recorded();
    const inner = [toolRetryMiddleware({ maxRetries: 0 })];
    const agent = agentWith({ asks: [[{ name: 'boom', args: {}, id: 'b' }]], options, inner });
    expect((await answers(agent))[0]).toMatchObject({
      status: 'error',
      content: expect.stringContaining('failed after 1'),
    });
    expect(recorder.records[0]).toMatchObject({ outcome: 'failed', calls: [{ status: 'error' }] });
  });

  it('does not take the mistake of another middleware for a failure of the tool', async () => {
    const broken = createMiddleware({
      name: 'broken',
      wrapToolCall: () => {
        throw new Error('bug');
      },
    });
    await expect(answers(agentWith({ asks: [callsOf('echo', 1)], inner: [broken] }))).rejects.toThrow('bug');
  });

  it('runs a tool that another middleware brings', async () => {
    const dynamic = createMiddleware({
      name: 'dynamic',
      wrapToolCall: (request, handler) =>
        handler(request.toolCall.name === 'late' ? { ...request, tool: echo } : request),
    });
    const agent = agentWith({ asks: [callsOf('late', 1)], inner: [dynamic] });
    expect((await answers(agent))[0]?.content).toBe('echo 1');
  });

  it('records what a call limit lets through', async () => {
    const { recorder, options } = recorded();
    const inner = [toolCallLimitMiddleware({ runLimit: 2, exitBehavior: 'continue' } as never) as AgentMiddleware];
    await answers(agentWith({ asks: [callsOf('echo', 4)], options, inner }));
    expect(recorder.records.map(({ calls }) => calls.map(({ callId }) => callId))).toEqual([['c1', 'c2']]);
  });

  it('records what a person approves, when it runs', async () => {
    const { recorder, options } = recorded();
    const inner = [humanInTheLoopMiddleware({ interruptOn: { echo: true } } as never) as AgentMiddleware];
    const config = { configurable: { thread_id: 't' } };
    const agent = agentWith({ asks: [callsOf('echo', 3)], options, inner, more: { checkpointer: new MemorySaver() } });
    await agent.invoke(HELLO, config);
    expect(recorder.records).toEqual([]);
    const edited = { name: 'echo', args: { n: 7 } };
    const decisions = [{ type: 'approve' }, { type: 'edit', editedAction: edited }, { type: 'approve' }];
    const { messages } = await agent.invoke(new Command({ resume: { decisions } }), config);
    expect(toolMessages(messages).map(({ content }) => content)).toEqual(['echo 1', 'echo 7', 'echo 3']);
    expect(recorder.records.map(({ calls }) => calls.map(({ callId }) => callId))).toEqual([['c1', 'c2', 'c3']]);
  });

  it('records a turn whole when the model numbers its calls anew each turn', async () => {
    const { recorder, options } = recorded();
    await answers(agentWith({ asks: [callsOf('echo', 2), callsOf('echo', 3)], options }));
    expect(recorder.records.map(({ calls }) => calls.length)).toEqual([2, 3]);
  });

  it('closes the batch of a turn whose other calls never come, when the model is asked again', async () => {
    const { recorder, options } = recorded();
    const shortcut = createMiddleware({
      name: 'shortcut',
      wrapToolCall: (request, handler) =>
        request.toolCall.id === 'c2' ? new ToolMessage({ content: 'known', tool_call_id: 'c2' }) : handler(request),
    });
    await answers(agentWith({ asks: [callsOf('echo', 3)], options, outer: [shortcut] }));
    expect(recorder.records.map(({ calls }) => calls.map(({ callId }) => callId))).toEqual([['c1', 'c3']]);
  });

  it('gives a call that an outer middleware renames a batch of its own', async () => {
    const { recorder, options } = recorded();
    const rename = createMiddleware({
      name: 'rename',
      wrapToolCall: (request, handler) => {
        if (request.toolCall.id !== 'c2') return handler(request);
        return handler({ ...request, tool: echo, toolCall: { ...request.toolCall, name: 'other' } });
      },
    });
    const messages = await answers(agentWith({ asks: [callsOf('echo', 3)], options, outer: [rename] }));
    expect(messages.map(({ content }) => content)).toEqual(['echo 1', 'echo 2', 'echo 3']);
    expect(recorder.records.map(({ calls }) => calls.map(({ toolName }) => toolName)).toSorted()).toEqual([
      ['echo', 'echo'],
      ['other'],
    ]);
  });

  it('gives a call that an outer middleware repeats a batch of its own', async () => {
    const { recorder, options } = recorded({ handleToolErrors: false });
    const outer = [toolRetryMiddleware({ maxRetries: 1, initialDelayMs: 0 })];
    await answers(agentWith({ asks: [[{ name: 'boom', args: {}, id: 'b' }]], options, outer }));
    expect(recorder.records.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  });

  it('leaves structured output to the agent', async () => {
    const { recorder, options } = recorded();
    const responseFormat = toolStrategy(z.object({ answer: z.string() }));
    const model = fakeModel()
      .respondWithTools(callsOf('echo', 2) as never)
      .respondWithTools([{ name: 'extract-1', args: { answer: 'a' }, id: 'x' }]);
    const agent = createAgent({ model, tools: [echo], responseFormat, middleware: [toolExecutorMiddleware(options)] });
    await agent.invoke(HELLO).catch(() => {});
    expect(recorder.records.map(({ calls }) => calls.length)).toEqual([2]);
  });
});

it('keeps the calls of runs with the same message ids apart', async () => {
  const slow = gatedTool('slow');
  const { recorder, options } = recorded();
  const middleware = [toolExecutorMiddleware(options)];
  const agentOf = () => {
    const model = fakeModel()
      .respond(new AIMessage({ id: 'same', content: '', tool_calls: callsOf('slow', 2) }))
      .respond(new AIMessage('done'));
    return createAgent({ model, tools: [slow.tool], middleware });
  };
  const controller = new AbortController();
  const aborted = expect(agentOf().invoke(HELLO, { signal: controller.signal })).rejects.toThrow();
  const finished = agentOf().invoke(HELLO);
  await until(() => slow.startCount === 4);
  controller.abort();
  await aborted;
  await slow.openAll();
  expect(toolMessages((await finished).messages).length).toBe(2);
  await until(() => recorder.records.length === 2);
  expect(new Set(recorder.records.map(({ outcome, calls }) => `${calls.length} ${outcome}`))).toEqual(
    new Set(['2 cancelled', '2 ok']),
  );
});

it('closes the batch of a turn that is aborted before all its calls came', async () => {
  const slow = gatedTool('slow');
  const { recorder, options } = recorded();
  const controller = new AbortController();
  const run = answers(agentWith({ asks: [callsOf('slow', 5)], tools: [slow.tool], options }), {
    maxConcurrency: 2,
    signal: controller.signal,
  });
  const rejected = expect(run).rejects.toThrow();
  await until(() => slow.startCount === 2);
  controller.abort();
  await rejected;
  await until(() => recorder.records.length === 1);
  expect(recorder.records[0]).toMatchObject({ outcome: 'cancelled', totals: { callCount: 2 } });
});

it.each([{}, IN_EXECUTOR])('throws the reason of the signal that createAgent was given, under %o', async (options) => {
  const { wrapToolCall } = toolExecutorMiddleware(options);
  const request = { toolCall: callsOf('echo', 1)[0]!, tool: echo, state: { messages: [] }, runtime: {} };
  const signal = AbortSignal.abort(new Error('enough'));
  const run = wrapToolCall?.(request as never, ({ tool }) =>
    (tool as StructuredToolInterface).invoke({ n: 1 }, { signal }),
  );
  await expect(run).rejects.toThrow('enough');
});

it('resumes a turn of which some calls were done, in one batch', async () => {
  const runs = vi.fn();
  const ask = tool(
    async ({ n }) => {
      runs(n);
      return n === 2 ? 'free' : `answered ${interrupt(`question ${n}`)}`;
    },
    { name: 'ask', description: 'd', schema: z.object({ n: z.number() }) },
  );
  const { recorder, options } = recorded();
  const config = { configurable: { thread_id: 't' } };
  const agent = agentWith({
    asks: [callsOf('ask', 3)],
    tools: [ask],
    options,
    more: { checkpointer: new MemorySaver() },
  });
  const first = (await agent.invoke(HELLO, config)) as { __interrupt__?: { id: string; value: string }[] };
  const resume = Object.fromEntries(first.__interrupt__!.map(({ id, value }) => [id, `to ${value}`]));
  const { messages } = await agent.invoke(new Command({ resume }), config);
  expect(toolMessages(messages).map(({ content }) => content)).toEqual([
    'answered to question 1',
    'free',
    'answered to question 3',
  ]);
  expect(runs.mock.calls.filter(([n]) => n === 2).length).toBe(1);
  expect(recorder.records.map(({ calls }) => calls.map(({ callId }) => callId))).toEqual([
    ['c1', 'c2', 'c3'],
    ['c1', 'c3'],
  ]);
});

it.each(['v1', 'v2'] as const)(
  'runs 1,000 calls at once in %s without a warning',
  async (version) => {
    const slow = gatedTool('slow');
    const warnings = await warningsDuring(async () => {
      const options = { timeoutMs: 60_000 };
      const run = answers(agentWith({ asks: [callsOf('slow', 1000)], tools: [slow.tool], version, options }));
      await until(() => slow.startCount === 1000);
      await slow.openAll();
      expect((await run).length).toBe(1000);
    });
    expect(warnings).toEqual([]);
  },
  60_000,
);

it('is the only door of createAgent, which says so of a node among its tools', () => {
  const setup = { asks: [callsOf('echo', 1)], tools: [new ToolNode([echo]) as never], options: null };
  expect(() => agentWith(setup)).toThrow('a ToolNode cannot be one of the tools of createAgent');
});

it('throws at once for an option out of range', () => {
  expect(() => toolExecutorMiddleware({ timeoutMs: 0 })).toThrow(
    'timeoutMs must be a positive number or Infinity, got 0',
  );
});

it('rejects when the executor is closed', async () => {
  const { executor, options } = recorded();
  await executor.close();
  await settle();
  await expect(answers(agentWith({ asks: [callsOf('echo', 1)], options }))).rejects.toThrow('executor was closed');
});
