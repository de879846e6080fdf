import { Command, interrupt, MemorySaver } from '@langchain/langgraph';
import { toolExecutorMiddleware } from '@parallel-tools/langchain/middleware';
import { AIMessage, createAgent, fakeModel, HumanMessage, tool } from 'langchain';
import { z } from 'zod';

const charge = tool(
  ({ amount }) => {
    console.log(`charging ${amount}`);
    return `charged ${amount}`;
  },
  { name: 'charge', description: 'Charges the card.', schema: z.object({ amount: z.number() }) },
);
const publish = tool(({ page }) => `${page}: ${interrupt(`Publish ${page}?`)}`, {
  name: 'publish',
  description: 'Publishes a page, once a person agrees.',
  schema: z.object({ page: z.string() }),
});

// In place of a chat model: it asks for three calls in one turn, then answers.
const model = fakeModel()
  .respondWithTools([
    { name: 'publish', args: { page: 'tea' }, id: 'call_1' },
    { name: 'charge', args: { amount: 30 }, id: 'call_2' },
    { name: 'publish', args: { page: 'coffee' }, id: 'call_3' },
  ])
  .respond(new AIMessage('Done.'));

const agent = createAgent({
  model,
  tools: [charge, publish],
  middleware: [toolExecutorMiddleware({ batch: true, durable: true })],
  checkpointer: new MemorySaver(),
});
const thread = { configurable: { thread_id: '1' } };

let state = await agent.invoke({ messages: [new HumanMessage('Pay, and publish both pages.')] }, thread);
for (const answer of ['yes', 'not yet']) {
  console.log(state.__interrupt__?.map(({ value }) => value));
  state = await agent.invoke(new Command({ resume: answer }), thread);
}
for (const message of state.messages.slice(2)) console.log(`${message.type}: ${message.text}`);
