import { describe, expect, it } from 'vitest';
import { greatestOverlap, unionUs } from './stretches.js';

const stretch = (startUs: number, endUs: number) => ({ startUs, endUs });

describe('unionUs', () => {
  it('counts time once that several cover', () => {
    expect(unionUs([stretch(5, 10), stretch(0, 7), stretch(20, 30), stretch(6, 8)])).toBe(20);
  });
});

describe('greatestOverlap', () => {
  it('does not count one that ends as another starts', () => {
    expect(greatestOverlap([stretch(0, 10), stretch(10, 20)])).toBe(1);
  });

  it('counts one without length where it is', () => {
    expect(greatestOverlap([stretch(0, 10), stretch(5, 5)])).toBe(2);
  });
});
