import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sanitiseJson, truncate } from './sanitise.js';

describe('sanitiseJson', () => {
  it.each([
    ['NUL', 'a\0b', 'a\ufffdb'],
    ['a lone high surrogate', 'a\ud83d', 'a\ufffd'],
    ['a lone low surrogate', '\ude00b', '\ufffdb'],
    ['two surrogates the wrong way round', '\ude00\ud83d', '\ufffd\ufffd'],
  ])('replaces %s', (_, text, expected) => {
    expect(JSON.parse(sanitiseJson(JSON.stringify(text)))).toBe(expected);
  });

  it.each([
    ['emoji', '👩‍💻'],
    ['right to left', '\u202eאבג'],
    ['what only looks like an escape', '\\u0000 \\\\u0000 \\ud83d'],
  ])('keeps %s', (_, text) => {
    expect(JSON.parse(sanitiseJson(JSON.stringify(text)))).toBe(text);
  });

  it('leaves Unicode without NUL of any text, at every depth, also in keys', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
        (text) => {
          const expected = text.toWellFormed().replaceAll('\0', '\ufffd');
          const parsed: unknown = JSON.parse(sanitiseJson(JSON.stringify({ [`k${text}`]: [text] })));
          expect(parsed).toEqual({ [`k${expected}`]: [expected] });
        },
      ),
    );
  });
});

describe('truncate', () => {
  it('keeps a text of just the length', () => {
    expect(truncate('abcd', 4)).toBe('abcd');
  });

  it('shows that it cut', () => {
    expect(truncate('abcde', 4)).toBe('abc…');
    expect(truncate('abcde', 1)).toBe('…');
  });

  it('does not cut a character in two', () => {
    expect(truncate('ab😀cd', 4)).toBe('ab…');
  });
});
