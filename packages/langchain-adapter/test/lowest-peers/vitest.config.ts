import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitest/config';

/** The adapter's peers, wherever they are imported, are those installed here. */
const lowestPeers: Plugin = {
  name: 'lowest-peers',
  enforce: 'pre',
  resolveId(source, _importer, options) {
    if (!/^(@langchain\/(core|langgraph|openai)|langchain)(\/|$)/.test(source)) return null;
    return this.resolve(source, fileURLToPath(import.meta.url), { ...options, skipSelf: true });
  },
};

const root = path.resolve(import.meta.dirname, '../..');
// Packages and processes with peers of their own, which would get the newest; and what is told of references, whose strict schemas
// the OpenAI client of that age refuses beside structured output.
const others = ['deep-agents', 'mcp', 'killed-agent', 'migration-page', 'references-told'];

export default defineConfig({
  root,
  plugins: [lowestPeers],
  test: {
    name: 'lowest peers of the LangChain adapter',
    include: ['src/**/*.test.ts', 'test/*.test.ts', 'test/lowest-peers/*.test.ts'],
    exclude: others.map((name) => `test/${name}.test.ts`),
  },
});
