import { createExecutor, defineTool } from '@parallel-tools/executor';
import { z } from 'zod';

const findCustomer = defineTool({
  name: 'find_customer',
  input: z.object({ name: z.string() }),
  execute: () => ({ id: 7, mail: 'ada@example.org' }),
});
const listOrders = defineTool({
  name: 'list_orders',
  input: z.object({ customerId: z.number() }), // checked once the output is in its place
  execute: ({ customerId }) => [{ number: `${customerId}-1`, total: 30 }],
});
const sendMail = defineTool({
  name: 'send_mail',
  input: z.object({ to: z.string(), text: z.string() }),
  execute: ({ to, text }) => `to ${to}: ${text}`,
});

const executor = createExecutor({ tools: [findCustomer, listOrders, sendMail], references: true });

// What would be three turns of the model is one.
const { results } = await executor.execute([
  { id: 'c1', name: 'find_customer', args: { name: 'Ada' } },
  { id: 'c2', name: 'list_orders', args: { customerId: { $ref: '1', path: '/id' } } },
  {
    id: 'c3',
    name: 'send_mail',
    args: { to: '${calls.find_customer.mail}', text: 'Order ${calls.c2[0].number} is on its way.' },
  },
  { id: 'c4', name: 'send_mail', args: { to: '${calls.1.phone}', text: 'Hello' } },
]);

for (const result of results) {
  if (result.status === 'ok') console.log(result.callId, result.output);
  if (result.status === 'error') console.log(result.callId, result.error.code, '–', result.error.message);
}
await executor.close();
