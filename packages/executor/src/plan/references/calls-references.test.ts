import { describe, expect, it } from 'vitest';
import { readCallsReferences } from './calls-references.js';

/** The parts of a text, a reference as the list of its keys. */
const partsOf = (text: string) => {
  const read = readCallsReferences(text);
  return read.ok
    ? read.parts.map((part) => (typeof part === 'string' ? part : [part.name, ...part.path]))
    : read.problem;
};

it.each([
  ['${calls.1}', ['1']],
  ['${calls.search.items[0].url}', ['search', 'items', '0', 'url']],
  ['${calls.call_7.items.0}', ['call_7', 'items', '0']],
  ['${calls[1].url}', ['1', 'url']],
  ['${calls["a.b"].items["x y"]}', ['a.b', 'items', 'x y']],
  ["${calls['functions.search:0'][12]['it\\'s']}", ['functions.search:0', '12', "it's"]],
  ['${calls["\\u0041\\n\\"\\\\]}"]}', ['A\n"\\]}']],
  ['${calls[""].__proto__}', ['', '__proto__']],
  ['${calls.call-1.größe}', ['call-1', 'größe']],
])('reads %s', (text, keys) => {
  expect(partsOf(text)).toEqual([keys]);
});

it('finds several references in one text', () => {
  expect(partsOf('from ${calls.1.city} to ${calls.2}${calls.3}.')).toEqual([
    'from ',
    ['1', 'city'],
    ' to ',
    ['2'],
    ['3'],
    '.',
  ]);
});

it.each([
  '',
  'calls.1',
  '{calls.1}',
  '${call.1}',
  '${calls}',
  '${callsign}',
  '${ calls.1 }',
  '$ {calls.1}',
  '${price}',
  '$1',
])('leaves %j as it is', (text) => {
  expect(partsOf(text)).toEqual(text === '' ? [] : [text]);
});

describe('the escape', () => {
  it.each<[string, unknown[]]>([
    ['$${calls.1}', ['${calls.1}']],
    ['a $${calls["x"]} b', ['a ${calls["x"]} b']],
    ['$${calls.1} ${calls.1}', ['${calls.1} ', ['1']]],
    ['costs $$${calls.1.price}', ['costs $', ['1', 'price']]],
    ['$$$${calls.1}', ['$${calls.1}']],
    ['$${calls.', ['${calls.']],
    ['$${calls} $$1', ['$${calls} $$1']],
  ])('makes of %s what was meant', (text, parts) => {
    expect(partsOf(text)).toEqual(parts);
  });
});

describe('a reference that cannot be read', () => {
  it.each([
    ['${calls.}', '"${calls" there must be a key behind "."'],
    ['${calls.1', '"${calls.1" there must be ".", "[" or "}"'],
    ['${calls.1 }', '"${calls.1" there must be ".", "[" or "}"'],
    ['${calls.1..a}', '"${calls.1" there must be a key behind "."'],
    ['${calls.1[]}', '"${calls.1" there must be an index or a quoted key in brackets'],
    ['${calls.1[-1]}', '"${calls.1" there must be an index or a quoted key in brackets'],
    ['${calls.1["a}', '"${calls.1" there must be a quoted key that ends'],
    ['${calls.1["a"}', '"${calls.1" there must be "]" behind a key in brackets'],
    ['${calls[]}', '"${calls" there must be an index or a quoted key in brackets'],
    ['${calls.map((call) => call.id)}', '"${calls.map" there must be ".", "[" or "}"'],
  ])('says of %s where it ceased to make sense', (text, problem) => {
    expect(partsOf(text)).toContain(problem);
  });

  it('does not show the text behind it, and names the escape', () => {
    const problem = partsOf('${calls.1["secret text');
    expect(problem).not.toContain('secret');
    expect(problem).toContain('if no reference is meant, write "$${calls" for "${calls"');
  });
});
