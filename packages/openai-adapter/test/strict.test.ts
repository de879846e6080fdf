import { createExecutor, defineTool, type JsonSchema } from '@parallel-tools/executor';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { zodFunction } from 'openai/helpers/zod';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type ChatBody,
  executeFunctionCalls,
  executeToolCalls,
  runChat,
  runResponses,
  toChatTools,
  toResponsesTools,
} from '../src/index.js';
import { withoutStrictNulls } from '../src/strict-args.js';
import { type StrictSchema, strictSchema } from '../src/strict-schema.js';
import { openReplayServer } from './open-replay-server.js';
import { call, message, response } from './responses-script.js';
import { answersOf, QUESTION, resultOf } from './support.js';

const server = await openReplayServer();

/** What strict mode takes, by OpenAI's list of supported schemas. */
const KEYWORDS = new Set([
  ...['type', 'title', 'description', 'properties', 'required', 'additionalProperties', 'items', 'anyOf', '$ref'],
  ...['$defs', 'definitions', 'enum', 'const', 'pattern', 'format', 'multipleOf', 'minItems', 'maxItems'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
]);

/** Throws unless strict mode takes the schema. */
function checkStrict(schema: JsonSchema, path = '#'): void {
  const fail = (problem: string) => {
    throw new Error(`${path} ${problem}: ${JSON.stringify(schema)}`);
  };
  for (const key of Object.keys(schema)) if (!KEYWORDS.has(key)) fail(`has ${key}`);
  if (path === '#' && (schema.type !== 'object' || schema.anyOf !== undefined)) fail('is no plain object');
  if (schema.$ref !== undefined && Object.keys(schema).length > 1) fail('has a reference beside others');
  const { properties = {}, items, anyOf = [], $defs = {}, definitions = {} } = schema as Record<string, never>;
  if (schema.properties !== undefined || schema.type === 'object') {
    if (schema.additionalProperties !== false) fail('is open');
    if (JSON.stringify(schema.required) !== JSON.stringify(Object.keys(properties))) fail('does not require all');
  }
  for (const group of [properties, $defs, definitions])
    for (const [key, part] of Object.entries(group)) checkStrict(part as JsonSchema, `${path}/${key}`);
  if (items !== undefined) checkStrict(items, `${path}/items`);
  for (const [index, part] of Object.entries(anyOf)) checkStrict(part as JsonSchema, `${path}/anyOf/${index}`);
}

function strict(schema: JsonSchema): StrictSchema {
  const made = strictSchema(schema);
  if ('problem' in made) throw new Error(made.problem);
  checkStrict(made.schema);
  return made;
}

const object = (properties: object, required: string[] = Object.keys(properties), rest: object = {}) => ({
  type: 'object',
  properties,
  required,
  ...rest,
});
const text = { type: 'string' };

describe('a schema made strict', () => {
  it.each<[string, object, object]>([
    ['an optional property', text, { type: ['string', 'null'] }],
    ['an optional enum', { type: 'string', enum: ['a'] }, { type: ['string', 'null'], enum: ['a', null] }],
    ['an optional enum without a type', { enum: ['a', 1] }, { anyOf: [{ enum: ['a', 1] }, { type: 'null' }] }],
    [
      'an optional constant',
      { type: 'string', const: 'a', description: 'A.' },
      { anyOf: [{ type: 'string', const: 'a' }, { type: 'null' }], description: 'A.' },
    ],
    ['an optional union', { anyOf: [text] }, { anyOf: [text, { type: 'null' }] }],
    ['one that takes null already', { type: ['string', 'null'] }, { type: ['string', 'null'] }],
    ['one of several', { oneOf: [text, { type: 'null' }] }, { anyOf: [text, { type: 'null' }] }],
    [
      'a list of objects',
      { type: 'array', items: object({ a: text }) },
      { type: ['array', 'null'], items: { ...object({ a: text }), additionalProperties: false } },
    ],
    ['a single allOf', { allOf: [text], description: 'A.' }, { type: ['string', 'null'], description: 'A.' }],
    [
      'what strict mode has no words for',
      { type: 'string', minLength: 3, format: 'uri', default: 'x', description: 'A link.' },
      { type: ['string', 'null'], description: 'A link. (minLength: 3, format: "uri", default: "x")' },
    ],
    ['what it has words for', { type: 'integer', minimum: 1 }, { type: ['integer', 'null'], minimum: 1 }],
  ])('says %s so', (_what, given, expected) => {
    expect(strict(object({ p: given }, [])).schema).toEqual({
      ...object({ p: expected }),
      additionalProperties: false,
    });
  });

  it('requires all and is closed, at any depth, also where it refers to itself', () => {
    const node = object({ next: { $ref: '#/$defs/node', description: 'Next.' }, of: { $ref: '#' } }, []);
    const { schema } = strict({ $ref: '#/$defs/node', $defs: { node } });
    expect(schema.required).toEqual(['next', 'of']);
  });

  it.each<[string, object]>([
    ['a record', { type: 'object', additionalProperties: text }],
    ['any object', { type: 'object' }],
    ['any value', {}],
    ['any value, as true', true as never],
    ['a tuple', { type: 'array', items: [text] }],
    ['a tuple of today', { type: 'array', prefixItems: [text] }],
    ['a list of anything', { type: ['array', 'null'] }],
    ['an object that is a union', object({ a: text }, [], { anyOf: [object({ b: text })] })],
    ['an intersection', { allOf: [object({ a: text }), object({ b: text })] }],
    ['a reference to nothing', { $ref: '#/$defs/none' }],
    ['a reference to itself alone', { $ref: '#/properties/p' }],
  ])('cannot be made of %s, and says where', (_what, given) => {
    expect(strictSchema(object({ p: given }))).toMatchObject({ problem: expect.stringContaining('/p') });
  });

  it.each([{ type: 'string' }, { anyOf: [object({})] }, object({}, [], { oneOf: [object({})] })])(
    'cannot be made of a root that is no plain object: %j',
    (schema) => {
      expect(strictSchema(schema)).toMatchObject({ problem: expect.stringContaining('the schema') });
    },
  );

  it('leaves the schema it was made of alone', () => {
    const given = object({ p: { ...text, minLength: 1 } }, []);
    const before = structuredClone(given);
    strict(given);
    expect(given).toEqual(before);
  });
});

describe('arguments under a schema made strict', () => {
  it.each<[string, object, object, object]>([
    ['a null for what was left out', object({ p: text }, []), { p: null }, {}],
    ['a null that the tool takes', object({ p: { type: ['string', 'null'] } }, []), { p: null }, { p: null }],
    ['a null where one is wrong', object({ p: text }), { p: null }, { p: null }],
    ['what is there', object({ p: text }, []), { p: 'x' }, { p: 'x' }],
    [
      'nulls in lists and objects',
      object({ list: { type: 'array', items: object({ p: text }, []) } }),
      { list: [{ p: null }, { p: 'x' }] },
      { list: [{}, { p: 'x' }] },
    ],
    [
      'nulls in the part of a union that is meant',
      object({
        of: { anyOf: [object({ kind: { const: 'a' }, p: text }, ['kind']), object({ kind: { const: 'b' } })] },
      }),
      { of: { kind: 'a', p: null } },
      { of: { kind: 'a' } },
    ],
    [
      'a reference',
      object({ p: object({ q: text }, []) }),
      { p: { $ref: '1', path: '' } },
      { p: { $ref: '1', path: '' } },
    ],
    ['what the schema does not know', object({ p: text }, []), { other: null }, { other: null }],
  ])('are the tool’s own: %s', (_what, schema, given, expected) => {
    expect(withoutStrictNulls(given, strict(schema as JsonSchema))).toEqual(expected);
  });

  it('fit the tool’s own schema, whatever it is, if they fit the strict one', () => {
    const leaf = fc.constantFrom<JsonSchema>(
      ...[
        { type: 'string' },
        { type: 'integer' },
        { type: ['boolean', 'null'] },
        { enum: ['a', null] },
        { const: 'c' },
      ],
    );
    const { schema: anySchema } = fc.letrec<{ schema: JsonSchema; object: JsonSchema }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        leaf,
        tie('object'),
        tie('schema').map((items) => ({ type: 'array', items })),
        fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
      ),
      object: fc
        .dictionary(fc.constantFrom('a', 'b', 'c'), fc.tuple(tie('schema'), fc.boolean()), { maxKeys: 3, minKeys: 1 })
        .map((parts) => ({
          type: 'object',
          properties: Object.fromEntries(Object.entries(parts).map(([key, [part]]) => [key, part])),
          required: Object.keys(parts).filter((key) => parts[key]?.[1]),
          additionalProperties: false,
        })),
    }));
    const root = fc
      .dictionary(fc.constantFrom('a', 'b', 'c'), fc.tuple(anySchema, fc.boolean()), { maxKeys: 3 })
      .map((parts) =>
        object(
          Object.fromEntries(Object.entries(parts).map(([key, [part]]) => [key, part])),
          Object.keys(parts).filter((key) => parts[key]?.[1]),
          { additionalProperties: false },
        ),
      );
    const ajv = new Ajv({ allowUnionTypes: true });
    fc.assert(
      fc.property(
        root.chain((schema) => fc.tuple(fc.constant(schema), valueFor(strict(schema).schema))),
        ([schema, value]) => {
          const made = strict(schema);
          expect(ajv.validate(made.schema, value), 'strict').toBe(true);
          const own = withoutStrictNulls(value as object, made);
          expect(ajv.validate(schema, own), JSON.stringify([schema, value, own])).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  }, 60_000);
});

