import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import { type StructuredToolInterface, tool } from '@langchain/core/tools';
import { MemorySaver } from '@langchain/langgraph';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { createAgent, fakeModel } from 'langchain';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { patchToolCalls, type ToolExecutorOptions, ToolNode } from '../src/index.js';
import { toolExecutorMiddleware } from '../src/middleware.js';
import { callsOf, gatedTool, loopOf, toolMessages, turns, until, warningsDuring } from './support.js';

/** What an agent is made of. */
interface Parts {
  readonly model: ReturnType<typeof fakeModel>;
  readonly tools: StructuredToolInterface[];
  readonly options: ToolExecutorOptions;
  readonly checkpointer?: MemorySaver;
}

/** What happens in a run, and what must not. */
interface Notes {
  /** The run is aborted at one of the moments at which this is called. */
  moment(): void;
  readonly violations: string[];
}

/** Only as much of a graph as is used here, whichever makes it. */
interface Agent {
  invoke(input: object, config: object): Promise<{ messages: BaseMessage[] }>;
}

const THREAD = { configurable: { thread_id: 't' } };
const CALLS: ToolCall[] = [
  { name: 'work', args: { turns: 3 }, id: 'a' },
  { name: 'work', args: { turns: 1 }, id: 'b' },
  { name: 'work', args: { turns: 0, fails: true }, id: 'c' },
  { name: 'deaf', args: { turns: 4 }, id: 'd' },
];

/** A model that asks for all calls after the first message of a person, and checks what it is sent. */
function modelOf({ moment, violations }: Notes) {
  const reply = (messages: BaseMessage[]) => {
    moment();
    violations.push(...wrongIn(messages));
    return messages.at(-1)?.text === 'work' ? new AIMessage({ content: '', tool_calls: CALLS }) : new AIMessage('done');
  };
  return fakeModel().respond(reply).respond(reply).respond(reply).respond(reply);
}

/** What a provider would refuse. */
function wrongIn(messages: readonly BaseMessage[]): string[] {
  const wrong: string[] = [];
  for (const [index, message] of messages.entries()) {
    if (!AIMessage.isInstance(message) || !message.tool_calls?.length) continue;
    const asked = message.tool_calls.map(({ id }) => id);
    const next = messages.slice(index + 1, index + 1 + asked.length);
    const answered = next.map((answer) => ToolMessage.isInstance(answer) && answer.tool_call_id);
    if (asked.toSorted().join() !== answered.toSorted().join()) wrong.push(`${asked} answered by ${answered}`);
  }
  const asked = messages
    .filter((message) => AIMessage.isInstance(message))
    .flatMap((message) => message.tool_calls ?? []);
  const answers = messages.filter((message) => ToolMessage.isInstance(message));
  if (asked.length !== answers.length) wrong.push(`${asked.length} calls, ${answers.length} answers`);
  return wrong;
}

function toolsOf({ moment, violations }: Notes): StructuredToolInterface[] {
  const schema = z.object({ turns: z.number(), fails: z.boolean().default(false) });
  const work = tool(
    async ({ turns: count, fails }, { signal }) => {
      if (signal?.aborted) violations.push('invoked with an aborted signal');
      moment();
      await turns(count);
      moment();
      signal?.throwIfAborted();
      if (fails) throw new Error('no good');
      return 'worked';
    },
    { name: 'work', description: 'd', schema },
  );
  const deaf = tool(
    async ({ turns: count }, { signal }) => {
      if (signal?.aborted) violations.push('invoked with an aborted signal');
      moment();
      await turns(count);
      moment();
      return 'did not listen';
    },
    { name: 'deaf', description: 'd', schema },
  );
  return [work, deaf];
}

const agentOf = ({ model, tools, options, checkpointer }: Parts, more: object, version: 'v1' | 'v2') =>
  createAgent({
    model,
    tools,
    middleware: [toolExecutorMiddleware({ ...options, ...more })],
    ...(checkpointer && { checkpointer }),
    version,
  }) as unknown as Agent;
