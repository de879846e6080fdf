import { expect, it, vi } from 'vitest';
import { createManualClock } from '../testing/manual-clock.js';
import { createDeadlines } from './deadlines.js';

it('calls back at the deadline and not before', async () => {
  const clock = createManualClock();
  const onDeadline = vi.fn();
  createDeadlines(clock).add(500, onDeadline);
  await clock.advance(499.9);
  expect(onDeadline).not.toHaveBeenCalled();
  await clock.advance(0.1);
  expect(onDeadline).toHaveBeenCalledTimes(1);
  expect(clock.pendingTimers).toBe(0);
});

it('keeps one timer for all deadlines of one timeout, each at its own time', async () => {
  const clock = createManualClock();
  const deadlines = createDeadlines(clock);
  const calls: string[] = [];
  deadlines.add(100, () => calls.push('first'));
  await clock.advance(60);
  deadlines.add(100, () => calls.push('second'));
  expect(clock.pendingTimers).toBe(1);
  await clock.advance(40);
  expect(calls).toEqual(['first']);
  await clock.advance(60);
  expect(calls).toEqual(['first', 'second']);
});

it('leaves no timer behind when the last deadline is taken away', () => {
  const clock = createManualClock();
  const deadlines = createDeadlines(clock);
  const removals = [deadlines.add(100, vi.fn()), deadlines.add(100, vi.fn()), deadlines.add(200, vi.fn())];
  expect(clock.pendingTimers).toBe(2);
  for (const remove of removals) remove();
  for (const remove of removals) remove();
  expect(clock.pendingTimers).toBe(0);
});

it('calls back for those that remain when the first was taken away', async () => {
  const clock = createManualClock();
  const deadlines = createDeadlines(clock);
  const [first, second] = [vi.fn(), vi.fn()];
  const remove = deadlines.add(100, first);
  await clock.advance(10);
  deadlines.add(100, second);
  remove();
  await clock.advance(99);
  expect(second).not.toHaveBeenCalled();
  await clock.advance(1);
  expect(second).toHaveBeenCalledTimes(1);
  expect(first).not.toHaveBeenCalled();
});

it('needs no timer for an infinite timeout and holds one longer than a timer can', async () => {
  const clock = createManualClock();
  const deadlines = createDeadlines(clock);
  deadlines.add(Number.POSITIVE_INFINITY, vi.fn());
  expect(clock.pendingTimers).toBe(0);
  const onDeadline = vi.fn();
  deadlines.add(2 ** 32, onDeadline);
  await clock.advance(2 ** 32 - 1);
  expect(onDeadline).not.toHaveBeenCalled();
  await clock.advance(1);
  expect(onDeadline).toHaveBeenCalledTimes(1);
});

it('takes a deadline that is added while others fall due', async () => {
  const clock = createManualClock();
  const deadlines = createDeadlines(clock);
  const late = vi.fn();
  deadlines.add(100, () => deadlines.add(100, late));
  await clock.advance(100);
  expect(late).not.toHaveBeenCalled();
  await clock.advance(100);
  expect(late).toHaveBeenCalledTimes(1);
  expect(clock.pendingTimers).toBe(0);
});

it('leaves no timer behind when a deadline that was added while others fell due is taken away', async () => {
  const clock = createManualClock();
  const deadlines = createDeadlines(clock);
  const removals: (() => void)[] = [];
  deadlines.add(100, () => removals.push(deadlines.add(100, vi.fn())));
  await clock.advance(100);
  expect(clock.pendingTimers).toBe(1);
  for (const remove of removals) remove();
  expect(clock.pendingTimers).toBe(0);
});
