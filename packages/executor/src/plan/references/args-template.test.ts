import { describe, expect, it } from 'vitest';
import { readReferences } from './args-template.js';
import { CallNames } from './call-names.js';
import { resolveReferenceOptions } from './reference-options.js';

const names = new CallNames();
for (const callId of ['call_a', 'functions.search:0', 'call_c']) names.add(callId, 'search');
const read = (args: object) => readReferences(args, resolveReferenceOptions({}), names);

/** Arguments with each reference replaced by its keys, joined; null where there is nothing to replace. */
const filled = (args: object) => read(args)?.fill(({ name, path }) => [name, ...path].join('>')) ?? null;

describe('the typed form', () => {
  it('names a call, and a place in its output by a JSON Pointer', () => {
    expect(
      filled({ a: { $ref: '1' }, b: { $ref: '1', path: '' }, c: [{ path: '/items/0/a~1b', $ref: 'call_a' }] }),
    ).toEqual({
      a: '1',
      b: '1',
      c: ['call_a>items>0>a/b'],
    });
  });

  it.each<[string, object]>([
    ['other keys', { $ref: '1', title: 'x' }],
    ['a third key', { $ref: '1', path: '/a', title: 'x' }],
    ['no name', { path: '/a' }],
    ['a name that is no string', { $ref: 1 }],
    ['a path that is no string', { $ref: '1', path: 0 }],
    ['a reference within a JSON Schema', { $ref: '#/$defs/node' }],
    ['a schema elsewhere', { $ref: 'https://example.com/node.json' }],
    ['a schema by its path', { $ref: 'schemas/node.json' }],
    ['a URN', { $ref: 'urn:example:node' }],
    ['a schema itself', { $ref: '' }],
  ])('is not %s', (_what, value) => {
    expect(read({ value })).toBeNull();
  });

  it('names a call whose id looks like a URI', () => {
    expect(filled({ value: { $ref: 'functions.search:0', path: '/a' } })).toEqual({ value: 'functions.search:0>a' });
  });

  it('is a value: the arguments themselves are none', () => {
    expect(read({ $ref: '1' })).toBeNull();
    expect(filled({ $ref: '1', path: '${calls.1}' })).toEqual({ $ref: '1', path: '1' });
  });

  it('says what is wrong with a path that is no JSON Pointer', () => {
    expect(read({ value: { $ref: '1', path: 'secret[0]' } })).toMatchObject({
      references: [],
      problem:
        'refers to "1" with a "path" that is no JSON Pointer; write one such as "/items/0/url", or "" for all of it',
    });
  });
});

describe('the string form', () => {
  it('keeps the type of the value where it is the whole string', () => {
    for (const value of [7, null, undefined, ['a'], { b: 1 }]) {
      expect(read({ value: '${calls.1}' })?.fill(() => value)).toEqual({ value });
    }
  });

  it('puts strings as they are and anything else as JSON into a longer text', () => {
    const fill = (value: unknown) => read({ text: 'a ${calls.1} b ${calls.2}' })?.fill(() => value);
    expect(fill('say "hi"')).toEqual({ text: 'a say "hi" b say "hi"' });
    expect(fill({ b: [1] })).toEqual({ text: 'a {"b":[1]} b {"b":[1]}' });
    expect(fill(undefined)).toEqual({ text: 'a null b null' });
  });

  it('unescapes a text, also where there is no reference', () => {
    const template = read({ text: 'write $${calls.1}' });
    expect(template?.references).toEqual([]);
    expect(filled({ text: 'write $${calls.1}' })).toEqual({ text: 'write ${calls.1}' });
  });

  it('says what is wrong with a reference that cannot be read, and keeps it from being used', () => {
    const template = read({ fine: '${calls.1}', text: '${calls.1[' });
    expect(template?.references).toEqual([]);
    expect(template?.problem).toMatch(
      /^has a reference that cannot be read: behind "\$\{calls\.1" there must be an index/,
    );
    expect(() => template?.fill(() => 1)).toThrow(TypeError);
  });
});

