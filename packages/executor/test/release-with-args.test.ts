import { describe, expect, it } from 'vitest';
import { createExecutor, type ToolCall } from '../src/index.js';
import { gatedTool, settle } from '../src/testing/index.js';

const call = (id: string, args: object = {}, rest: Partial<ToolCall> = {}) => ({ id, name: 't', args, ...rest });
const of = { jsonSchema: { type: 'object', properties: { of: { type: 'string' } } } } as const;

/** Runs, in the order in which they began, with the arguments that the tool got. */
function listing(options: object = {}) {
  const ran: string[] = [];
  const tool = {
    name: 't',
    input: of,
    execute: ({ of: text }: { of?: string }, { callId }: { callId: string }) => {
      ran.push(`${callId} ${text ?? ''}`.trim());
      return text ?? callId;
    },
    ...options,
  };
  return { ran, executor: createExecutor({ tools: [tool as never], references: true }) };
}

describe('a held call that is released with other arguments', () => {
  it('runs with them, under its id and in its place among the results', async () => {
    const { ran, executor } = listing();
    const batch = executor.open();
    const held = batch.add(call('a', { of: 'x' }), { hold: true });
    batch.add(call('b'));
    held.release({ args: { of: 'y' } });
    batch.seal();
    const { results } = await batch.result;
    expect(ran).toEqual(['b', 'a y']);
    expect(results).toMatchObject([
      { callId: 'a', output: 'y' },
      { callId: 'b', output: 'b' },
    ]);
  });

  it('still comes before what must come after it', async () => {
    const { ran, executor } = listing({ resources: [{ key: 'disk', access: 'write' }] });
    const batch = executor.open();
    const held = batch.add(call('a', { of: 'x' }), { hold: true });
    batch.add(call('b'));
    batch.add(call('c', {}, { dependsOn: ['a'] }));
    batch.seal();
    await settle();
    expect(ran).toEqual([]);
    held.release({ args: { of: 'y' } });
    await batch.result;
    expect(ran).toEqual(['a y', 'b', 'c']);
  });

  it('gives its output to the calls that refer to it', async () => {
    const { ran, executor } = listing();
    const batch = executor.open();
    const held = batch.add(call('a', { of: 'x' }), { hold: true });
    batch.add(call('b', { of: { $ref: 'a', path: '' } }));
    batch.seal();
    held.release({ args: { of: 'y' } });
    await batch.result;
    expect(ran).toEqual(['a y', 'b y']);
  });

  it('keeps its place in the queue', async () => {
    const tool = gatedTool('t');
    const executor = createExecutor({ tools: [tool], maxConcurrency: 1 });
    const batch = executor.open();
    batch.add(call('first'));
    const held = batch.add(call('held'), { hold: true });
    batch.add(call('last'));
    batch.seal();
    held.release({ args: { of: 'y' } });
    for (const run of [0, 1, 2]) {
      tool.open(run);
      await settle();
    }
    expect(tool.contexts.map(({ callId }) => callId)).toEqual(['first', 'held', 'last']);
  });

  it('may refer to calls before it, and waits for them', async () => {
    const { ran, executor } = listing();
    const batch = executor.open();
    const first = batch.add(call('first', { of: 'x' }), { hold: true });
    const held = batch.add(call('held'), { hold: true });
    held.release({ args: { of: { $ref: 'first', path: '' } } });
    await settle();
    expect(ran).toEqual([]);
    first.release();
    batch.seal();
    const { record } = await batch.result;
    expect(ran).toEqual(['first x', 'held x']);
    expect(record.edges).toMatchObject([{ from: 1, to: 2, reason: 'reference' }]);
  });

  it('needs no more what only its first arguments referred to', async () => {
    const { ran, executor } = listing();
    const batch = executor.open();
    batch.add(call('fails', { of: 1 }));
    const held = batch.add(call('held', { of: { $ref: 'fails', path: '' } }), { hold: true });
    held.release({ args: { of: 'y' } });
    batch.seal();
    expect((await batch.result).results.map(({ status }) => status)).toEqual(['error', 'ok']);
    expect(ran).toEqual(['held y']);
  });

  it.each([
    ['do not fit the tool', { of: 1 }, 'INVALID_ARGUMENTS'],
    ['refer to a call after it', { of: { $ref: 'later', path: '' } }, 'INVALID_REFERENCE'],
  ])('does not run when they %s', async (_why, args, code) => {
    const { ran, executor } = listing();
    const batch = executor.open();
    const held = batch.add(call('held'), { hold: true });
    batch.add(call('later'));
    held.release({ args });
    batch.seal();
    expect((await batch.result).results).toMatchObject([{ status: 'error', error: { code } }, { status: 'ok' }]);
    expect(ran).toEqual(['later']);
  });

  it('holds the resources that they name', async () => {
    const tool = gatedTool('t');
    const resources = ({ of: key }: { of: string }) => [{ key, access: 'write' as const }];
    const executor = createExecutor({ tools: [{ ...tool, input: of, resources: resources as never }] });
    const batch = executor.open();
    const held = batch.add(call('held', { of: 'x' }), { hold: true });
    batch.add(call('other', { of: 'y' }));
    held.release({ args: { of: 'y' } });
    batch.seal();
    await settle();
    expect(tool.startCount).toBe(1);
    tool.open(0);
    await settle();
    expect(tool.startCount).toBe(2);
    tool.open(1);
    await batch.result;
  });

  it('takes no notice of a check of its first arguments that ends later', async () => {
    const checks = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let asked = 0;
    const input = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: async (value: unknown) => {
          await checks[asked++]?.promise;
          return { value };
        },
      },
    };
    const { ran, executor } = listing({ input });
    const batch = executor.open();
    const held = batch.add(call('held', { of: 'x' }), { hold: true });
    held.release({ args: { of: 'y' } });
    batch.seal();
    checks[1]?.resolve();
    await settle();
    checks[0]?.resolve();
    await batch.result;
    expect(ran).toEqual(['held y']);
  });

  it('is not held any more: a second release changes nothing', async () => {
    const { ran, executor } = listing();
    const batch = executor.open();
    const held = batch.add(call('held'), { hold: true });
    held.release({ args: { of: 'y' } });
    held.release({ args: { of: 'z' } });
    const gone = batch.add(call('gone'), { hold: true });
    gone.discard();
    gone.release({ args: { of: 'z' } });
    batch.seal();
    await batch.result;
    expect(ran).toEqual(['held y']);
  });
});
