import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import { tool } from '@langchain/core/tools';
import { Command, MemorySaver } from '@langchain/langgraph';
import {
  type AgentMiddleware,
  ClearToolUsesEdit,
  contextEditingMiddleware,
  createAgent,
  createMiddleware,
  fakeModel,
  humanInTheLoopMiddleware,
  modelCallLimitMiddleware,
  modelFallbackMiddleware,
  summarizationMiddleware,
  todoListMiddleware,
  toolCallLimitMiddleware,
  toolRetryMiddleware,
} from 'langchain';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ToolExecutorMiddlewareOptions, toolExecutorMiddleware } from '../src/middleware.js';
import { boom, callsOf, echo, IN_EXECUTOR, toolMessages } from './support.js';

const THREAD = { configurable: { thread_id: 't' } };
const HELLO = { messages: [new HumanMessage('go')] };

/** Only as much of an agent as is used here. */
interface Agent {
  invoke(input: object, config: object): Promise<{ messages: BaseMessage[]; __interrupt__?: object[] }>;
}

const MODES: [string, ToolExecutorMiddlewareOptions, 'v1' | 'v2'][] = [
  ['v1', {}, 'v1'],
  ['v1 in the executor', IN_EXECUTOR, 'v1'],
  ['v2', {}, 'v2'],
  ['v2 in the executor', IN_EXECUTOR, 'v2'],
  ['v2 at limit 1', { maxConcurrency: 1 }, 'v2'],
  ['batch: true', { batch: true }, 'v2'],
  ['batch: true in the executor', { ...IN_EXECUTOR, batch: true }, 'v2'],
  ['batch and durable', { batch: true, durable: true }, 'v2'],
  ['references', { references: true }, 'v2'],
];

/** What others do beside ours: what of it goes through an agent, and the answers of people to it. */
interface Neighbour {
  readonly middleware: () => unknown[];
  /** One list per turn of the model; then it says 'done'. */
  readonly asks: ToolCall[][];
  readonly resumes?: unknown[];
}

const MIXED = [...callsOf('echo', 2), { name: 'boom', args: {}, id: 'b' }, { name: 'nope', args: {}, id: 'n' }];
const approval = () => humanInTheLoopMiddleware({ interruptOn: { echo: true } } as never);
const decisions = (...types: object[]) => ({ decisions: types });

const NEIGHBOURS: [string, Neighbour][] = [
  [
    'toolRetryMiddleware',
    { middleware: () => [toolRetryMiddleware({ maxRetries: 1, initialDelayMs: 0 })], asks: [MIXED] },
  ],
  [
    'toolCallLimitMiddleware that goes on',
    {
      middleware: () => [toolCallLimitMiddleware({ runLimit: 3, exitBehavior: 'continue' } as never)],
      asks: [
        callsOf('echo', 2),
        [
          { name: 'echo', args: { n: 7 }, id: 'x' },
          { name: 'echo', args: { n: 8 }, id: 'y' },
        ],
      ],
    },
  ],
  [
    'toolCallLimitMiddleware that ends the run',
    {
      middleware: () => [toolCallLimitMiddleware({ runLimit: 1, toolName: 'echo' } as never)],
      asks: [callsOf('echo', 1), [{ name: 'echo', args: { n: 7 }, id: 'x' }]],
    },
  ],
  [
    'a person who approves, and edits',
    {
      middleware: () => [approval()],
      asks: [[...callsOf('echo', 2), { name: 'quiet', args: {}, id: 'q' }]],
      resumes: [decisions({ type: 'approve' }, { type: 'edit', editedAction: { name: 'echo', args: { n: 99 } } })],
    },
  ],
  [
    'a person who rejects',
    {
      middleware: () => [approval()],
      asks: [callsOf('echo', 2)],
      resumes: [decisions({ type: 'approve' }, { type: 'reject', message: 'not this one' })],
    },
  ],
  [
    'summarizationMiddleware',
    {
      middleware: () => [
        summarizationMiddleware({
          model: fakeModel().respond(new AIMessage('short')).respond(new AIMessage('shorter')),
          trigger: { messages: 6 },
          keep: { messages: 2 },
        } as never),
      ],
      asks: [
        callsOf('echo', 2),
        [
          { name: 'echo', args: { n: 7 }, id: 'x' },
          { name: 'echo', args: { n: 8 }, id: 'y' },
        ],
      ],
    },
  ],
  [
    'contextEditingMiddleware',
    {
      middleware: () => [
        contextEditingMiddleware({ edits: [new ClearToolUsesEdit({ trigger: { tokens: 1 }, keep: { messages: 1 } })] }),
      ],
      asks: [callsOf('echo', 2), [{ name: 'echo', args: { n: 7 }, id: 'x' }]],
    },
  ],
  [
    'todoListMiddleware',
    {
      middleware: () => [todoListMiddleware()],
      asks: [
        [
          ...callsOf('echo', 1),
          { name: 'write_todos', args: { todos: [{ content: 'tea', status: 'pending' }] }, id: 'w' },
        ],
      ],
    },
  ],
  [
    'modelCallLimitMiddleware',
    { middleware: () => [modelCallLimitMiddleware({ runLimit: 1 } as never)], asks: [callsOf('echo', 2)] },
  ],
  [
    'modelFallbackMiddleware',
    {
      middleware: () => [modelFallbackMiddleware(fakeModel().respond(new AIMessage('fallback')))],
      asks: [callsOf('echo', 2)],
    },
  ],
  [
    'all of them at once',
    {
      middleware: () => [
        todoListMiddleware(),
        approval(),
        toolCallLimitMiddleware({ runLimit: 5, exitBehavior: 'continue' } as never),
        toolRetryMiddleware({ maxRetries: 1, initialDelayMs: 0 }),
      ],
      asks: [MIXED, [{ name: 'boom', args: {}, id: 'z' }]],
      resumes: [decisions({ type: 'approve' }, { type: 'approve' })],
    },
  ],
];

