import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LLMock } from '@copilotkit/aimock';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { runChat } from '@parallel-tools/openai';
import OpenAI from 'openai';

const model = new LLMock({ port: 0 });
model.on({ hasToolResult: false }, { toolCalls: [{ name: 'time', arguments: '{}' }] });
model.on({ hasToolResult: true }, { content: 'It is noon.' });
await model.start();

const executor = createExecutor({ tools: [defineTool({ name: 'time', execute: () => '12:00' })] });
const client = new OpenAI({ baseURL: `${model.url}/v1`, apiKey: 'none' }); // yours: new OpenAI()

// The server: every event of a run is one event of the stream. A browser that leaves ends the run.
const server = createServer(async (_request, response) => {
  const left = new AbortController();
  response.on('close', () => left.abort());
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const messages = [{ role: 'user' as const, content: 'What time is it?' }];
  const run = runChat(client, { model: 'gpt-5', messages, stream: true }, { executor, signal: left.signal });
  // Not all events are for others' eyes: results of tools stay here.
  for await (const event of run) {
    if (event.type === 'text-delta' || event.type === 'call-ready' || event.type === 'run-end')
      response.write(`data: ${JSON.stringify(event)}\n\n`);
  }
  response.end();
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

// The browser: new EventSource('/run').onmessage = ({ data }) => …
const { port } = server.address() as AddressInfo;
const { body } = await fetch(`http://127.0.0.1:${port}/run`);
for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
  for (const line of piece.split('\n')) if (line.startsWith('data: ')) console.log(JSON.parse(line.slice(6)).type);
}

await executor.close();
server.close();
await model.stop();
