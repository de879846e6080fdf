import fc from 'fast-check';
import type pLimit from 'p-limit';
import type { LimitFunction } from 'p-limit';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { RUNS } from '../../test/runs.js';
import { settle } from '../testing/settle.js';
import { limitSlots } from './limit-slots.js';

// The real one, seen from outside: what it says is the truth about how many are out.
const limits: LimitFunction[] = [];
vi.mock('p-limit', async (importOriginal) => {
  const real = await importOriginal<{ default: typeof pLimit }>();
  return {
    default: (concurrency: number) => {
      limits.push(real.default(concurrency));
      return limits.at(-1);
    },
  };
});

const UNLIMITED = Number.POSITIVE_INFINITY;

function slotsOf(maxConcurrency: number) {
  const onFree = vi.fn();
  const slots = limitSlots(maxConcurrency, onFree);
  const limit = limits.at(-1)!;
  const takeAll = (count: number) => {
    for (let taken = 0; taken < count; taken++) slots.take();
  };
  return { slots, limit, onFree, takeAll };
}

beforeEach(() => {
  limits.length = 0;
});

describe('slots that p-limit holds', () => {
  it('are taken at once, and held by it', async () => {
    const { slots, limit, takeAll } = slotsOf(2);
    takeAll(1);
    expect([slots.hasFree(), limit.activeCount]).toEqual([true, 1]);
    takeAll(1);
    expect([slots.hasFree(), limit.activeCount]).toEqual([false, 2]);
    await settle();
    expect([limit.activeCount, limit.pendingCount]).toEqual([2, 0]);
  });

  it('are free the moment they are given back, and the next call takes the same one', async () => {
    const { slots, limit, onFree, takeAll } = slotsOf(1);
    for (let call = 0; call < 5; call++) {
      takeAll(1);
      expect(slots.hasFree()).toBe(false);
      slots.give();
      expect(slots.hasFree()).toBe(true);
      await settle();
      expect([limit.activeCount, limit.pendingCount]).toEqual([1, 0]);
    }
    expect(onFree).not.toHaveBeenCalled();
  });

  it('go back to it beyond 64 that nobody uses, and are told to be free then', async () => {
    const { slots, limit, onFree, takeAll } = slotsOf(100);
    takeAll(100);
    for (let taken = 0; taken < 100; taken++) slots.give();
    expect(limit.activeCount).toBe(100);
    await settle();
    expect(limit.activeCount).toBe(64);
    expect(onFree).toHaveBeenCalledTimes(36);
    expect(slots.hasFree()).toBe(true);
  });

  it('stay free without a limit, and it holds none', () => {
    const { slots, limit, takeAll } = slotsOf(UNLIMITED);
    takeAll(1000);
    expect([slots.hasFree(), limit.activeCount]).toEqual([true, 0]);
    for (let taken = 0; taken < 1000; taken++) slots.give();
    expect([slots.hasFree(), limit.activeCount]).toEqual([true, 0]);
  });

  it('ignore one given back that nobody took', () => {
    const { slots, takeAll } = slotsOf(1);
    slots.give();
    takeAll(1);
    expect(slots.hasFree()).toBe(false);
  });
});

describe('a lower number', () => {
  it('lets go of slots that nobody uses', async () => {
    const { slots, limit, takeAll } = slotsOf(3);
    takeAll(3);
    for (let taken = 0; taken < 3; taken++) slots.give();
    slots.resize(1);
    expect(slots.maxConcurrency).toBe(1);
    await settle();
    expect(limit.activeCount).toBeLessThanOrEqual(1);
    expect(slots.hasFree()).toBe(true);
    takeAll(1);
    expect(slots.hasFree()).toBe(false);
  });

  it('leaves slots to those that have them, and is kept to as they are given back', async () => {
    const { slots, limit, onFree, takeAll } = slotsOf(3);
    takeAll(3);
    slots.resize(1);
    for (const out of [2, 1]) {
      slots.give();
      expect(slots.hasFree()).toBe(false);
      await settle();
      expect([slots.hasFree(), limit.activeCount]).toEqual([false, out]);
    }
    expect(onFree).toHaveBeenCalledTimes(2);
    slots.give();
    expect(slots.hasFree()).toBe(true);
  });

  it('is told when a slot given back while there were too many has become free', async () => {
    const { slots, onFree, takeAll } = slotsOf(2);
    takeAll(2);
    slots.resize(1);
    slots.give();
    slots.give();
    // p-limit has not seen the end of either yet.
    expect(slots.hasFree()).toBe(false);
    const seen: boolean[] = [];
    onFree.mockImplementation(() => seen.push(slots.hasFree()));
    await settle();
    expect(seen.at(-1)).toBe(true);
  });
});

describe('a higher number', () => {
  it('is free at once', () => {
    const { slots, takeAll } = slotsOf(1);
    takeAll(1);
    slots.resize(2);
    expect(slots.hasFree()).toBe(true);
    takeAll(1);
    expect(slots.hasFree()).toBe(false);
  });

  it('of Infinity takes no slot of p-limit for new calls, and counts those that run when it is one again', async () => {
    const { slots, limit, takeAll } = slotsOf(1);
    takeAll(1);
    slots.resize(UNLIMITED);
    takeAll(2);
    expect(limit.activeCount).toBe(1);
    slots.resize(2);
    expect(slots.hasFree()).toBe(false);
    await settle();
    expect([limit.activeCount, limit.pendingCount]).toEqual([2, 1]);
    slots.give();
    expect(slots.hasFree()).toBe(false);
    slots.give();
    await settle();
    expect(slots.hasFree()).toBe(true);
    slots.give();
    await settle();
    expect(slots.hasFree()).toBe(true);
    expect(limit.pendingCount).toBe(0);
  });
});

it('p-limit never runs more than the limit, and every slot is free that may be once it has settled', async () => {
  const step = fc.oneof(
    { arbitrary: fc.constant('take' as const), weight: 4 },
    { arbitrary: fc.constant('give' as const), weight: 3 },
    { arbitrary: fc.constant('settle' as const), weight: 1 },
    { arbitrary: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant(UNLIMITED)), weight: 1 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant(UNLIMITED)),
      fc.array(step, { maxLength: 30, size: 'max' }),
      async (most, steps) => {
        const { slots, limit, onFree } = slotsOf(most);
        let [out, couldNotTake] = [0, false];
        onFree.mockImplementation(() => {
          couldNotTake = false;
        });
        for (const next of steps) {
          if (next === 'take' && slots.hasFree()) {
            expect(out).toBeLessThan(slots.maxConcurrency);
            slots.take();
            out += 1;
          } else if (next === 'take') couldNotTake = out < slots.maxConcurrency;
          else if (next === 'give' && out > 0) {
            slots.give();
            out -= 1;
          } else if (typeof next === 'number') slots.resize(next);
          else if (next === 'settle') {
            await settle();
            expect(slots.hasFree()).toBe(out < slots.maxConcurrency);
            // Whoever found no slot while fewer were out than may be was told.
            expect(couldNotTake).toBe(false);
            if (limit.pendingCount > 0) expect(limit.activeCount).toBeGreaterThanOrEqual(slots.maxConcurrency);
          }
          if (typeof next === 'number') couldNotTake = false;
        }
        await settle();
        expect(slots.hasFree()).toBe(out < slots.maxConcurrency);
      },
    ),
    { numRuns: RUNS.numRuns / 10 },
  );
});
