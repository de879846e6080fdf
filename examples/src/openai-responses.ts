import { LLMock } from '@copilotkit/aimock';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { runResponses } from '@parallel-tools/openai';
import OpenAI from 'openai';
import { z } from 'zod';

// In place of a model's server: it asks for two rates in one turn, then answers.
const server = new LLMock({ port: 0 });
const toolCalls = ['USD', 'JPY'].map((currency) => ({ name: 'rate', arguments: JSON.stringify({ currency }) }));
server.on({ hasToolResult: false }, { toolCalls });
server.on({ hasToolResult: true }, { content: 'One euro buys more yen.' });
await server.start();

const rate = defineTool({
  name: 'rate',
  effects: 'read',
  input: z.object({ currency: z.string() }),
  execute: ({ currency }) => (currency === 'JPY' ? 180 : 1.2),
});
const executor = createExecutor({ tools: [rate] });
const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none' }); // yours: new OpenAI()

const body = { model: 'gpt-5', input: 'What does a euro buy?', stream: true } as const;
const { status, text, items } = await runResponses(client, body, { executor, eager: 'read-only' }).result;
for (const item of items) if (item.type === 'function_call_output') console.log(item.output);
console.log(`${status}: ${text}`);

await executor.close();
await server.stop();
