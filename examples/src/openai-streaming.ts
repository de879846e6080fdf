import { LLMock } from '@copilotkit/aimock';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { executeToolCalls, ToolCallAssembler, toChatTools } from '@parallel-tools/openai';
import OpenAI from 'openai';
import { z } from 'zod';

// In place of a model's server: it streams two calls.
const server = new LLMock({ port: 0 });
const call = (id: string, zone: string) => ({ id, name: 'time', arguments: JSON.stringify({ zone }) });
server.on({}, { content: 'I look it up.', toolCalls: [call('call_1', 'Asia/Tokyo'), call('call_2', 'Mars/Olympus')] });
await server.start();

const time = defineTool({
  name: 'time',
  description: 'Noon UTC in a time zone.',
  input: z.object({ zone: z.string() }),
  execute: ({ zone }) => new Date('2026-01-01T12:00Z').toLocaleTimeString('en-GB', { timeZone: zone }),
});
const executor = createExecutor({ tools: [time] });
const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none' }); // yours: new OpenAI()

const stream = await client.chat.completions.create({
  model: 'gpt-5',
  messages: [{ role: 'user', content: 'What time is it in Tokyo, and on Mars?' }],
  tools: toChatTools(executor),
  stream: true,
});
const assembler = new ToolCallAssembler();
let finishReason: string | null = null;
for await (const { choices } of stream) {
  const [choice] = choices;
  process.stdout.write(choice?.delta.content ?? '');
  for (const delta of choice?.delta.tool_calls ?? []) assembler.add(delta);
  finishReason = choice?.finish_reason ?? finishReason;
}
console.log(`\n${finishReason}`);

const toolCalls = assembler
  .calls()
  .map(({ id, name, arguments: text }) => ({ id, type: 'function' as const, function: { name, arguments: text } }));
if (finishReason === 'tool_calls') {
  for (const { content } of await executeToolCalls(toolCalls, { executor })) console.log(content);
}

await executor.close();
await server.stop();
