import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS } from '../../test/runs.js';
import { type CallFields, Scheduling, type TestCall } from '../../test/scheduling.js';
import { ReadyQueue } from './ready-queue.js';

const on = new Scheduling();

function ranked(name: string, rank: number, fields: CallFields = {}): TestCall {
  const call = on.call(name, fields);
  call.rank = rank;
  return call;
}

const drain = (queue: ReadyQueue<TestCall>) => {
  const names: string[] = [];
  for (let call = queue.peek(); call !== undefined; call = queue.peek()) {
    queue.remove(call);
    names.push(call.name);
  }
  return names;
};

/** The call that goes before all others: the highest priority, then the longest path, then call order. */
const firstOf = (calls: readonly TestCall[]) =>
  calls.toSorted((a, b) => b.rank - a.rank || b.pathUs - a.pathUs || a.seq - b.seq)[0];

describe('a queue', () => {
  it('looks at the priority first, then at the longest path, then at call order', () => {
    const [early, late] = [ranked('early', 0, { pathUs: 5 }), ranked('late', 0, { pathUs: 5 })];
    const [long, short] = [ranked('long', 0, { pathUs: 9 }), ranked('short', 0, { pathUs: 1 })];
    const urgent = ranked('urgent', 1);
    for (const order of [
      [urgent, long, early, late, short],
      [short, late, early, long, urgent],
      [late, urgent, early, short, long],
    ]) {
      const queue = new ReadyQueue<TestCall>();
      for (const call of order) queue.push(call);
      expect(drain(queue)).toEqual(['urgent', 'long', 'early', 'late', 'short']);
    }
  });

  it('gives calls that came in their order in that order', () => {
    const queue = new ReadyQueue<TestCall>();
    for (const name of ['a', 'b', 'c']) queue.push(ranked(name, 0));
    expect(drain(queue)).toEqual(['a', 'b', 'c']);
    expect(queue.peek()).toBeUndefined();
  });

  it('gives a call that goes before those that came earlier before them', () => {
    const queue = new ReadyQueue<TestCall>();
    for (const [name, rank] of [
      ['a', 0],
      ['b', 1],
      ['c', 0],
      ['d', 2],
    ] as const)
      queue.push(ranked(name, rank));
    expect(drain(queue)).toEqual(['d', 'b', 'a', 'c']);
  });

  it('puts no call in a heap while each comes after the last', () => {
    const queue = new ReadyQueue<TestCall>();
    const calls = ['a', 'b', 'c'].map((name) => ranked(name, 0));
    for (const call of calls) queue.push(call);
    queue.remove(calls[0]!);
    expect(calls.map(({ heapIndex }) => heapIndex)).toEqual([-1, -1, -1]);
  });

  it('is a list again after it was empty', () => {
    const queue = new ReadyQueue<TestCall>();
    for (const rank of [0, 1]) queue.push(ranked(String(rank), rank));
    expect(drain(queue)).toEqual(['1', '0']);
    const calls = ['a', 'b'].map((name) => ranked(name, 0));
    for (const call of calls) queue.push(call);
    expect(calls.map(({ heapIndex }) => heapIndex)).toEqual([-1, -1]);
    expect(drain(queue)).toEqual(['a', 'b']);
  });

  it('is in order, whatever comes in and leaves from anywhere', () => {
    const step = fc.record({ isPush: fc.nat(2), rank: fc.nat(2), pathUs: fc.nat(2), which: fc.nat() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
        const queue = new ReadyQueue<TestCall>();
        let inside: TestCall[] = [];
        for (const { isPush, rank, pathUs, which } of steps) {
          const leaves = inside[which % inside.length];
          if (isPush > 0 || leaves === undefined) {
            const call = ranked(`${rank} ${pathUs}`, rank, { pathUs });
            queue.push(call);
            inside.push(call);
          } else {
            queue.remove(leaves);
            inside = inside.filter((call) => call !== leaves);
          }
          expect(queue.peek()).toBe(firstOf(inside));
        }
      }),
      RUNS,
    );
  });
});
