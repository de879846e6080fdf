import { expect, it } from 'vitest';
import { z } from 'zod';
import { createExecutor, defineTool } from '../src/index.js';

const give = { name: 'give', execute: ({ value }: { value: unknown }) => value };
const double = defineTool({ name: 'double', input: z.object({ n: z.number() }), execute: ({ n }) => n * 2 });

it('gives a call the outputs it refers to, typed or within a text, and checks its arguments then', async () => {
  const executor = createExecutor({ tools: [give, double], references: true });
  const { results, record } = await executor.execute([
    { id: 'a', name: 'give', args: { value: { items: [{ n: 21 }], name: 'tea' } } },
    { id: 'b', name: 'double', args: { n: { $ref: '1', path: '/items/0/n' } } },
    { id: 'c', name: 'give', args: { value: 'two ${calls.a.name}: ${calls.2}' } },
    { id: 'd', name: 'double', args: { n: '${calls.a.name}' } },
  ]);
  expect(results.slice(1, 3)).toMatchObject([{ output: 42 }, { output: 'two tea: 42' }]);
  expect(results[3]).toMatchObject({ status: 'error', error: { code: 'INVALID_ARGUMENTS' } });
  expect(record.edges.map(({ from, to, reason }) => `${from} ${to} ${reason}`)).toEqual([
    '1 2 reference',
    '1 3 reference',
    '2 3 reference',
    '1 4 reference',
  ]);
});

it('answers references that lead nowhere with what was there instead', async () => {
  const executor = createExecutor({ tools: [give, double], references: true });
  const { results } = await executor.execute([
    { id: 'a', name: 'give', args: { value: { n: [1, 2, 3] } } },
    { id: 'b', name: 'give', args: { value: { $ref: '1', path: '/n/7' } } },
    { id: 'c', name: 'give', args: { value: '${calls.nobody}' } },
    { id: 'd', name: 'give', args: { value: '${calls.d}' } },
    { id: 'e', name: 'give', args: { value: '${calls.f}' } },
    { id: 'f', name: 'double', args: { n: 'no number' } },
    { id: 'g', name: 'give', args: { value: '${calls.f}' } },
  ]);
  const codes = results.map((result) => (result.status === 'error' ? result.error.code : result.status));
  const wrong = 'INVALID_REFERENCE';
  expect(codes).toEqual(['ok', wrong, wrong, wrong, wrong, 'INVALID_ARGUMENTS', 'skipped']);
  expect(results[1]).toMatchObject({ error: { message: expect.stringContaining('"/n" is an array of 3') } });
});

it('takes arguments as they are unless references are on', async () => {
  const args = { value: { $ref: '1' } };
  const { results } = await createExecutor({ tools: [give] }).execute([
    { id: 'a', name: 'give', args },
    { id: 'b', name: 'give', args: { value: '${calls.1}' } },
  ]);
  expect(results).toMatchObject([{ output: { $ref: '1' } }, { output: '${calls.1}' }]);
});

it('reads other notations when told to, and takes what names no call for text', async () => {
  const executor = createExecutor({ tools: [give], references: { notations: ['llm-compiler'] } });
  const { results } = await executor.execute([
    { id: 'a', name: 'give', args: { value: 'tea' } },
    { id: 'b', name: 'give', args: { value: '$1 for $5' } },
  ]);
  expect(results[1]).toMatchObject({ output: 'tea for $5' });
});

it('orders a call whose resources show only with its outputs after all that came before it on any resource', async () => {
  const order: string[] = [];
  const write = {
    name: 'write',
    resources: ({ path }: { path: string }) => [{ key: path, access: 'write' as const }],
    execute: (_: unknown, { callId }: { callId: string }) => void order.push(callId),
  };
  const executor = createExecutor({ tools: [give, write], references: true });
  await executor.execute([
    { id: 'a', name: 'give', args: { value: 'x' } },
    { id: 'b', name: 'write', args: { path: { $ref: 'a' } } },
    { id: 'c', name: 'write', args: { path: 'x' } },
  ]);
  expect(order).toEqual(['b', 'c']);
});

it('ends a call whose tool cannot say what it touches', async () => {
  const tool = (name: string, resources: never) => ({ name, resources, execute: () => 1 });
  const executor = createExecutor({
    tools: [
      tool('throws', (() => {
        throw new Error('no');
      }) as never),
      tool('nonsense', (() => 'disk') as never),
    ],
  });
  const { results } = await executor.execute([
    { id: 'a', name: 'throws', args: {} },
    { id: 'b', name: 'nonsense', args: {} },
  ]);
  expect(results).toMatchObject([{ error: { code: 'TOOL_FAILED' } }, { error: { code: 'TOOL_FAILED' } }]);
});
