import { expect, it } from 'vitest';
import { formatJsonPointer, parseJsonPointer } from './json-pointer.js';

it('reads the examples of RFC 6901', () => {
  const keys = ['', '/foo', '/foo/0', '/', '/a~1b', '/c%d', '/ ', '/m~0n', '/~01'].map(parseJsonPointer);
  expect(keys).toEqual([[], ['foo'], ['foo', '0'], [''], ['a/b'], ['c%d'], [' '], ['m~n'], ['~1']]);
});

it.each(['foo', 'foo/0', '#/foo', '/a~', '/a~2b', ' /a'])('takes %j for no pointer', (text) => {
  expect(parseJsonPointer(text)).toBeNull();
});

it('writes keys so that they are read as they were', () => {
  const keys = ['a/b', '~1', '', '__proto__', '\0', '\ud800'];
  expect(parseJsonPointer(formatJsonPointer(keys))).toEqual(keys);
});
