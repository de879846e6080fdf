// A small MCP server over stdio; started by langchain-mcp.ts.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const server = new McpServer({ name: 'pages', version: '1.0.0' });
const inputSchema = { query: z.string() };
server.registerTool('search', { inputSchema, annotations: { readOnlyHint: true } }, ({ query }) => ({
  content: [{ type: 'text', text: `3 pages about ${query}` }],
}));
server.registerTool('crawl', { inputSchema }, () => Promise.withResolvers<never>().promise);
await server.connect(new StdioServerTransport());
