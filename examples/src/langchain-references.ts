import { toolExecutorMiddleware } from '@parallel-tools/langchain/middleware';
import { AIMessage, createAgent, fakeModel, HumanMessage, tool } from 'langchain';
import { z } from 'zod';

const findCustomer = tool(() => ({ id: 7, mail: 'ada@example.org' }), {
  name: 'find_customer',
  description: 'Finds a customer.',
  schema: z.object({ name: z.string() }),
});
const listOrders = tool(({ customerId }) => [{ number: `${customerId}-1`, total: 30 }], {
  name: 'list_orders',
  description: 'Lists the orders of a customer.',
  schema: z.object({ customerId: z.number() }),
});
const sendMail = tool(({ to, text }) => `to ${to}: ${text}`, {
  name: 'send_mail',
  description: 'Sends a mail.',
  schema: z.object({ to: z.string(), text: z.string() }),
});

// In place of a chat model: what would be three turns is one.
const model = fakeModel()
  .respondWithTools([
    { name: 'find_customer', args: { name: 'Ada' } },
    { name: 'list_orders', args: { customerId: { $ref: '1', path: '/id' } } },
    { name: 'send_mail', args: { to: '${calls.1.mail}', text: 'Order ${calls.2[0].number} is on its way.' } },
  ])
  .respond(new AIMessage('Done.'));

const agent = createAgent({
  model,
  tools: [findCustomer, listOrders, sendMail],
  middleware: [toolExecutorMiddleware({ references: true })],
});

const { messages } = await agent.invoke({ messages: [new HumanMessage('Tell Ada that her order is on its way.')] });
for (const message of messages.slice(2)) console.log(`${message.type}: ${message.text}`);