const reactAgentOf = ({ model, tools, options, checkpointer }: Parts, version: 'v1' | 'v2') =>
  createReactAgent({
    llm: model,
    tools: new ToolNode(tools, options),
    preModelHook: ({ messages }) => ({ llmInputMessages: patchToolCalls(messages) }),
    ...(checkpointer && { checkpointer }),
    version,
  }) as unknown as Agent;
const graphOf = ({ model, tools, options, checkpointer }: Parts, more: object) =>
  loopOf(
    (messages) => model.invoke(patchToolCalls(messages)),
    new ToolNode(tools, { ...options, ...more }),
    checkpointer && { checkpointer },
  ) as unknown as Agent;

const DOORS: [string, (parts: Parts) => Agent][] = [
  ['createAgent v1', (parts) => agentOf(parts, {}, 'v1')],
  ['createAgent v2', (parts) => agentOf(parts, {}, 'v2')],
  ['createAgent, batch: true', (parts) => agentOf(parts, { batch: true }, 'v2')],
  ['createAgent, batch and durable', (parts) => agentOf(parts, { batch: true, durable: true }, 'v2')],
  ['a StateGraph', (parts) => graphOf(parts, {})],
  ['a StateGraph, durable', (parts) => graphOf(parts, { durable: true })],
  ['createReactAgent v1', (parts) => reactAgentOf(parts, 'v1')],
  ['createReactAgent v2', (parts) => reactAgentOf(parts, 'v2')],
];

/**
 * Runs an agent and aborts it at one moment: when its model or a tool begins or ends, or at one of the turns of the event
 * loop.
 *
 * @returns Whether the run had not ended before that moment.
 */
async function abortAt(moment: number, maxConcurrency: number, open: (parts: Parts) => Agent): Promise<boolean> {
  const controller = new AbortController();
  let count = 0;
  const notes: Notes = {
    violations: [],
    moment: () => {
      count += 1;
      if (count === moment) controller.abort(new Error('user left'));
    },
  };
  const options = { maxConcurrency };
  const agent = open({ model: modelOf(notes), tools: toolsOf(notes), options, checkpointer: new MemorySaver() });
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  void agent.invoke({ messages: [new HumanMessage('work')] }, { ...THREAD, signal: controller.signal }).then(end, end);
  while (!isOver) {
    await turns(1);
    if (!isOver) notes.moment();
  }
  const wasAborted = count >= moment;
  // What did not listen may still be running.
  await turns(6);
  const { messages } = await agent.invoke({ messages: [new HumanMessage('go on')] }, THREAD);
  expect(messages.at(-1)?.text).toBe('done');
  expect(wrongIn(patchToolCalls(messages))).toEqual([]);
  expect(notes.violations).toEqual([]);
  return wasAborted;
}

describe.each(DOORS)('aborting %s', (_name, open) => {
  it.each([1, Number.POSITIVE_INFINITY])(
    'at any moment leaves a history that can be sent again, at limit %s',
    async (maxConcurrency) => {
      let moment = 1;
      while (await abortAt(moment, maxConcurrency, open)) moment += 1;
      // There were calls to abort, and the last run was not aborted any more.
      expect(moment).toBeGreaterThan(10);
    },
    60_000,
  );

  it('warns of nothing with 1,000 calls at once', async () => {
    const slow = gatedTool('slow');
    const model = fakeModel()
      .respondWithTools(callsOf('slow', 1000) as never)
      .respond(new AIMessage('done'));
    const { signal } = new AbortController();
    const warnings = await warningsDuring(async () => {
      const agent = open({ model, tools: [slow.tool], options: {} });
      const run = agent.invoke({ messages: [new HumanMessage('go')] }, { ...THREAD, signal });
      await until(() => slow.startCount === 1000);
      await slow.openAll();
      expect(toolMessages((await run).messages).length).toBe(1000);
    });
    expect(warnings).toEqual([]);
  }, 60_000);
});
