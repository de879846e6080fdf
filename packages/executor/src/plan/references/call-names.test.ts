import { expect, it } from 'vitest';
import { CallNames } from './call-names.js';

const one = (index: number, ...path: string[]) => ({ kind: 'one', index, path });

it('finds a call by its id, its position counted from 1, or its tool', () => {
  const names = new CallNames();
  names.add('call_a', 'search');
  names.add('call_b', 'fetch');
  expect(['call_b', '1', '2', 'search'].map((name) => names.find(name))).toEqual([one(1), one(0), one(1), one(0)]);
});

it('takes a name for an id before an alias, an alias before a position, and a position before a tool', () => {
  const names = new CallNames();
  names.add('x', '3', { '2': '/from/alias', y: '' });
  names.add('y', 'fetch');
  names.add('1', 'fetch');
  expect(names.find('1')).toEqual(one(2));
  expect(names.find('y')).toEqual(one(1));
  expect(names.find('2')).toEqual(one(0, 'from', 'alias'));
  expect(names.find('3')).toEqual(one(2));
});

it('does not choose between calls of one tool, or with one alias', () => {
  const names = new CallNames();
  names.add('a', 'search', { page: '/page' });
  expect(names.find('search')).toEqual(one(0));
  names.add('b', 'search', { page: '/page' });
  expect(names.find('search')).toEqual({ kind: 'ambiguous', indexes: [0, 1] });
  expect(names.find('page')).toEqual({ kind: 'ambiguous', indexes: [0, 1] });
});

it.each(['0', '-1', '01', '1.0', '1e0', ' 1', '2', '99999999999', '', '__proto__', 'constructor', 'toString'])(
  'finds no call by %j',
  (name) => {
    const names = new CallNames();
    names.add('call_a', 'search');
    expect(names.find(name)).toEqual({ kind: 'none' });
  },
);

it('finds calls by names that objects have of their own', () => {
  const names = new CallNames();
  names.add('__proto__', 'constructor', JSON.parse('{"hasOwnProperty": "/a"}') as Record<string, string>);
  expect(['__proto__', 'constructor', 'hasOwnProperty'].map((name) => names.find(name))).toEqual([
    one(0),
    one(0),
    one(0, 'a'),
  ]);
});

it('finds a call that was added after the first question', () => {
  const names = new CallNames();
  names.add('a', 'search');
  expect(names.find('b')).toEqual({ kind: 'none' });
  names.add('b', 'fetch');
  expect(names.find('b')).toEqual(one(1));
  expect([names.size, names.hasId('b'), names.hasId('c')]).toEqual([2, true, false]);
});

it('throws for an alias that leads nowhere, and does not take the call', () => {
  const names = new CallNames();
  expect(() => names.add('a', 'search', { page: 'items.0' })).toThrow(
    'call a: alias "page" must be a JSON Pointer: "", or one that starts with "/"',
  );
  expect(() => names.add('a', 'search', { page: 7 as never })).toThrow('must be a JSON Pointer');
  expect([names.size, names.find('page')]).toEqual([0, { kind: 'none' }]);
});

it('finds calls by the positions they were given, and by no other number', () => {
  const names = new CallNames();
  names.add('c', 'search', undefined, 3);
  names.add('a', 'search', undefined, 1);
  expect(names.find('3')).toEqual(one(0));
  expect(names.find('1')).toEqual(one(1));
  expect(names.find('2')).toEqual({ kind: 'none' });
  expect(names.at(0)).toEqual({ callId: 'c', toolName: 'search', position: 3 });
});

it('keeps the numbers of calls that came before the first with a position of its own', () => {
  const names = new CallNames();
  names.add('a', 'search');
  names.add('c', 'search', undefined, 3);
  expect(names.find('1')).toEqual(one(0));
  expect(names.find('2')).toEqual({ kind: 'none' });
});
