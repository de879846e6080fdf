import { expect, it } from 'vitest';
import { limitOf } from '../../test/scheduling.js';

it('has a free slot until as many are taken as there are', () => {
  const limit = limitOf(2);
  expect(limit.maxConcurrency).toBe(2);
  limit.take(0);
  expect(limit.hasFree()).toBe(true);
  limit.take(0);
  expect(limit.hasFree()).toBe(false);
  limit.give(0);
  expect(limit.hasFree()).toBe(true);
});

it('sums the stretches without a free slot, and the one that lasts', () => {
  const limit = limitOf(1);
  expect(limit.fullUs(100)).toBe(0);
  limit.take(100);
  expect(limit.fullUs(100)).toBe(0);
  expect(limit.fullUs(130)).toBe(30);
  limit.give(140);
  expect(limit.fullUs(500)).toBe(40);
  limit.take(500);
  limit.give(503);
  expect(limit.fullUs(600)).toBe(43);
});

it('is full on after a slot was given back beyond a lowered number, and no longer once it is raised', () => {
  const limit = limitOf(2);
  limit.take(0);
  limit.take(10);
  limit.resize(1, 20);
  expect(limit.maxConcurrency).toBe(1);
  limit.give(30);
  expect(limit.hasFree()).toBe(false);
  expect(limit.fullUs(40)).toBe(30);
  limit.resize(3, 50);
  expect(limit.hasFree()).toBe(true);
  expect(limit.fullUs(90)).toBe(40);
});

it('begins to be full when it is lowered to what is taken', () => {
  const limit = limitOf(2);
  limit.take(0);
  limit.resize(1, 5);
  expect(limit.fullUs(9)).toBe(4);
});
