import { createExecutor } from '@parallel-tools/executor';
import { standardFunction } from 'openai/helpers/standard-schema';
import { zodFunction, zodResponsesFunction } from 'openai/helpers/zod';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { type ChatBody, callableTool, runChat } from '../src/index.js';
import { openReplayServer } from './open-replay-server.js';
import { answersOf, QUESTION, resultOf } from './support.js';

const server = await openReplayServer();

const parameters = z.object({ a: z.number(), b: z.number() });
const sum = ({ a, b }: { a: number; b: number }) => a + b;
const jsonSchema = { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } } };

const TOOLS: [string, unknown][] = [
  ['zodFunction', zodFunction({ name: 'sum', parameters, function: sum })],
  ['zodResponsesFunction', zodResponsesFunction({ name: 'sum', parameters, function: sum })],
  ['standardFunction', standardFunction({ name: 'sum', parameters, function: sum })],
  [
    'a runTools tool with a parser',
    {
      type: 'function',
      function: {
        name: 'sum',
        parameters: jsonSchema,
        parse: (text: string) => parameters.parse(JSON.parse(text)),
        function: sum,
      },
    },
  ],
  [
    'a runTools tool without one',
    {
      type: 'function',
      function: {
        name: 'sum',
        parameters: jsonSchema,
        function: (text: string) => sum(parameters.parse(JSON.parse(text))),
      },
    },
  ],
];

it.each(TOOLS)('%s is executed as it is', async (_kind, tool) => {
  const executor = createExecutor({ tools: [callableTool(tool)!] });
  const ok = await executor.execute([{ id: 'a', name: 'sum', args: { a: 1, b: 2 } }]);
  expect(ok.results[0]).toMatchObject({ status: 'ok', output: 3 });
  const wrong = await executor.execute([{ id: 'a', name: 'sum', args: { a: 1 } }]);
  expect(wrong.results[0]).toMatchObject({ status: 'error' });
});

it.each(TOOLS.filter(([kind]) => kind !== 'zodResponsesFunction'))(
  '%s in the body is offered and executed',
  async (_kind, tool) => {
    server.script({ calls: [{ id: 'a', name: 'sum', arguments: '{"a":1,"b":2}' }] }, { text: 'ok' });
    const body = { model: 'm', messages: QUESTION, tools: [tool] } as ChatBody;
    const { messages } = await resultOf(runChat(server.client, body, { executor: createExecutor({ tools: [] }) }));
    expect(answersOf(messages)).toEqual(['3']);
    expect(server.requests[0]?.tools).toHaveLength(1);
  },
);

it('there is nothing to call in a tool that is a description alone', () => {
  for (const tool of [null, 'x', {}, { type: 'function', function: { name: 'sum' } }, { type: 'web_search' }])
    expect(callableTool(tool)).toBeNull();
});
