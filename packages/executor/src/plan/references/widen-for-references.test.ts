import { expect, it } from 'vitest';
import { compileJsonSchema } from '../../json-schema.js';
import { REFERENCE_HINT, widenForReferences } from './widen-for-references.js';

const accepts = (schema: object, args: object) =>
  compileJsonSchema(widenForReferences(schema as never), 'schema')(args).issues === undefined;
const REFERENCE = { $ref: '1', path: '/id' };

it('takes a reference wherever a value may be, at any depth, and all that was taken before', () => {
  const item = { type: 'object', properties: { deep: { type: 'boolean' } }, required: ['deep'] };
  const schema = {
    type: 'object',
    properties: { n: { type: 'number' }, list: { type: 'array', items: item }, pair: { $ref: '#/$defs/pair' } },
    $defs: { pair: { type: 'object', properties: { left: { enum: [1, 2] } } } },
    required: ['n'],
    additionalProperties: { type: 'integer' },
  };
  expect(accepts(schema, { n: 1, list: [{ deep: true }], pair: { left: 2 }, more: 3 })).toBe(true);
  expect(accepts(schema, { n: REFERENCE, list: REFERENCE, more: REFERENCE })).toBe(true);
  expect(accepts(schema, { n: 1, list: [REFERENCE, { deep: REFERENCE }], pair: { left: REFERENCE } })).toBe(true);
  expect(accepts(schema, { n: 'x' })).toBe(false);
  expect(accepts(schema, { n: { $ref: '1' } })).toBe(false);
  expect(accepts(schema, {})).toBe(false);
});

/** As much of a schema as is looked at. */
interface Strict {
  readonly properties: Record<'text' | 'kind' | 'n', { readonly anyOf?: object[] }>;
}

it('keeps a schema strict, and plain texts as they are', () => {
  const schema = {
    type: 'object',
    properties: {
      text: { type: 'string' },
      kind: { type: 'string', enum: ['a'] },
      n: { type: 'number', description: 'how many' },
    },
    required: ['text', 'kind', 'n'],
    additionalProperties: false,
  };
  const wide = widenForReferences(schema) as unknown as Strict;
  expect(wide).toMatchObject({ required: ['text', 'kind', 'n'], additionalProperties: false });
  expect(wide.properties.text).toEqual({ type: 'string' });
  expect(wide.properties.n).toMatchObject({ description: 'how many', anyOf: [{ type: 'number' }, {}] });
  expect(wide.properties.kind.anyOf?.[1]).toMatchObject({ required: ['$ref', 'path'], additionalProperties: false });
  expect(schema.properties.n).toEqual({ type: 'number', description: 'how many' });
});

it('tells the model of the forms that the executor reads', () => {
  expect(REFERENCE_HINT).toContain('{"$ref": "1", "path": "/items/0/id"}');
  expect(REFERENCE_HINT).toContain('${calls.1.items[0].id}');
});
