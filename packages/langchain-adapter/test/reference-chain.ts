// A user, their orders and a mail about them: a chain of calls in one message, by references.
import { type BaseMessage, HumanMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { toolMessages } from './support.js';

export const HELLO = { messages: [new HumanMessage('go')] };
export const call = (name: string, args: object, id: string): ToolCall => ({ name, args: { ...args }, id });
export const texts = (messages: readonly BaseMessage[]) => toolMessages(messages).map(({ text }) => text);

const user = tool(({ name }) => ({ id: name.length, tags: ['vip'] }), {
  name: 'user',
  description: 'Finds a user.',
  schema: z.object({ name: z.string() }),
});
export const orders = tool(({ userId }) => [{ item: `item ${userId}` }], {
  name: 'orders',
  description: 'Lists the orders of a user.',
  schema: z.object({ userId: z.number().describe('of the user') }),
});
export const mail = tool(({ text }) => `sent: ${text}`, {
  name: 'mail',
  description: 'Sends a mail.',
  schema: z.object({ text: z.string() }),
});
export const TOOLS = [user, orders, mail];
export const CHAIN = [
  call('user', { name: 'Ada' }, 'a'),
  call('orders', { userId: { $ref: '1', path: '/id' } }, 'b'),
  call('mail', { text: 'You ordered ${calls.2[0].item}.' }, 'c'),
];
export const CHAIN_ANSWERS = ['{"id":3,"tags":["vip"]}', '[{"item":"item 3"}]', 'sent: You ordered item 3.'];
