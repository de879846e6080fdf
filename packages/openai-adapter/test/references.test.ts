import { createExecutor, defineTool } from '@parallel-tools/executor';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { type ChatBody, runChat, toChatTools } from '../src/index.js';
import { openReplayServer } from './open-replay-server.js';
import { answersOf, QUESTION, resultOf } from './support.js';

const server = await openReplayServer();

const tools = [
  defineTool({ name: 'user', input: z.object({ name: z.string() }), execute: ({ name }) => ({ id: name.length }) }),
  defineTool({
    name: 'orders',
    input: z.object({ userId: z.number() }),
    execute: ({ userId }) => [{ item: `item ${userId}` }],
  }),
  defineTool({ name: 'mail', input: z.object({ text: z.string() }), execute: ({ text }) => `sent: ${text}` }),
];
const CHAIN = [
  { id: 'a', name: 'user', arguments: '{"name":"Ada"}' },
  { id: 'b', name: 'orders', arguments: '{"userId":{"$ref":"1","path":"/id"}}' },
  { id: 'c', name: 'mail', arguments: '{"text":"You ordered ${calls.2[0].item}."}' },
];

it.each([true, false])('a chain of three takes one turn, stream: %s', async (stream) => {
  server.script({ calls: CHAIN }, { text: 'done' });
  const executor = createExecutor({ tools, references: true });
  const body = { model: 'm', messages: [{ role: 'system', content: 'Be brief.' }, ...QUESTION], stream } as ChatBody;
  const { messages, turns } = await resultOf(
    runChat(server.client, body, { executor, references: true, eager: 'read-only' }),
  );
  expect(answersOf(messages)).toEqual(['{"id":3}', '[{"item":"item 3"}]', 'sent: You ordered item 3.']);
  expect(turns).toHaveLength(2);
  expect(server.requests[0]?.messages.map(({ role }) => role)).toEqual(['system', 'system', 'user']);
  expect(String(server.requests[0]?.messages[1]?.content)).toContain('"$ref"');
  expect(messages[1]).toEqual(QUESTION[0]);
});

it('the model is told nothing unless that was asked for', async () => {
  server.script({ text: 'ok' });
  const executor = createExecutor({ tools, references: true });
  await resultOf(runChat(server.client, { model: 'm', messages: QUESTION }, { executor }));
  expect(server.requests[0]?.messages).toEqual(QUESTION);
  expect(server.requests[0]?.tools).toEqual(toChatTools(executor));
});

it('the schemas take references wherever a value may be, and all that they took before', () => {
  const input = z.object({
    n: z.number(),
    text: z.string(),
    kind: z.enum(['a', 'b']),
    list: z.array(z.object({ deep: z.boolean() })),
  });
  const executor = createExecutor({ tools: [defineTool({ name: 't', input, execute: () => 1 })], references: true });
  const [tool] = toChatTools(executor, { references: true });
  const accepts = new Ajv().compile(tool?.type === 'function' ? (tool.function.parameters ?? {}) : {});
  const reference = { $ref: '1', path: '' };
  const plain = { n: 1, text: '', kind: 'a', list: [{ deep: true }] };
  expect(accepts(plain)).toBe(true);
  expect(accepts({ ...plain, n: reference, kind: reference, list: reference })).toBe(true);
  expect(accepts({ ...plain, list: [reference, { deep: reference }] })).toBe(true);
  expect(accepts({ ...plain, n: 'x' })).toBe(false);
  expect(accepts({ ...plain, n: { $ref: '1' } })).toBe(false);
});
