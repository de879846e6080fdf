import { LLMock } from '@copilotkit/aimock';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { executeToolCalls, toChatTools } from '@parallel-tools/openai';
import OpenAI from 'openai';
import { z } from 'zod';

// In place of a model's server: it asks for two tools in one turn, one of them with arguments that are no good.
const server = new LLMock({ port: 0 });
const toolCalls = [
  { name: 'stock', arguments: '{"item":"tea"}' },
  { name: 'stock', arguments: '{"item":' },
];
server.on({ hasToolResult: false }, { toolCalls });
server.on({ hasToolResult: true }, { content: 'There are 12 boxes of tea.' });
await server.start();

const stock = defineTool({
  name: 'stock',
  description: 'Boxes of an item in stock.',
  input: z.object({ item: z.string() }),
  execute: () => ({ boxes: 12 }),
});
const executor = createExecutor({ tools: [stock] });
const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none' }); // yours: new OpenAI()

const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'How much tea is there?' }];
const tools = toChatTools(executor);
while (true) {
  const completion = await client.chat.completions.create({ model: 'gpt-5', messages, tools });
  const [choice] = completion.choices;
  // A reply that was cut must not have its calls executed.
  if (choice?.finish_reason !== 'stop' && choice?.finish_reason !== 'tool_calls') break;
  const answers = await executeToolCalls(choice.message.tool_calls, { executor });
  messages.push(choice.message, ...answers);
  if (answers.length === 0) break;
}
for (const message of messages.slice(2)) console.log(`${message.role}: ${message.content}`);

await executor.close();
await server.stop();
