// An MCP server over stdio. Its tools say of themselves what they do; `hang` never answers, and `cancelled` answers once the
// client has given up that call of it.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const server = new McpServer({ name: 'test', version: '1' });
const cancelled = new Map<string, PromiseWithResolvers<void>>();
const cancellationOf = (name: string) => {
  const known = cancelled.get(name) ?? Promise.withResolvers<void>();
  cancelled.set(name, known);
  return known;
};
let tries = 0;
const text = (content: string) => ({ content: [{ type: 'text' as const, text: content }] });

server.registerTool(
  'look',
  { inputSchema: { n: z.number() }, annotations: { readOnlyHint: true } },
  ({ n }: { n: number }) => text(`looked ${n}`),
);
server.registerTool('save', { inputSchema: { n: z.number() }, annotations: { destructiveHint: true } }, () => {
  tries += 1;
  throw new Error(`save failed ${tries}`);
});
server.registerTool('put', { inputSchema: { n: z.number() }, annotations: { idempotentHint: true } }, () => {
  tries += 1;
  if (tries % 2 === 1) throw new Error('put failed');
  return text('put');
});
server.registerTool('hang', { inputSchema: { name: z.string() } }, ({ name }, { signal }) => {
  signal.addEventListener('abort', () => cancellationOf(name).resolve());
  return Promise.withResolvers<never>().promise;
});
server.registerTool('cancelled', { inputSchema: { name: z.string() } }, async ({ name }) => {
  await cancellationOf(name).promise;
  return text('yes');
});

await server.connect(new StdioServerTransport());
