import { createExecutor, defineTool } from '@parallel-tools/executor';
import { z } from 'zod';

const files = new Map<string, string>();

const login = defineTool({ name: 'login', execute: () => 'welcome' });
const write = defineTool({
  name: 'write',
  input: z.object({ path: z.string(), text: z.string() }),
  dependsOn: ['login'], // every login of the batch ends `ok` first
  resources: ({ path }) => [{ key: `file:${path}`, access: 'write' }],
  execute: ({ path, text }) => {
    files.set(path, text);
    return 'written';
  },
});
const read = defineTool({
  name: 'read',
  input: z.object({ path: z.string() }),
  resources: ({ path }) => [{ key: `file:${path}`, access: 'read' }],
  execute: ({ path }) => files.get(path),
});
const backup = defineTool({ name: 'backup', exclusive: true, execute: () => `${files.size} files` });

const executor = createExecutor({ tools: [login, write, read, backup] });
const calls = [
  { id: 'in', name: 'login', args: {} },
  { id: 'w1', name: 'write', args: { path: 'tea.txt', text: 'green' } },
  { id: 'w2', name: 'write', args: { path: 'milk.txt', text: 'oat' } },
  { id: 'r1', name: 'read', args: { path: 'tea.txt' } },
  { id: 'r2', name: 'read', args: { path: 'tea.txt' }, dependsOn: ['w2'] },
  { id: 'b1', name: 'backup', args: {} },
];

const { levels, edges } = executor.plan(calls); // runs nothing
console.log(levels.map((ids) => ids.join(' ')).join(' | '));
for (const { from, to, reason } of edges) console.log(`${to} waits for ${from}: ${reason}`);

const { results } = await executor.execute(calls);
console.log(results.map((result) => (result.status === 'ok' ? result.output : result.status)));
await executor.close();
