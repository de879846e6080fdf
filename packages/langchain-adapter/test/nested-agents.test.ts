import { AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages';
import { type StructuredToolInterface, tool } from '@langchain/core/tools';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { createExecutor, defineTool, type Executor } from '@parallel-tools/executor';
import { createAgent, fakeModel } from 'langchain';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { ToolNode, wrapTools } from '../src/index.js';
import { toolExecutorMiddleware } from '../src/middleware.js';
import { callsOf, echo, runNode, toolMessages } from './support.js';

/** Only as much of an agent as is used here, whichever makes it. */
interface Agent {
  invoke(input: object): Promise<{ messages: BaseMessage[] }>;
}

type Open = (model: ReturnType<typeof fakeModel>, tool: StructuredToolInterface, executor: Executor) => Agent;

const DOORS: [string, Open][] = [
  [
    'ToolNode',
    (model, inner, executor) =>
      createReactAgent({ llm: model, tools: new ToolNode([inner], { executor }) }) as unknown as Agent,
  ],
  [
    'the middleware',
    (model, inner, executor) =>
      createAgent({ model, tools: [inner], middleware: [toolExecutorMiddleware({ executor })] }) as unknown as Agent,
  ],
  [
    'the middleware with batch: true',
    (model, inner, executor) =>
      createAgent({
        model,
        tools: [inner],
        middleware: [toolExecutorMiddleware({ executor, batch: true })],
      }) as unknown as Agent,
  ],
  [
    'wrapTools',
    (model, inner, executor) => createAgent({ model, tools: wrapTools([inner], { executor }) }) as unknown as Agent,
  ],
];

it.each(DOORS)('three levels of agents share an executor at limit 1: %s', async (_name, open) => {
  const executor = createExecutor({ tools: [], maxConcurrency: 1 });
  const answersOf = async (inner: StructuredToolInterface) => {
    const model = fakeModel()
      .respondWithTools(callsOf(inner.name, 2) as never)
      .respond(new AIMessage('done'));
    const { messages } = await open(model, inner, executor).invoke({ messages: [new HumanMessage('go')] });
    return toolMessages(messages).map(({ text }) => text);
  };
  const asking = (name: string, inner: StructuredToolInterface): StructuredToolInterface =>
    tool(async ({ n }) => `${n}(${await answersOf(inner)})`, {
      name,
      description: 'asks an agent',
      schema: z.object({ n: z.number() }),
    });
  const deepest = 'echo 1,echo 2';
  const middle = `1(${deepest}),2(${deepest})`;
  expect(await answersOf(asking('outer', asking('inner', echo)))).toEqual([`1(${middle})`, `2(${middle})`]);
  await executor.close();
});

it('lets the function of a tool call a tool of its executor', async () => {
  const executor = createExecutor({ tools: [], maxConcurrency: 1 });
  const hash = defineTool({ name: 'hash', execute: ({ text }) => `hash of ${text}` });
  const hashing = tool(
    async ({ n }) => {
      const { results } = await executor.withTools([hash]).execute([{ id: 'h', name: 'hash', args: { text: `${n}` } }]);
      return results[0]?.status === 'ok' ? results[0].output : 'failed';
    },
    { name: 'hashing', description: 'd', schema: z.object({ n: z.number() }) },
  );
  const messages = await runNode(new ToolNode([hashing], { executor }), callsOf('hashing', 2));
  expect(messages.map(({ text }) => text)).toEqual(['hash of 1', 'hash of 2']);
  await executor.close();
});