const quiet = tool(() => 'quiet', { name: 'quiet', description: 'd', schema: z.object({}) });

async function outcomeOf(ours: AgentMiddleware[], { middleware, asks, resumes = [] }: Neighbour, version: 'v1' | 'v2') {
  const model = fakeModel();
  for (const calls of asks) model.respondWithTools(calls as never);
  model.respond(new AIMessage('done'));
  const agent = createAgent({
    model,
    tools: [echo, boom, quiet],
    middleware: [...ours, ...(middleware() as AgentMiddleware[])],
    checkpointer: new MemorySaver(),
    version,
  }) as unknown as Agent;
  let state = await agent.invoke(HELLO, THREAD);
  const wasInterrupted = state.__interrupt__ !== undefined;
  for (const resume of resumes) state = await agent.invoke(new Command({ resume }), THREAD);
  const sent = model.calls.map(({ messages }) =>
    messages.filter((message) => message.getType() !== 'system').map(shown),
  );
  return { wasInterrupted, messages: state.messages.map(shown), sent };
}

function shown(message: BaseMessage): unknown[] {
  if (ToolMessage.isInstance(message)) return [message.tool_call_id, message.text, message.status ?? 'success'];
  return [message.type, AIMessage.isInstance(message) && message.tool_calls?.map(({ name, args }) => [name, args])];
}

describe.each(NEIGHBOURS)('beside %s', (_name, neighbour) => {
  it.each(MODES)('a run is what it is without ours: %s', async (_mode, options, version) => {
    const withOurs = await outcomeOf([toolExecutorMiddleware(options)], neighbour, version);
    expect(withOurs).toEqual(await outcomeOf([], neighbour, version));
    expect(withOurs.wasInterrupted).toBe((neighbour.resumes ?? []).length > 0);
  });
});

describe('its place in the list', () => {
  const agentOf = (...middleware: unknown[]) =>
    createAgent({ model: fakeModel(), tools: [echo], middleware: middleware as AgentMiddleware[] });
  const hook = createMiddleware({ name: 'hook', afterModel: () => undefined });

  it.each([
    ['the approval of a person', approval()],
    ['a hook after the model', hook],
    ['a limit of calls', toolCallLimitMiddleware({ runLimit: 1 } as never)],
  ])('must be before %s, with batch: true', (_name, other) => {
    expect(() => agentOf(other, toolExecutorMiddleware({ batch: true }))).toThrow(
      'toolExecutorMiddleware with batch: true must come first in the list of middleware',
    );
    agentOf(toolExecutorMiddleware({ batch: true }), other);
    agentOf(other, toolExecutorMiddleware());
  });

  it('may be behind those that have no hook after the model', () => {
    agentOf(toolRetryMiddleware(), toolExecutorMiddleware({ batch: true }), hook);
  });

  it('is one: LangChain refuses a second', () => {
    expect(() => agentOf(toolExecutorMiddleware(), toolExecutorMiddleware())).toThrow('defined multiple times');
  });
});

describe('handleToolErrors: false', () => {
  it.each(MODES)('ends the run with the very error of the tool: %s', async (_mode, options, version) => {
    const error = new Error('mine');
    const fails = tool(
      (): string => {
        throw error;
      },
      { name: 'fails', description: 'd', schema: z.object({}) },
    );
    const agent = createAgent({
      model: fakeModel().respondWithTools([...callsOf('echo', 1), { name: 'fails', args: {}, id: 'f' }] as never),
      tools: [echo, fails],
      middleware: [toolExecutorMiddleware({ ...options, handleToolErrors: false })],
      version,
    });
    const thrown: unknown = await agent.invoke(HELLO).catch((reason: unknown) => reason);
    expect(rootOf(thrown)).toBe(error);
  });

  it.each(MODES)('still tells the model of wrong arguments and unknown tools: %s', async (_mode, options, version) => {
    const agent = createAgent({
      model: fakeModel()
        .respondWithTools([
          { name: 'echo', args: {}, id: 'a' },
          { name: 'nope', args: {}, id: 'b' },
        ] as never)
        .respond(new AIMessage('done')),
      tools: [echo],
      middleware: [toolExecutorMiddleware({ ...options, handleToolErrors: false })],
      version,
    });
    const { messages } = await agent.invoke(HELLO);
    const [wrong, unknown] = toolMessages(messages).map(({ text }) => text);
    expect(wrong).toContain("Error invoking tool 'echo'");
    expect(unknown).toContain('nope is not a valid tool');
  });
});

/** What an error was wrapped around, once per middleware. */
function rootOf(thrown: unknown): unknown {
  let root = thrown;
  while (root instanceof Error && root.name === 'MiddlewareError') root = root.cause;
  return root;
}
