import { LLMock } from '@copilotkit/aimock';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { runChat } from '@parallel-tools/openai';
import OpenAI from 'openai';
import { z } from 'zod';

// In place of a model's server. Told that calls may refer to each other, the model asks for all three at once; else it
// asks for each once it has seen the output of the one before.
const server = new LLMock({ port: 0 });
const step = (name: string, args: object) => ({ name, arguments: JSON.stringify(args) });
const atOnce = [
  step('find_user', { name: 'Ada' }),
  step('last_order', { userId: { $ref: '1', path: '/id' } }),
  step('send_mail', { text: 'Your order: ${calls.2.item}.' }),
];
const oneByOne = [
  step('find_user', { name: 'Ada' }),
  step('last_order', { userId: 7 }),
  step('send_mail', { text: 'Your order: tea.' }),
];
server.on({ model: 'at-once', hasToolResult: false }, { toolCalls: atOnce });
server.on({ model: 'at-once', hasToolResult: true }, { content: 'Ada has mail.' });
for (const [turnIndex, call] of oneByOne.entries())
  server.on({ model: 'one-by-one', turnIndex }, { toolCalls: [call] });
server.on({ model: 'one-by-one', turnIndex: 3 }, { content: 'Ada has mail.' });
await server.start();

const tools = [
  defineTool({ name: 'find_user', input: z.object({ name: z.string() }), execute: () => ({ id: 7 }) }),
  defineTool({ name: 'last_order', input: z.object({ userId: z.number() }), execute: () => ({ item: 'tea' }) }),
  defineTool({ name: 'send_mail', input: z.object({ text: z.string() }), execute: ({ text }) => `sent: ${text}` }),
];
const executor = createExecutor({ tools, references: true });
const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none' }); // yours: new OpenAI()

for (const references of [false, true]) {
  const model = references ? 'at-once' : 'one-by-one';
  const body = { model, messages: [{ role: 'user' as const, content: 'Mail Ada what she ordered.' }] };
  const { turns, messages } = await runChat(client, body, { executor, references }).result;
  const mail = messages.findLast(({ role }) => role === 'tool');
  console.log(`references: ${references}, model turns with calls: ${turns.length - 1}, ${mail?.content}`);
}

await executor.close();
await server.stop();
