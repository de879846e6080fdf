import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { LLMock } from '@copilotkit/aimock';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { runChat } from '@parallel-tools/openai';
import OpenAI from 'openai';
import { WebSocketServer } from 'ws';

const model = new LLMock({ port: 0 });
model.on({ hasToolResult: false }, { toolCalls: [{ name: 'time', arguments: '{}' }] });
model.on({ hasToolResult: true }, { content: 'It is noon.' });
await model.start();

const executor = createExecutor({ tools: [defineTool({ name: 'time', execute: () => '12:00' })] });
const client = new OpenAI({ baseURL: `${model.url}/v1`, apiKey: 'none' }); // yours: new OpenAI()

// The server: a message asks, every event of the run is a message. A socket that closes ends its runs.
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
server.on('connection', (socket) => {
  const left = new AbortController();
  socket.on('close', () => left.abort());
  socket.on('message', async (question) => {
    const messages = [{ role: 'user' as const, content: String(question) }];
    const run = runChat(client, { model: 'gpt-5', messages, stream: true }, { executor, signal: left.signal });
    for await (const { type } of run) if (type !== 'tool-event') socket.send(type);
  });
});
await once(server, 'listening');

// The browser.
const { port } = server.address() as AddressInfo;
const socket = new WebSocket(`ws://127.0.0.1:${port}`);
socket.onopen = () => socket.send('What time is it?');
await new Promise<void>((resolve) => {
  socket.onmessage = ({ data }) => {
    console.log(data);
    if (data === 'run-end') resolve();
  };
});
socket.close();

await executor.close();
server.close();
await model.stop();
