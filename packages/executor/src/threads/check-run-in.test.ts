import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { defineTool } from '../tool.js';
import type { Tool } from '../types.js';

const here = new URL(import.meta.url);
const execute = (): number => 1;
const runner = { run: () => 1 };

it.each<Partial<Tool<undefined>>>([
  { runIn: 'thread', module: here, export: 'run' },
  { runIn: 'thread', module: here.href },
  { runIn: 'thread', module: fileURLToPath(here) },
  { runIn: runner },
  { runIn: runner, module: 'npm:far', export: 'run' },
  { runIn: 'inline', execute },
])('takes %o', (tool) => {
  const whole = { name: 'hash', ...tool };
  expect(defineTool(whole)).toBe(whole);
});

it.each([
  [{}, 'execute must be a function, got undefined'],
  [{ runIn: 'worker' }, `runIn must be 'inline', 'thread' or a runner with a method run, got "worker"`],
  [{ runIn: {} }, "runIn must be 'inline', 'thread' or a runner with a method run, got an object"],
  [{ execute, module: here.href }, "module needs runIn: 'thread' or a runner, got"],
  [{ execute, export: 'run' }, `export needs runIn: 'thread' or a runner, got "run"`],
  [{ runIn: 'thread', module: here, execute }, 'execute would never run, as runIn says where the tool runs'],
  [{ runIn: 'thread', module: here, export: '' }, 'export must be the name of an export, got ""'],
  [{ runIn: 'thread' }, 'module must be a URL or an absolute path, as in new URL('],
  [{ runIn: 'thread', module: './hash.js' }, 'got "./hash.js"'],
  [
    { runIn: 'thread', module: 'https://example.org/hash.js' },
    'module must be a file, got "https://example.org/hash.js"',
  ],
  [
    { runIn: 'thread', module: new URL('./gone.js', here) },
    /module must be a file that is there, got "file:.*gone\.js"/,
  ],
  [{ runIn: runner, module: 7 }, 'module must be a URL or an absolute path'],
])('refuses %o: %s', (tool, message) => {
  expect(() => defineTool({ name: 'hash', ...tool } as Tool<undefined>)).toThrow(message);
});
