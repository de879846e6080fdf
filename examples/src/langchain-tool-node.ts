import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { ToolNode, toolsCondition } from '@parallel-tools/langchain'; // was '@langchain/langgraph/prebuilt'
import { AIMessage, fakeModel, HumanMessage, tool } from 'langchain';
import { z } from 'zod';

const search = tool(async ({ query }) => `3 pages about ${query}`, {
  name: 'search',
  description: 'Searches the web.',
  schema: z.object({ query: z.string() }),
});

// In place of a chat model: it asks for three searches in one turn, then answers.
const model = fakeModel()
  .respondWithTools(['tea', 'coffee', 'cocoa'].map((query) => ({ name: 'search', args: { query } })))
  .respond(new AIMessage('I found 9 pages.'));

const graph = new StateGraph(MessagesAnnotation)
  .addNode('model', async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
  .addNode('tools', new ToolNode([search], { maxConcurrency: 2, timeoutMs: 10_000 }))
  .addEdge(START, 'model')
  .addConditionalEdges('model', toolsCondition, ['tools', END])
  .addEdge('tools', 'model')
  .compile();

const { messages } = await graph.invoke({ messages: [new HumanMessage('What is there about hot drinks?')] });
for (const message of messages.slice(2)) console.log(`${message.type}: ${message.text}`);