/** A value that the strict schema accepts. */
function valueFor(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { type, anyOf, enum: values, const: only, properties = {}, items } = schema as Record<string, unknown>;
  if (anyOf) return fc.oneof(...(anyOf as JsonSchema[]).map(valueFor));
  if (values) return fc.constantFrom(...(values as unknown[]));
  if (only !== undefined) return fc.constant(only);
  return fc.oneof(
    ...([type].flat() as string[]).map((each) => {
      if (each === 'null') return fc.constant(null);
      if (each === 'string') return fc.string();
      if (each === 'integer') return fc.integer();
      if (each === 'boolean') return fc.boolean();
      if (each === 'array') return fc.array(valueFor(items as JsonSchema), { maxLength: 3 });
      const parts = Object.entries(properties as object).map(([key, part]) => [key, valueFor(part as JsonSchema)]);
      return fc.record(Object.fromEntries(parts));
    }),
  );
}

const input = z.object({
  city: z.string().min(2),
  days: z.number().int().default(1),
  unit: z.enum(['c', 'f']).optional(),
  near: z.object({ km: z.number(), of: z.string().optional() }).optional(),
  note: z.string().nullable().optional(),
});

function weather() {
  const seen: unknown[] = [];
  const tool = defineTool({
    name: 'weather',
    input,
    execute: (args) => {
      seen.push(args);
      return { warm: true };
    },
  });
  return { seen, executor: createExecutor({ tools: [tool], references: true }) };
}
const SENT = { city: 'Oslo', days: null, unit: null, near: { km: 3, of: null }, note: null };
const GOT = { city: 'Oslo', days: 1, near: { km: 3 }, note: null };

