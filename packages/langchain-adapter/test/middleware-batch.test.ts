import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { Command, getConfig, MemorySaver } from '@langchain/langgraph';
import {
  type AgentMiddleware,
  createAgent,
  createMiddleware,
  fakeModel,
  humanInTheLoopMiddleware,
  toolStrategy,
} from 'langchain';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { toolExecutorMiddleware } from '../src/middleware.js';
import { boom, callsOf, echo, gatedTool, toolMessages, until } from './support.js';

const HELLO = { messages: [new HumanMessage('go')] };
const asks = (...calls: { name: string; args: object; id?: string }[]) =>
  fakeModel()
    .respondWithTools(calls as never)
    .respond(new AIMessage('done'));

/** Notes the task of LangGraph that each of its calls runs in. */
function taskTool() {
  const tasks: unknown[] = [];
  const noting = tool(
    () => {
      tasks.push(getConfig().configurable?.__pregel_task_id);
      return 'ok';
    },
    { name: 'noting', description: 'd', schema: z.object({ n: z.number() }) },
  );
  return { tasks, noting };
}

it.each([
  [true, 1],
  [false, 3],
])('with batch: %s runs three calls in %s tasks', async (batch, taskCount) => {
  const { tasks, noting } = taskTool();
  const middleware = [toolExecutorMiddleware({ batch })];
  const agent = createAgent({ model: asks(...callsOf('noting', 3)), tools: [noting], middleware });
  const { messages } = await agent.invoke(HELLO);
  expect(toolMessages(messages).map((message) => message.tool_call_id)).toEqual(['c1', 'c2', 'c3']);
  expect(messages.at(-1)?.text).toBe('done');
  expect(tasks.length).toBe(3);
  expect(new Set(tasks).size).toBe(taskCount);
});

it("keeps to the limit, and answers failures in createAgent's words", async () => {
  const slow = gatedTool('slow');
  const calls = [...callsOf('slow', 3), { name: 'boom', args: {}, id: 'b' }, { name: 'nope', args: {}, id: 'n' }];
  const answers = async (middleware: ReturnType<typeof toolExecutorMiddleware>[]) => {
    const agent = createAgent({ model: asks(...calls), tools: [slow.tool, boom], middleware });
    const before = slow.startCount;
    const run = agent.invoke(HELLO);
    for (let opened = before; opened < before + 3; opened += 1) {
      await until(() => slow.startCount > opened);
      slow.open(opened, 'slow done');
    }
    const { messages } = await run;
    // Before version 1.5.14 LangChain tells of some errors in words alone.
    return toolMessages(messages).map(({ tool_call_id, text, status = 'error' }) => [tool_call_id, text, status]);
  };
  const limited = await answers([toolExecutorMiddleware({ batch: true, maxConcurrency: 2 })]);
  expect(slow.maxInFlight).toBe(2);
  expect(limited).toEqual(await answers([]));
});

it.each([
  ['approves', { type: 'approve' }],
  ['rejects', { type: 'reject', message: 'not this one' }],
])('runs what a person %s as it runs without batch, after the hooks of others', async (_name, decision) => {
  const outcome = async (batch: boolean) => {
    const seen: string[] = [];
    const watching = createMiddleware({
      name: 'watching',
      afterModel: () => {
        seen.push('afterModel');
      },
    });
    const approval = humanInTheLoopMiddleware({ interruptOn: { echo: true } } as never);
    const middleware = [toolExecutorMiddleware({ batch }), watching, approval] as unknown as AgentMiddleware[];
    const checkpointer = new MemorySaver();
    const agent = createAgent({ model: asks(...callsOf('echo', 2)), tools: [echo], middleware, checkpointer });
    const config = { configurable: { thread_id: 't' } };
    await agent.invoke(HELLO, config);
    const resume = { decisions: [{ type: 'approve' }, decision] };
    const { messages } = await agent.invoke(new Command({ resume }), config);
    return { seen, answers: toolMessages(messages).map(({ tool_call_id, text }) => [tool_call_id, text]) };
  };
  const withBatch = await outcome(true);
  expect(withBatch).toEqual(await outcome(false));
  expect(withBatch.answers).toContainEqual(['c2', decision.type === 'approve' ? 'echo 2' : 'not this one']);
  expect(withBatch.seen).toContain('afterModel');
});

it('leaves structured output to the agent', async () => {
  const color = z.object({ color: z.string() }).meta({ title: 'color' });
  const strategy = toolStrategy(color);
  const name = strategy[0]!.name;
  const agent = createAgent({
    model: fakeModel()
      .respondWithTools(callsOf('echo', 1))
      .respondWithTools([{ name, args: { color: 'red' }, id: 'x' }]),
    tools: [echo],
    responseFormat: strategy,
    middleware: [toolExecutorMiddleware({ batch: true })],
  });
  const { structuredResponse, messages } = await agent.invoke(HELLO);
  expect(structuredResponse).toEqual({ color: 'red' });
  expect(toolMessages(messages)[0]?.text).toBe('echo 1');
});
