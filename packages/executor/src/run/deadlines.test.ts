import { expect, it, vi } from 'vitest';
import { createManualClock } from '../testing/index.js';
import { Deadlines } from './deadlines.js';

const target = () => ({ onDeadline: vi.fn() });

it('calls back at the deadline, not before', async () => {
  const clock = createManualClock();
  const expiring = target();
  new Deadlines(clock).set(100, expiring);
  await clock.advance(99);
  expect(expiring.onDeadline).not.toHaveBeenCalled();
  await clock.advance(1);
  expect(expiring.onDeadline).toHaveBeenCalledTimes(1);
  expect(clock.pendingTimers).toBe(0);
});

it('holds one timer for each distinct timeout, and none when nothing is left', async () => {
  const clock = createManualClock();
  const deadlines = new Deadlines(clock);
  const set = [100, 100, 200, 100].map((timeoutMs) => deadlines.set(timeoutMs, target()));
  expect(clock.pendingTimers).toBe(2);
  for (const deadline of set) deadline?.clear();
  for (const deadline of set) deadline?.clear();
  expect(clock.pendingTimers).toBe(0);
});

it('keeps the deadlines that were not cleared, each at its time', async () => {
  const clock = createManualClock();
  const deadlines = new Deadlines(clock);
  const targets = [target(), target(), target()];
  const first = deadlines.set(100, targets[0]!);
  await clock.advance(10);
  deadlines.set(100, targets[1]!);
  await clock.advance(10);
  deadlines.set(100, targets[2]!);
  first?.clear();
  await clock.advance(89);
  expect(targets.map(({ onDeadline }) => onDeadline.mock.calls.length)).toEqual([0, 0, 0]);
  await clock.advance(1);
  expect(targets.map(({ onDeadline }) => onDeadline.mock.calls.length)).toEqual([0, 1, 0]);
  await clock.advance(10);
  expect(targets.map(({ onDeadline }) => onDeadline.mock.calls.length)).toEqual([0, 1, 1]);
});

it('never calls back at Infinity', () => {
  const clock = createManualClock();
  expect(new Deadlines(clock).set(Number.POSITIVE_INFINITY, target())).toBeNull();
  expect(clock.pendingTimers).toBe(0);
});

it('waits longer than a timer can', async () => {
  const clock = createManualClock();
  const expiring = target();
  new Deadlines(clock).set(2 ** 32, expiring);
  await clock.advance(2 ** 32 - 1);
  expect(expiring.onDeadline).not.toHaveBeenCalled();
  await clock.advance(1);
  expect(expiring.onDeadline).toHaveBeenCalledTimes(1);
});

it('takes a deadline that is set by one that falls due', async () => {
  const clock = createManualClock();
  const deadlines = new Deadlines(clock);
  const second = target();
  deadlines.set(10, { onDeadline: () => void deadlines.set(10, second) });
  await clock.advance(19);
  expect(second.onDeadline).not.toHaveBeenCalled();
  await clock.advance(1);
  expect(second.onDeadline).toHaveBeenCalledTimes(1);
  expect(clock.pendingTimers).toBe(0);
});

it('keeps every deadline of timeouts that are all different', async () => {
  const clock = createManualClock();
  const deadlines = new Deadlines(clock);
  const targets = Array.from({ length: 200 }, target);
  for (const [index, expiring] of targets.entries()) {
    const deadline = deadlines.set(1000 + index, expiring);
    if (index % 3 === 0) deadline?.clear();
  }
  await clock.advance(1200);
  expect(targets.map(({ onDeadline }) => onDeadline.mock.calls.length)).toEqual(
    targets.map((_, i) => (i % 3 === 0 ? 0 : 1)),
  );
});

it('leaves no timer behind when one that falls due takes the next away', async () => {
  const clock = createManualClock();
  const deadlines = new Deadlines(clock);
  const next = target();
  deadlines.set(50, { onDeadline: () => second?.clear() });
  const second = deadlines.set(50, next);
  await clock.advance(100);
  expect(next.onDeadline).not.toHaveBeenCalled();
  expect(clock.pendingTimers).toBe(0);
});

it('keeps the timer of others when one that fell due is cleared', async () => {
  const clock = createManualClock();
  const deadlines = new Deadlines(clock);
  const due = deadlines.set(10, target());
  await clock.advance(10);
  deadlines.set(10, target());
  due?.clear();
  expect(clock.pendingTimers).toBe(1);
});

it('counts from the time given, in whole milliseconds for the timer, so that none comes early', async () => {
  const clock = createManualClock();
  const setTimer = vi.spyOn(clock, 'setTimer');
  await clock.advance(50);
  const deadline = new Deadlines(clock).set(99.5, target(), 40);
  expect(deadline?.dueMs).toBe(139.5);
  expect(setTimer.mock.calls.map(([delayMs]) => delayMs)).toEqual([100]);
});
