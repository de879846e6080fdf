import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { compileTool } from '../tool.js';
import type { AnyTool } from '../types.js';
import { validateArgs } from './validate-args.js';

const execute = () => 'done';
const weather = compileTool({
  name: 'weather',
  input: z.object({ city: z.string(), days: z.number().default(3) }),
  execute,
});
const validate = (tool: { input?: AnyTool['input'] }, args: unknown) =>
  validateArgs(compileTool({ name: 'weather', execute, ...tool }), { id: 'c1', name: 'weather', args });

it('gives the arguments as the schema returns them, defaults filled in', () => {
  expect(validateArgs(weather, { id: 'c1', name: 'weather', args: { city: 'Oslo' } })).toEqual({
    ok: true,
    args: { city: 'Oslo', days: 3 },
  });
});

it('says which arguments are wrong, and not what they were', () => {
  const result = validateArgs(weather, { id: 'c1', name: 'weather', args: { city: 42424242, days: 'secret' } });
  expect(result).toMatchObject({
    ok: false,
    error: {
      code: 'INVALID_ARGUMENTS',
      callId: 'c1',
      toolName: 'weather',
      issues: [{ path: 'city' }, { path: 'days' }],
    },
  });
  expect(String(!('then' in result) && !result.ok && result.error.message)).not.toMatch(/secret|42424242/);
});

it.each([
  [null, 'null'],
  [undefined, 'undefined'],
  ['{}', 'string'],
  [[], 'an array'],
  [Number.NaN, 'number'],
])('refuses %j, which is no object', (args, kind) => {
  expect(validate({}, args)).toMatchObject({
    ok: false,
    error: { issues: [{ message: `arguments must be an object, got ${kind}` }] },
  });
});

it('takes any object where the tool has no input, whatever its keys', () => {
  const args = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as object;
  expect(validate({}, args)).toEqual({ ok: true, args });
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

it('checks a JSON Schema of draft-07 and of 2020-12', () => {
  const properties = { pair: { type: 'array', prefixItems: [{ type: 'number' }] } };
  expect(validate({ input: { jsonSchema: { type: 'object', properties } } }, { pair: ['x'] })).toMatchObject({
    ok: false,
  });
  const draft7 = { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', required: ['a'] };
  expect(validate({ input: { jsonSchema: draft7 } }, {})).toMatchObject({ ok: false });
  expect(validate({ input: { jsonSchema: draft7 } }, { a: 1 })).toEqual({ ok: true, args: { a: 1 } });
});

it('waits for a schema that checks asynchronously', async () => {
  const input = z.object({ city: z.string().refine(async (city) => city === 'Oslo', 'is no city') });
  await expect(validate({ input }, { city: 'Oslo' })).resolves.toMatchObject({ ok: true });
  await expect(validate({ input }, { city: 'x' })).resolves.toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('city: is no city') },
  });
});

it('makes a result of a getter that throws and of nesting beyond the stack', async () => {
  const hostile = {
    get city() {
      throw new Error('a getter that throws');
    },
  };
  const input = z.object({ city: z.string() });
  expect(await validate({ input }, hostile)).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('a getter that throws') },
  });
  let deep: object = {};
  for (let depth = 0; depth < 100_000; depth++) deep = { deep };
  const recursive = {
    $defs: { node: { type: 'object', properties: { deep: { $ref: '#/$defs/node' } } } },
    $ref: '#/$defs/node',
  };
  expect(validate({ input: { jsonSchema: recursive } }, deep)).toMatchObject({ ok: false });
});

describe('a schema that does not keep to its contract', () => {
  const withCheck = (answer: () => unknown) =>
    validate({ input: { '~standard': { version: 1, vendor: 'test', validate: answer } } as never }, {});

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a path of no keys', { issues: [{ message: 'is wrong', path: [null] }] }],
    ['a path that is none', { issues: [{ message: 'is wrong', path: 7 }] }],
  ])('makes a result of %s, at once and later', async (_what, answer) => {
    const invalid = { ok: false, error: { code: 'INVALID_ARGUMENTS' } };
    expect(withCheck(() => answer)).toMatchObject(invalid);
    await expect(withCheck(async () => answer)).resolves.toMatchObject(invalid);
  });

  it('waits for a promise of another library', async () => {
    // biome-ignore lint/suspicious/noThenProperty: it is what the test is about.
    const thenable = { then: (done: (answer: unknown) => void) => done({ issues: [{ message: 'is wrong' }] }) };
    expect(await withCheck(() => thenable)).toMatchObject({ ok: false, error: { issues: [{ message: 'is wrong' }] } });
  });
});
