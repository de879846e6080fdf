import { expect, it } from 'vitest';
import { mayHoldReferences } from './may-hold-references.js';

const look = (args: object) => mayHoldReferences(args, ['${calls']);

it('is certain of ordinary arguments without a reference', () => {
  expect(look({})).toBe(false);
  expect(look({ query: 'costs $5', limit: 3, nothing: null, deep: { list: [1, ['a', {}]], date: new Date(0) } })).toBe(
    false,
  );
  expect(look({ list: Array.from({ length: 999 }, () => 'a') })).toBe(false);
});

it.each<[string, object]>([
  ['a text with a reference in it', { a: [{ b: 'of ${calls.1}' }] }],
  ['an object that names something', { a: [1, { $ref: '1' }] }],
  ['more than a thousand values', { list: Array.from({ length: 1_000 }, () => 'a') }],
])('asks for a second look at %s', (_what, args) => {
  expect(look(args)).toBe(true);
});

it('ends where arguments hold themselves', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.itself = cyclic;
  expect(look(cyclic)).toBe(true);
});
