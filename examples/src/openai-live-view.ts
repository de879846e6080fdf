import { setTimeout as sleep } from 'node:timers/promises';
import { LLMock } from '@copilotkit/aimock';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { runChat } from '@parallel-tools/openai';
import { createLogUpdate } from 'log-update';
import OpenAI from 'openai';
import { z } from 'zod';

// In place of a model's server: it streams three calls, and the first runs before the last has come.
const server = new LLMock({ port: 0 });
const toolCalls = ['tea', 'coffee', 'cocoa'].map((item) => ({ name: 'price', arguments: JSON.stringify({ item }) }));
server.on({ hasToolResult: false }, { toolCalls });
server.on({ hasToolResult: true }, { content: 'Tea is cheapest.' });
await server.start();

const price = defineTool({
  name: 'price',
  effects: 'read',
  input: z.object({ item: z.string() }),
  execute: async ({ item }) => {
    await sleep(item.length * 20);
    return `${item.length} €`;
  },
});
const executor = createExecutor({ tools: [price] });
const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none' }); // yours: new OpenAI()

// One line per call, redrawn in place; where nobody looks on, as in a log, only the last view is printed.
const lines = new Map<string, string>();
const view = createLogUpdate(process.stdout);
const show = (callId: string, text: string) => {
  lines.set(callId, text);
  if (process.stdout.isTTY) view([...lines.values()].join('\n'));
};

const messages = [{ role: 'user' as const, content: 'What is cheapest?' }];
let text = '';
let early = 0;
for await (const event of runChat(
  client,
  { model: 'gpt-5', messages, stream: true },
  { executor, eager: 'read-only' },
)) {
  if (event.type === 'call-start') show(event.callId, `… ${event.toolName}`);
  if (event.type === 'call-ready') show(event.callId, `▶ ${event.toolName} ${event.arguments}`);
  if (event.type === 'call-ready' && event.early) early += 1;
  if (event.type === 'tool-event' && event.event.type === 'call-end') {
    const { callId, result } = event.event;
    show(callId, `✓ ${lines.get(callId)?.slice(2)} → ${result.status === 'ok' ? result.output : result.status}`);
  }
  if (event.type === 'text-delta') text += event.text;
}
if (process.stdout.isTTY) view.done();
else console.log([...lines.values()].join('\n'));
console.log(`${text} ${early} calls started while the reply still streamed.`);

await executor.close();
await server.stop();
