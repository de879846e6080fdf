import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { runChat } from '@parallel-tools/openai';
import OpenAI from 'openai';
import { z } from 'zod';

// In place of a provider of your choice: both calls have index 0 and no id, and the finish reason is "stop".
const delta = (args: object) => ({ index: 0, function: { name: 'weather', arguments: JSON.stringify(args) } });
const replies = [
  [{ tool_calls: [delta({ city: 'Paris' })] }, { tool_calls: [delta({ city: 'Oslo' })] }],
  [{ content: 'Both are fine.' }],
];
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const each of replies.shift() ?? [])
    response.write(`data: ${JSON.stringify({ choices: [{ delta: each }] })}\n\n`);
  response.end(`data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

const weather = defineTool({
  name: 'weather',
  input: z.object({ city: z.string() }),
  execute: ({ city }) => `${city}: fine`,
});
const executor = createExecutor({ tools: [weather] });
// Yours, say: new OpenAI({ baseURL: 'http://localhost:11434/v1', apiKey: 'ollama' })
const client = new OpenAI({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey: 'none' });

const messages = [{ role: 'user' as const, content: 'How is the weather?' }];
const { messages: transcript } = await runChat(client, { model: 'any', messages, stream: true }, { executor }).result;
for (const message of transcript.slice(1)) {
  if (message.role === 'assistant' && message.tool_calls)
    console.log(message.tool_calls.map(({ id }) => id).join(', '));
  else console.log(`${message.role}: ${message.content}`);
}

await executor.close();
server.close();
server.closeAllConnections();
