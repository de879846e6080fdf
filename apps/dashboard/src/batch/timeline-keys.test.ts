import { expect, it } from 'vitest';
import { timelineCommand } from './timeline-keys';

const press = (key: string, held: object = {}) =>
  timelineCommand({ key, altKey: false, ctrlKey: false, metaKey: false, ...held });

it('leaves to others what is theirs', () => {
  for (const key of ['Tab', 'Enter', '?', 'constructor', '__proto__', '']) expect(press(key)).toBe(null);
  expect(press('0', { ctrlKey: true })).toBe(null);
  expect(press('ArrowLeft', { altKey: true })).toBe(null);
});

it('zooms in by what it zooms out', () => {
  const [closer, further] = [press('+'), press('-')];
  if (closer?.do !== 'zoom' || further?.do !== 'zoom') throw new Error('plus and minus zoom');
  expect(closer.factor * further.factor).toBeCloseTo(1, 12);
});
