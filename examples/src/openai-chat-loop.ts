import { LLMock } from '@copilotkit/aimock';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { runChat } from '@parallel-tools/openai';
import OpenAI from 'openai';
import { z } from 'zod';

// In place of a model's server: it asks for the weather in three cities in one turn, then answers.
const server = new LLMock({ port: 0 });
const toolCalls = ['Paris', 'Oslo', 'Rome'].map((city) => ({ name: 'weather', arguments: JSON.stringify({ city }) }));
server.on({ hasToolResult: false }, { toolCalls });
server.on({ hasToolResult: true }, { content: 'It is warmest in Rome.' });
await server.start();

const weather = defineTool({
  name: 'weather',
  description: 'Temperature of a city, in °C.',
  input: z.object({ city: z.string() }),
  timeoutMs: 5_000,
  execute: ({ city }) => ({ city, celsius: city.length * 4 }),
});

const executor = createExecutor({ tools: [weather], maxConcurrency: 10 });
const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none' }); // yours: new OpenAI()

const run = runChat(
  client,
  { model: 'gpt-5', messages: [{ role: 'user', content: 'Where is it warmest?' }], stream: true },
  { executor, maxTurns: 5 },
);
for await (const event of run) {
  if (event.type === 'call-ready') console.log(`${event.toolName} ${event.arguments}`);
  if (event.type === 'text-delta') process.stdout.write(event.text);
}

const { status, messages, batches } = await run.result;
console.log(`\n${status}: ${messages.length} messages, ${batches[0]?.stats.okCount} calls ok`);

await executor.close();
await server.stop();
