import { expect, it } from 'vitest';
import { uniqueCallId } from './unique-call-id.js';

it.each([
  ['a', [], 'a'],
  ['a', ['a'], 'a#2'],
  ['a', ['a', 'a#2'], 'a#3'],
  [undefined, [], 'call#1'],
  ['', ['call#1'], 'call#2'],
] as const)('makes of %j beside %j the id %s', (id, taken, expected) => {
  expect(uniqueCallId(id, new Set(taken))).toBe(expected);
});
