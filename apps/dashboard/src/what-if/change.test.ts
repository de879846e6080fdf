import { expect, it } from 'vitest';
import { distinctChanges, parseChange, serializeChange } from './change';

it.each([
  ['limit.6', { kind: 'limit', toolName: null, value: 6 }],
  ['limit.none.fetch_page', { kind: 'limit', toolName: 'fetch_page', value: null }],
  ['time.50.a.b.c', { kind: 'time', toolName: 'a.b.c', value: 50 }],
  ['cache.0.__proto__', { kind: 'cache', toolName: '__proto__', value: 0 }],
  ['timeout.2000.line\nbreak', { kind: 'timeout', toolName: 'line\nbreak', value: 2000 }],
])('reads %j and writes it again', (text, change) => {
  expect(parseChange(text)).toEqual(change);
  expect(serializeChange(change as NonNullable<ReturnType<typeof parseChange>>)).toBe(text);
});

it.each([
  '',
  'limit',
  'limit.0',
  'limit.-1',
  'limit.1e9',
  'limit.99999999',
  'time.50',
  'time.none.a',
  'time.5.a',
  'cache.101.a',
  'constructor.1.a',
  `limit.1.${'x'.repeat(257)}`,
])('takes %j for no change', (text) => {
  expect(parseChange(text)).toBe(null);
});

it('keeps the last change of each setting', () => {
  const changes = ['limit.6', 'limit.4.a', 'limit.8', 'time.50.a'].flatMap((text) => parseChange(text) ?? []);
  expect(distinctChanges(changes).map(serializeChange)).toEqual(['limit.8', 'limit.4.a', 'time.50.a']);
});
