import { describe, expect, it } from 'vitest';
import { readPath } from './read-path.js';

const found = (output: unknown, ...path: string[]) => {
  const read = readPath(output, path);
  return read.ok ? 'is there' : read.found;
};

it('gives the value itself, whatever it is', () => {
  const deep = { items: [{ url: 'u' }, undefined, Number.NaN] };
  expect(readPath(deep, [])).toEqual({ ok: true, value: deep });
  expect(readPath(deep, ['items', '0', 'url'])).toEqual({ ok: true, value: 'u' });
  expect(readPath(deep, ['items', '1'])).toEqual({ ok: true, value: undefined });
  expect(readPath(deep, ['items', '2'])).toEqual({ ok: true, value: Number.NaN });
  expect(readPath(undefined, [])).toEqual({ ok: true, value: undefined });
});

it('says what was there instead, and not what it held', () => {
  expect(found({ items: ['secret', 2, 3] }, 'items', '5', 'url')).toBe('"/items" is an array of 3');
  expect(found({ city: 'secret' }, 'town')).toBe('its output is an object with the key "city"');
  expect(found({ a: { b: 'secret' } }, 'a', 'b', 'c')).toBe('"/a/b" is a string of 6 characters');
  expect(found({}, 'a')).toBe('its output is an object without keys');
  expect([null, undefined, 42, true, 1n, Symbol.iterator, () => 1].map((output) => found(output, 'a'))).toEqual([
    'its output is null',
    'its output is nothing',
    'its output is a number',
    'its output is a boolean',
    'its output is a bigint',
    'its output is a symbol',
    'its output is a function',
  ]);
});

it('names ten keys, shortened, of an object with more', () => {
  const keys = Array.from({ length: 12 }, (_, index) => `${index}`.padEnd(100, 'x'));
  const text = found(Object.fromEntries(keys.map((key) => [key, 'secret'])), 'a');
  expect(text).toMatch(/^its output is an object with the keys ("\d+x+…", ){9}"\d+x+…" and 2 more$/);
  expect(text.length).toBeLessThan(800);
  expect(found(Object.fromEntries(keys.slice(0, 10).map((key) => [key, 1])), 'a')).not.toContain('more');
});

describe('what is not there', () => {
  it.each(['3', '00', '-0', '-1', '1.0', '1e0', ' 1', '', '-', 'length', 'map', '4294967296', '99999999999'])(
    'is element %j of an array of 3',
    (index) => {
      expect(found([1, 2, 3], index)).toBe('its output is an array of 3');
    },
  );

  it('is what an object inherits, a hidden property, and a character of a string', () => {
    expect(found({}, '__proto__')).toBe('its output is an object without keys');
    expect(found({}, 'constructor')).toBe('its output is an object without keys');
    expect(found(new Error('secret'), 'message')).toBe('its output is an object without keys');
    expect(found('secret', '0')).toBe('its output is a string of 6 characters');
    expect(found(new Map([['a', 1]]), 'a')).toBe('its output is an object without keys');
  });
});

it('finds own properties whatever their names', () => {
  const output = JSON.parse('{"__proto__": {"constructor": 1}, "": {"a/b": 2}}') as unknown;
  expect(readPath(output, ['__proto__', 'constructor'])).toEqual({ ok: true, value: 1 });
  expect(readPath(output, ['', 'a/b'])).toEqual({ ok: true, value: 2 });
});

it('makes a result of an output that throws when it is read', () => {
  const throws = (): never => {
    throw new Error('secret');
  };
  const getter = Object.defineProperty({}, 'a', { get: throws, enumerable: true });
  const proxy = new Proxy({}, { getOwnPropertyDescriptor: throws });
  const closed = new Proxy({}, { ownKeys: throws });
  expect(found(getter, 'a')).toBe('its output threw when it was read');
  expect(found({ deep: proxy }, 'deep', 'a')).toBe('"/deep" threw when it was read');
  expect(found(closed, 'a')).toBe('its output is an object that cannot be read');
});

it('follows a path of 100,000 keys', () => {
  let deep: object = { end: true };
  for (let depth = 0; depth < 100_000; depth++) deep = { deep };
  const path = Array.from({ length: 100_000 }, () => 'deep');
  expect(readPath(deep, [...path, 'end'])).toEqual({ ok: true, value: true });
  expect(found(deep, ...path, 'no')).toMatch(/^"(\/deep)+….* is an object with the key "end"$/);
});
