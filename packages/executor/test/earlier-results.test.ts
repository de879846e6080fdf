import { expect, it } from 'vitest';
import { createExecutor, ExecutorError } from '../src/index.js';

const give = { name: 'give', execute: ({ value }: { value: unknown }) => value };

it('ends a call with the result it had before, and lets others refer to it', async () => {
  let runs = 0;
  const count = { name: 'count', maxConcurrency: 1, execute: () => ++runs };
  const executor = createExecutor({ tools: [give, count], references: true });
  const batch = executor.open();
  batch.add({ id: 'a', name: 'count', args: {} }, { result: { status: 'ok', output: { n: 7 } } });
  batch.add({ id: 'b', name: 'give', args: { value: { $ref: 'a', path: '/n' } } });
  batch.seal();
  const { results, record, success } = await batch.result;
  expect(results).toMatchObject([
    { status: 'ok', callId: 'a', toolName: 'count', output: { n: 7 } },
    { status: 'ok', callId: 'b', output: 7 },
  ]);
  expect(success).toBe(true);
  expect(runs).toBe(0);
  expect(record.calls[0]).toMatchObject({ source: 'earlier-batch', attempts: [] });
  expect(executor.stats()).toMatchObject({ callCount: 1 });
});

it('skips what needs a call that failed before', async () => {
  const batch = createExecutor({ tools: [give], references: true, onError: 'fail-fast' }).open();
  const error = new ExecutorError('TOOL_FAILED', 'no good');
  batch.add({ id: 'a', name: 'give', args: {} }, { result: { status: 'error', error } });
  batch.add({ id: 'b', name: 'give', args: { value: '${calls.1}' } });
  batch.add({ id: 'c', name: 'give', args: { value: 3 } });
  batch.seal();
  expect((await batch.result).results).toMatchObject([
    { status: 'error', error },
    { status: 'skipped', failedDependencyId: 'a' },
    { status: 'ok', output: 3 },
  ]);
});

it('numbers calls by their positions in the message', async () => {
  const batch = createExecutor({ tools: [give], references: true }).open();
  batch.add({ id: 'b', name: 'give', args: { value: 'second' }, position: 2 });
  batch.add({ id: 'c', name: 'give', args: { value: '${calls.2}' }, position: 3 });
  batch.add({ id: 'd', name: 'give', args: { value: '${calls.1}' }, position: 4 });
  batch.seal();
  const { results } = await batch.result;
  expect(results[1]).toMatchObject({ output: 'second' });
  expect(results[2]).toMatchObject({
    error: {
      code: 'INVALID_REFERENCE',
      message: expect.stringContaining('it may refer to 2 = give (b), 3 = give (c)'),
    },
  });
  for (const position of [0, 1.5, Number.NaN]) {
    const other = createExecutor({ tools: [give] }).open();
    expect(() => other.add({ id: 'a', name: 'give', args: {}, position })).toThrow(
      'position must be a positive integer',
    );
  }
});

it('reads references in the batches that ask for it, and what they see of an output', async () => {
  const executor = createExecutor({ tools: [give] });
  const calls = [
    { id: 'a', name: 'give', args: { value: { text: '{"n":1}' } } },
    { id: 'b', name: 'give', args: { value: { $ref: '1', path: '/n' } } },
  ];
  const referenceValue = (output: unknown) => JSON.parse((output as { text: string }).text);
  const { results } = await executor.execute(calls, { references: true, referenceValue });
  expect(results).toMatchObject([{ output: { text: '{"n":1}' } }, { output: 1 }]);
  expect((await executor.execute(calls)).results[1]).toMatchObject({ output: { $ref: '1', path: '/n' } });
  const reading = createExecutor({ tools: [give], references: true });
  expect((await reading.execute(calls, { references: false })).results[1]).toMatchObject({
    output: { $ref: '1', path: '/n' },
  });
  await expect(executor.execute([], { references: 'yes' as never })).rejects.toThrow('references must be');
});

it('answers a reference to an output that cannot be seen', async () => {
  const referenceValue = () => {
    throw new Error('no');
  };
  const { results } = await createExecutor({ tools: [give] }).execute(
    [
      { id: 'a', name: 'give', args: { value: 1 } },
      { id: 'b', name: 'give', args: { value: '${calls.1}' } },
    ],
    { references: true, referenceValue },
  );
  expect(results[1]).toMatchObject({ status: 'error', error: { code: 'INVALID_REFERENCE' } });
});
