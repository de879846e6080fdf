import { createExecutor } from '@parallel-tools/executor';
import { toolExecutorMiddleware } from '@parallel-tools/langchain/middleware';
import { AIMessage, createAgent, fakeModel, HumanMessage, tool } from 'langchain';
import { z } from 'zod';

const search = tool(async ({ query }) => `3 pages about ${query}`, {
  name: 'search',
  description: 'Searches the web.',
  schema: z.object({ query: z.string() }),
});
const hang = tool(() => Promise.withResolvers<string>().promise, {
  name: 'hang',
  description: 'Never answers.',
  schema: z.object({}),
});

// In place of a chat model: it asks for three calls in one turn, then answers.
const model = fakeModel()
  .respondWithTools([
    { name: 'search', args: { query: 'tea' }, id: 'call_1' },
    { name: 'hang', args: {}, id: 'call_2' },
    { name: 'search', args: { query: 'cocoa' }, id: 'call_3' },
  ])
  .respond(new AIMessage('I found 6 pages; one tool did not answer.'));

const executor = createExecutor({ tools: [], maxConcurrency: 10 });
const agent = createAgent({
  model,
  tools: [search, hang],
  middleware: [toolExecutorMiddleware({ executor, toolOptions: { hang: { timeoutMs: 100 } } })], // first in the list
});

const { messages } = await agent.invoke({ messages: [new HumanMessage('What is there about hot drinks?')] });
for (const message of messages.slice(2)) console.log(`${message.type}: ${message.text}`);

const { batchCount, callCount } = executor.stats();
console.log(`${callCount} calls in ${batchCount} batch`);
await executor.close();
