import { fileURLToPath } from 'node:url';
import { MultiServerMCPClient } from '@langchain/mcp-adapters';
import { toolExecutorMiddleware } from '@parallel-tools/langchain/middleware';
import { AIMessage, createAgent, fakeModel, HumanMessage } from 'langchain';

const client = new MultiServerMCPClient({
  pages: {
    transport: 'stdio',
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('./mcp/server.ts', import.meta.url))],
  },
});
const tools = await client.getTools(); // `search` says that it only reads; `crawl` never answers

// In place of a chat model: it asks for three calls in one turn, then answers.
const model = fakeModel()
  .respondWithTools([
    { name: 'search', args: { query: 'tea' }, id: 'call_1' },
    { name: 'crawl', args: { query: 'coffee' }, id: 'call_2' },
    { name: 'search', args: { query: 'cocoa' }, id: 'call_3' },
  ])
  .respond(new AIMessage('I found 6 pages; one tool did not answer.'));

const agent = createAgent({
  model,
  tools,
  middleware: [toolExecutorMiddleware({ timeoutMs: 2_000, retry: { maxRetries: 2 } })],
});

const { messages } = await agent.invoke({ messages: [new HumanMessage('What is there about hot drinks?')] });
for (const message of messages.slice(2)) console.log(`${message.type}: ${message.text}`);
await client.close();
