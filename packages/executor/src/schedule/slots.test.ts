import { expect, it, vi } from 'vitest';
import { settle } from '../testing/settle.js';
import { countedSlots, limitSlots } from './slots.js';

it('counts a slot as taken at once', () => {
  const slots = limitSlots(2, () => undefined);
  slots.take();
  expect(slots.hasFree()).toBe(true);
  slots.take();
  expect(slots.hasFree()).toBe(false);
});

it('says that a slot is free when p-limit has freed it, not before', async () => {
  const slots = limitSlots(1, () => seen.push(slots.hasFree()));
  const seen: boolean[] = [];
  const release = slots.take();
  release();
  expect(slots.hasFree()).toBe(false);
  await settle();
  expect(seen).toEqual([true]);
});

it('has free slots for ever when there is no limit', () => {
  const slots = limitSlots(Number.POSITIVE_INFINITY, () => undefined);
  for (let taken = 0; taken < 100; taken++) slots.take();
  expect(slots.hasFree()).toBe(true);
});

it('frees counted slots the moment they are given back', () => {
  const slots = countedSlots(1);
  const release = slots.take();
  expect(slots.hasFree()).toBe(false);
  release();
  expect(slots.hasFree()).toBe(true);
});

it('gives a slot back once, however often it is released', async () => {
  const onFree = vi.fn();
  const slots = limitSlots(1, onFree);
  const release = slots.take();
  release();
  release();
  await settle();
  expect(onFree).toHaveBeenCalledTimes(1);
});