describe('strict: true', () => {
  const BODY: ChatBody = { model: 'm', messages: QUESTION };

  it.each([true, false])(
    'offers zod’s schemas strict, and gives tools their own arguments, stream: %s',
    async (stream) => {
      const { seen, executor } = weather();
      server.script({ calls: [{ id: 'a', name: 'weather', arguments: JSON.stringify(SENT) }] }, { text: 'ok' });
      await resultOf(runChat(server.client, { ...BODY, stream } as ChatBody, { executor, strict: true }));
      expect(seen).toEqual([GOT]);
      const [tool] = server.requests[0]?.tools ?? [];
      expect(tool).toMatchObject({ function: { strict: true } });
      checkStrict((tool as { function: { parameters: JsonSchema } }).function.parameters);
    },
  );

  it('does so for the Responses API, and for a loop of one’s own', async () => {
    const { seen, executor } = weather();
    server.script(response([call('a', 'weather', SENT)]), response([message('ok')]));
    await runResponses(server.client, { model: 'm', input: 'go' }, { executor, strict: true }).result;
    const [tool] = toResponsesTools(executor, { strict: true });
    expect(tool).toMatchObject({ strict: true });
    checkStrict((tool as { parameters: JsonSchema }).parameters);
    await executeFunctionCalls([call('b', 'weather', SENT)], { executor, strict: true });
    const toolCall = {
      id: 'c',
      type: 'function' as const,
      function: { name: 'weather', arguments: JSON.stringify(SENT) },
    };
    await executeToolCalls([toolCall], { executor, strict: true });
    expect(seen).toEqual([GOT, GOT, GOT]);
  });

  it('takes references wherever a value may be, and stays strict', async () => {
    const { seen, executor } = weather();
    const [tool] = toChatTools(executor, { strict: true, references: true });
    const { parameters } = (tool as { function: { parameters: JsonSchema } }).function;
    checkStrict(parameters);
    const accepts = new Ajv({ allowUnionTypes: true }).compile(parameters);
    const reference = { $ref: '1', path: '/days' };
    expect(accepts(SENT)).toBe(true);
    expect(accepts({ ...SENT, days: reference, near: reference })).toBe(true);
    expect(accepts({ ...SENT, near: { km: reference, of: reference } })).toBe(true);
    const calls = [SENT, { ...SENT, near: { km: { $ref: '1', path: '' }, of: null } }].map((args, index) => ({
      id: `c${index}`,
      name: 'weather',
      arguments: JSON.stringify(args),
    }));
    server.script({ calls }, { text: 'ok' });
    const { messages } = await resultOf(runChat(server.client, BODY, { executor, strict: true, references: true }));
    expect(seen).toEqual([GOT]);
    // The output is no number, which only the filled-in arguments show.
    expect(answersOf(messages)[1]).toMatchObject({ code: 'invalid_arguments' });
  });

  it('leaves what the body offers itself as it is, nulls too', async () => {
    const seen: unknown[] = [];
    const { executor } = weather();
    const parameters = z.object({ of: z.string().nullable() });
    const own = zodFunction({ name: 'own', parameters, function: (args) => `${seen.push(args)}` });
    const described = { type: 'function' as const, function: { name: 'weather', parameters: object({}) } };
    server.script({ calls: [{ id: 'a', name: 'own', arguments: '{"of":null}' }] }, { text: 'ok' });
    const body = { ...BODY, tools: [own, described] } as ChatBody;
    await resultOf(runChat(server.client, body, { executor, strict: true }));
    expect(seen).toEqual([{ of: null }]);
    expect(server.requests[0]?.tools?.[1]).toEqual(described);
  });

  it('takes no tool that it cannot say, unless told to offer it as it is', () => {
    const map = defineTool({ name: 'map', input: z.record(z.string(), z.number()), execute: () => 1 });
    const executor = createExecutor({ tools: [...weather().executor.tools, map] });
    expect(() => runChat(server.client, BODY, { executor, strict: true })).toThrow(
      /tool "map" takes.+properties of any/,
    );
    const offered = toChatTools(executor, { strict: 'where-possible' }) as { function: { strict?: boolean } }[];
    expect(offered.map((tool) => tool.function.strict)).toEqual([true, undefined]);
    expect(() => runChat(server.client, BODY, { executor, strict: 'yes' as never })).toThrow('strict must be');
  });
});
