import { setTimeout as sleep } from 'node:timers/promises';
import { LLMock } from '@copilotkit/aimock';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { type CallDecision, type RequestedCall, runChat } from '@parallel-tools/openai';
import OpenAI from 'openai';
import { z } from 'zod';

// In place of a model's server: it looks a file up and deletes two, one of which nobody should.
const server = new LLMock({ port: 0 });
const call = (name: string, path: string) => ({ name, arguments: JSON.stringify({ path }) });
server.on(
  { hasToolResult: false },
  { toolCalls: [call('remove', '/etc'), call('remove', 'notes.txt'), call('size', 'notes.txt')] },
);
server.on({ hasToolResult: true }, { content: 'One is gone, one I may not touch.' });
await server.start();

const input = z.object({ path: z.string() });
const tool = (name: string, execute: (path: string) => string) =>
  defineTool({ name, input, execute: ({ path }) => execute(path) });
const executor = createExecutor({
  tools: [tool('size', () => '12 bytes'), tool('remove', (path) => `removed ${path}`)],
});
const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none' }); // yours: new OpenAI()

/** Somebody at a desk, who takes a while. The look-up does not wait for them. */
async function ask({ args }: RequestedCall): Promise<CallDecision> {
  const { path } = args as { path: string };
  await sleep(50);
  if (path.startsWith('/')) return { deny: `nobody removes ${path}` };
  return { args: { path: `trash/${path}` } };
}

const run = runChat(
  client,
  { model: 'gpt-5', messages: [{ role: 'user', content: 'Tidy up.' }] },
  { executor, onToolCall: (request) => (request.toolName === 'remove' ? ask(request) : 'allow') },
);
for await (const event of run) {
  if (event.type === 'tool-event' && event.event.type === 'call-end' && event.event.result.status === 'ok')
    console.log(`${event.event.toolName}: ${event.event.result.output}`);
}
const { messages } = await run.result;
for (const { role, content } of messages.slice(2)) console.log(`${role}: ${content}`);

await executor.close();
await server.stop();
