import { LLMock } from '@copilotkit/aimock';
import { ChatOpenAI } from '@langchain/openai';
import { toolExecutorMiddleware } from '@parallel-tools/langchain/middleware';
import { createAgent, HumanMessage, tool } from 'langchain';
import { z } from 'zod';

// In place of a model's server: it asks for two searches in one reply, streamed word by word, then answers.
const server = new LLMock({ port: 0, latency: 50 });
const toolCalls = ['tea', 'cocoa'].map((query) => ({ name: 'search', arguments: { query } }));
server.on({ hasToolResult: false }, { toolCalls });
server.on({ hasToolResult: true }, { content: 'I found 6 pages.' });
await server.start();

const search = tool(
  async ({ query }) => {
    console.log(`search for ${query} starts`);
    return `3 pages about ${query}`;
  },
  { name: 'search', description: 'Searches the web.', schema: z.object({ query: z.string() }) },
);

const agent = createAgent({
  model: new ChatOpenAI({
    model: 'gpt-test',
    apiKey: 'none', // yours: new ChatOpenAI({ model: … })
    configuration: { baseURL: `${server.url}/v1` },
    callbacks: [{ handleLLMEnd: () => console.log('the reply has ended') }],
  }),
  tools: [search],
  middleware: [toolExecutorMiddleware({ eager: 'read-only', toolOptions: { search: { effects: 'read' } } })],
});

const { messages } = await agent.invoke({ messages: [new HumanMessage('What is there about hot drinks?')] });
console.log(messages.at(-1)?.text);
await server.stop();
