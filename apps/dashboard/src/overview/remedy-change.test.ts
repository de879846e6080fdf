import { expect, it } from 'vitest';
import { parseChange, serializeChange } from '@/what-if/change';
import { remedyChange } from './remedy-change';

it.each([
  ['tool-slot', 'limit.none.web_search'],
  ['rate-limit', 'rate.0.web_search'],
  ['backoff', 'retries.0.web_search'],
] as const)('lifts what holds back: %s', (kind, text) => {
  const change = remedyChange({ toolName: 'web_search', kind });
  if (change === null) throw new Error('nothing to try');
  expect(serializeChange(change)).toBe(text);
  expect(parseChange(text)).toEqual(change);
});

it('lifts the limit of all tools for a global slot, and tries nothing against a broken tool', () => {
  expect(remedyChange({ toolName: 'web_search', kind: 'global-slot' })).toMatchObject({ toolName: null });
  expect(remedyChange({ toolName: 'web_search', kind: 'circuit' })).toBe(null);
});
