import { createExecutor } from '@parallel-tools/executor';
import { toolExecutorMiddleware } from '@parallel-tools/langchain/middleware';
import { AIMessage, createAgent, fakeModel, HumanMessage, tool } from 'langchain';
import { z } from 'zod';

const search = tool(async ({ query }) => `3 pages about ${query}`, {
  name: 'search',
  description: 'Searches the web.',
  schema: z.object({ query: z.string() }),
});

// In place of a chat model: it asks for a hundred searches in one turn, then answers.
const queries = Array.from({ length: 100 }, (_, index) => `tea ${index + 1}`);
const model = fakeModel()
  .respondWithTools(queries.map((query) => ({ name: 'search', args: { query } })))
  .respond(new AIMessage('I found 300 pages.'));

const executor = createExecutor({ tools: [], maxConcurrency: 10 });
const agent = createAgent({
  model,
  tools: [search],
  middleware: [toolExecutorMiddleware({ executor, batch: true })], // first in the list
});

let updates = 0;
for await (const update of await agent.stream({ messages: [new HumanMessage('Which teas are there?')] }))
  if ('tools' in update) updates += 1;

const { batchCount, callCount } = executor.stats();
console.log(`${callCount} calls in ${batchCount} batch, ${updates} task of LangGraph`);
await executor.close();
