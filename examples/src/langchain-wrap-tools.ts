import { wrapTools } from '@parallel-tools/langchain';
import { AIMessage, createAgent, fakeModel, HumanMessage, tool } from 'langchain';
import { z } from 'zod';

const search = tool(async ({ query }) => `3 pages about ${query}`, {
  name: 'search',
  description: 'Searches the web.',
  schema: z.object({ query: z.string() }),
});

// In place of a chat model: it asks for three searches in one turn, then answers.
const model = fakeModel()
  .respondWithTools(['tea', 'coffee', 'tea'].map((query) => ({ name: 'search', args: { query } })))
  .respond(new AIMessage('I found 6 pages.'));

const tools = wrapTools([search], {
  maxConcurrency: 2,
  toolOptions: { search: { effects: 'read', cache: { ttlMs: 60_000 } } },
});
const agent = createAgent({ model, tools }); // was `tools: [search]`

const { messages } = await agent.invoke({ messages: [new HumanMessage('What is there about hot drinks?')] });
for (const message of messages.slice(2)) console.log(`${message.type}: ${message.text}`);
