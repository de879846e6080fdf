import { expect, it } from 'vitest';
import { withoutForce } from './tool-choice.js';

const TOOLS = [{ type: 'function', name: 'search' }];

it.each([undefined, 'auto', 'none'] as const)('leaves %s', (choice) => {
  expect(withoutForce(choice)).toBe(choice);
});

it.each([
  'required',
  { type: 'function', function: { name: 'search' } },
  { type: 'custom', custom: { name: 'shell' } },
] as const)('makes %j the model’s own choice', (choice) => {
  expect(withoutForce(choice)).toBe('auto');
});

it('keeps which tools are allowed', () => {
  const allow = (mode: 'auto' | 'required') =>
    ({ type: 'allowed_tools', allowed_tools: { mode, tools: TOOLS } }) as const;
  expect(withoutForce(allow('required'))).toEqual(allow('auto'));
  expect(withoutForce(allow('auto'))).toEqual(allow('auto'));
});