it('does not read keys, class instances, what is inherited, and what is hidden', () => {
  class Money {
    readonly text = '${calls.1}';
  }
  const hidden = Object.defineProperty({}, 'a', { value: '${calls.1}', enumerable: false });
  expect(read({ '${calls.1}': 1, money: new Money(), map: new Map([['a', '${calls.1}']]), hidden })).toBeNull();
  expect(read({ inherits: Object.create({ a: '${calls.1}' }) })).toBeNull();
  expect(read(new Money())).toBeNull();
  const shadow = Object.assign(Object.create(Object.assign(Object.create(null), { a: '${calls.1}' })), {
    b: 1,
  }) as object;
  expect(read({ shadow })).toBeNull();
  expect(read(['${calls.1}'])?.fill(() => 1)).toEqual([1]);
});

it('hands on class instances beside a reference as they are', () => {
  const url = new URL('https://example.com');
  const list = new Map([['a', '${calls.1}']]);
  const copy = filled({ a: '${calls.1}', url, deep: [list] }) as { url: URL; deep: [Map<string, string>] };
  expect([copy.url, copy.deep[0]]).toEqual([url, list]);
  expect(copy.url).toBe(url);
});

it('leaves the arguments as they are, copies what changes, and shares the rest', () => {
  const args = Object.freeze({
    same: Object.freeze({ a: 1 }),
    list: Object.freeze([Object.freeze({ b: '${calls.1}' }), 2]),
  });
  const copy = read(args)?.fill(() => 3);
  expect(copy).toEqual({ same: { a: 1 }, list: [{ b: 3 }, 2] });
  expect((copy as typeof args).same).toBe(args.same);
  expect(args.list[0]).toEqual({ b: '${calls.1}' });
});

it('fills in what was read, whatever became of the arguments since', () => {
  const args: Record<string, unknown> = { a: '${calls.1}', b: 1 };
  const template = read(args);
  args.a = 'changed';
  delete args.b;
  expect(template?.fill(() => 'value')).toEqual({ a: 'value', b: 1 });
  expect(template?.fill(() => 'again')).toEqual({ a: 'again', b: 1 });
});

it('keeps keys named __proto__ and constructor, and objects without a prototype', () => {
  const args = JSON.parse('{"__proto__": {"constructor": "${calls.1}"}, "constructor": 1}') as object;
  const copy = filled(args);
  expect(Object.keys(copy ?? {})).toEqual(['__proto__', 'constructor']);
  expect(JSON.stringify(copy)).toBe('{"__proto__":{"constructor":"1"},"constructor":1}');
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  expect(Object.getOwnPropertyDescriptor(copy, '__proto__')).toMatchObject({ writable: true, configurable: true });
  const bare = Object.assign(Object.create(null), { a: '${calls.1}' }) as object;
  expect(Object.getPrototypeOf(filled(bare))).toBeNull();
});

it('keeps what stands in two places, or within itself, one thing', () => {
  const shared = { a: '${calls.1}' };
  const twice = filled({ first: shared, second: [shared] }) as { first: object; second: [object] };
  expect(twice).toEqual({ first: { a: '1' }, second: [{ a: '1' }] });
  expect(twice.second[0]).toBe(twice.first);

  const cyclic: Record<string, unknown> = { deep: { list: [] }, a: '${calls.1}' };
  (cyclic.deep as { list: unknown[] }).list.push(cyclic);
  const copy = filled(cyclic) as { deep: { list: [unknown] }; a: string };
  expect(copy.a).toBe('1');
  expect(copy.deep.list[0]).toBe(copy);
  expect(copy).not.toBe(cyclic);

  const reference = { $ref: '2' };
  expect(filled({ first: reference, second: reference })).toEqual({ first: '2', second: '2' });
  cyclic.a = 'no reference';
  expect(read(cyclic)).toBeNull();
});

it('finds what stands behind a thousand other values', () => {
  const args = { list: Array.from({ length: 2_000 }, (_, index) => ({ index })), last: { a: '${calls.1}' } };
  expect(filled(args)).toMatchObject({ last: { a: '1' } });
  expect(read({ list: args.list })).toBeNull();
});
