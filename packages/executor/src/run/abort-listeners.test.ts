import { getEventListeners } from 'node:events';
import { expect, it, vi } from 'vitest';
import { createAbortListeners } from './abort-listeners.js';

const countOn = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

it('puts one listener on a signal however many batches share it, and takes it off after the last', () => {
  const { signal } = new AbortController();
  const listeners = createAbortListeners();
  const removals = Array.from({ length: 50 }, () => listeners.add(signal, vi.fn()));
  expect(countOn(signal)).toBe(1);
  for (const remove of removals.slice(1)) remove();
  expect(countOn(signal)).toBe(1);
  removals[0]!();
  removals[0]!();
  expect(countOn(signal)).toBe(0);
});

it('tells all that listen, and none that stopped', () => {
  const controller = new AbortController();
  const listeners = createAbortListeners();
  const [stays, leaves] = [vi.fn(), vi.fn()];
  listeners.add(controller.signal, stays);
  listeners.add(controller.signal, leaves)();
  controller.abort();
  expect(stays).toHaveBeenCalledTimes(1);
  expect(leaves).not.toHaveBeenCalled();
  expect(countOn(controller.signal)).toBe(0);
});
