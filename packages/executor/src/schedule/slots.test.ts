import { expect, it } from 'vitest';
import { countedSlots } from './slots.js';

it('are free the moment they are given back', () => {
  const slots = countedSlots(1);
  slots.take();
  expect(slots.hasFree()).toBe(false);
  slots.give();
  expect(slots.hasFree()).toBe(true);
});

it('stay taken beyond a lower number until they are given back', () => {
  const slots = countedSlots(3);
  for (let taken = 0; taken < 3; taken++) slots.take();
  slots.resize(2);
  expect(slots.maxConcurrency).toBe(2);
  slots.give();
  expect(slots.hasFree()).toBe(false);
  slots.give();
  expect(slots.hasFree()).toBe(true);
});
