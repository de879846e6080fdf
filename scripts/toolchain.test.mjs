import { expect, it } from 'vitest';
import { isOlder } from './toolchain.mjs';

it('compares versions number by number, not as text', () => {
  expect(isOlder('9.99.99', '22.18.0')).toBe(true);
  expect(isOlder('22.9.0', '22.18.0')).toBe(true);
  expect(isOlder('22.18.0', '22.18.1')).toBe(true);
  expect(isOlder('24.0.0', '22.18.0')).toBe(false);
  expect(isOlder('22.100.0', '22.18.9')).toBe(false);
});

it('does not call a version older than itself', () => {
  expect(isOlder('22.18.0', '22.18.0')).toBe(false);
});
