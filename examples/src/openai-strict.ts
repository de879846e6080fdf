import { LLMock } from '@copilotkit/aimock';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { runChat, toChatTools } from '@parallel-tools/openai';
import OpenAI from 'openai';
import { z } from 'zod';

// In place of a model's server: under a strict schema a model names every property, with null for what it leaves out.
const server = new LLMock({ port: 0 });
const args = { city: 'Oslo', days: null, near: { km: 20, unit: null } };
server.on({ hasToolResult: false }, { toolCalls: [{ name: 'weather', arguments: JSON.stringify(args) }] });
server.on({ hasToolResult: true }, { content: 'Take a coat.' });
await server.start();

const weather = defineTool({
  name: 'weather',
  description: 'Weather of a city.',
  input: z.object({
    city: z.string().min(2),
    days: z.number().default(1),
    near: z.object({ km: z.number(), unit: z.string().optional() }).optional(),
  }),
  execute: (given) => JSON.stringify(given),
});
const executor = createExecutor({ tools: [weather] });
const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none' }); // yours: new OpenAI()

const [tool] = toChatTools(executor, { strict: true });
if (tool?.type !== 'function') throw new Error('an executor offers functions');
const { properties = {}, required } = tool.function.parameters ?? {};
for (const [name, schema] of Object.entries(properties as object)) console.log(`${name}: ${JSON.stringify(schema)}`);
console.log(`required: ${required}`);

const messages = [{ role: 'user' as const, content: 'Do I need a coat?' }];
const run = runChat(client, { model: 'gpt-5', messages }, { executor, strict: true });
const { messages: transcript } = await run.result;
console.log('the tool got', transcript.find(({ role }) => role === 'tool')?.content);

await executor.close();
await server.stop();
