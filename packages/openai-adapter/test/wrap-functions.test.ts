import { createExecutor, defineTool } from '@parallel-tools/executor';
import { zodFunction } from 'openai/helpers/zod';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { wrapFunctions } from '../src/index.js';
import { CLIENTS } from './clients.js';
import { openReplayServer } from './open-replay-server.js';
import { answersOf, QUESTION } from './support.js';

const server = await openReplayServer();
// The messages are the client's own here: some of its versions send fields that no request may have.
afterEach(() => server.script());

const call = (id: string, name: string, args = '{"n":1}') => ({ id, name, arguments: args });
const input = z.object({ n: z.number() });

/** Two of each kind would be one too many: kinds differ by how the client finds what to call. */
function toolsOf(run: (name: string, args: unknown) => unknown) {
  const jsonSchema = { type: 'object', properties: { n: { type: 'number' } } };
  const parse = (text: string) => input.parse(JSON.parse(text));
  return [
    zodFunction({ name: 'zod', parameters: input, function: (args) => run('zod', args) }),
    {
      type: 'function',
      function: {
        name: 'parsed',
        description: '',
        parameters: jsonSchema,
        parse,
        function: (args: unknown) => run('parsed', args),
      },
    },
    {
      type: 'function',
      function: {
        description: '',
        parameters: jsonSchema,
        function: function raw(text: string) {
          return run('raw', text);
        },
      },
    },
  ] as const;
}

it.each(CLIENTS)('runs the functions of runTools through the executor, with openai %s', async (version, OpenAI) => {
  const executed: unknown[] = [];
  const executor = createExecutor({ tools: [], maxConcurrency: 2 });
  const batches: number[] = [];
  executor.subscribe((event) => event.type === 'batch-end' && batches.push(event.result.results.length));
  const tools = wrapFunctions(
    toolsOf((name, args) => executed.push([name, args])),
    { executor },
  );
  server.script({ calls: [call('a', 'zod'), call('b', 'parsed'), call('c', 'raw')] }, { text: 'done' });
  const client = server.clientOf(OpenAI);
  const runner = client.chat.completions.runTools({ model: 'm', messages: QUESTION, tools: tools as never });
  expect(await runner.finalContent()).toBe('done');
  expect(executed).toHaveLength(3);
  expect(executed).toEqual(
    expect.arrayContaining([
      ['zod', { n: 1 }],
      ['parsed', { n: 1 }],
      ['raw', '{"n":1}'],
    ]),
  );
  expect(batches.reduce((sum, count) => sum + count, 0)).toBe(3);
  // Before version 6 they run one after the other.
  if (version === '7') expect(batches).toEqual([3]);
});

it.each(CLIENTS)(
  'answers a function that fails, or hangs, with an error, and keeps the results of the others: openai %s',
  async (_version, OpenAI) => {
    const limits = (name: string, timeoutMs?: number) => defineTool({ name, timeoutMs, execute: () => undefined });
    const executor = createExecutor({ tools: [limits('zod', 1), limits('other')] });
    const run = (name: string) => {
      if (name === 'zod') return new Promise(() => undefined);
      if (name === 'parsed') throw new Error('it broke');
      return 'fine';
    };
    server.script({ calls: [call('a', 'zod'), call('b', 'parsed'), call('c', 'raw')] }, { text: 'done' });
    const runner = server.clientOf(OpenAI).chat.completions.runTools({
      model: 'm',
      messages: QUESTION,
      tools: wrapFunctions(toolsOf(run), { executor }) as never,
    });
    expect(await runner.finalContent()).toBe('done');
    expect(answersOf(server.requests[1]?.messages ?? [])).toEqual([
      { code: 'tool_timeout', message: 'no result within 1 ms' },
      { code: 'tool_failed', message: expect.stringContaining('it broke') },
      'fine',
    ]);
  },
);

it('leaves the user’s tools, and those with nothing to call, as they are', () => {
  const executor = createExecutor({ tools: [] });
  const description = { type: 'function', function: { name: 'described' } };
  const tools = [...toolsOf(() => 1), description];
  const functions = tools.map((tool) => (tool as { function: { function?: unknown } }).function.function);
  const wrapped = wrapFunctions(tools, { executor });
  expect(wrapped[3]).toBe(description);
  expect(tools.map((tool) => (tool as { function: { function?: unknown } }).function.function)).toEqual(functions);
});
