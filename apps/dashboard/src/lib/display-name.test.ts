import { expect, it } from 'vitest';
import { cutEnd, cutMiddle, displayName } from './display-name';

it('shows what would be invisible or reorder the text', () => {
  expect(displayName('a\u202eb\nc\u200bd\u0000')).toBe('a\ufffdb\ufffdc\ufffdd\ufffd');
  expect(displayName('   ')).toBe('(blank)');
});

it('leaves names of people and scripts alone', () => {
  expect(displayName('søk_i_register·日本語')).toBe('søk_i_register·日本語');
});

it('cuts a name in the middle, at 32 characters', () => {
  expect(cutMiddle('x'.repeat(32))).toBe('x'.repeat(32));
  const cut = cutMiddle(`${'a'.repeat(20)}${'b'.repeat(20)}`);
  expect(cut).toBe(`${'a'.repeat(16)}…${'b'.repeat(15)}`);
  expect(cut).toHaveLength(32);
});

it('never cuts a character in two', () => {
  expect(cutMiddle('😀😀😀😀😀', 3)).toBe('😀…😀');
  expect(cutEnd('😀😀😀', 2)).toBe('😀…');
  expect(cutMiddle('abc', 1)).toBe('…');
});
