import { describe, expect, it } from 'vitest';
import { type CallFields, limitOf, Scheduling, type TestCall } from '../../test/scheduling.js';
import { entryGoesBefore, Lane, LaneEntry } from './lane.js';
import type { ScheduledBatch } from './scheduled-call.js';

const on = new Scheduling();

function ranked(name: string, rank: number, batch: ScheduledBatch, fields: CallFields = {}): TestCall {
  const call = on.call(name, { ...fields, batch });
  call.rank = rank;
  return call;
}

const nameOf = (entry: LaneEntry | undefined) => (entry?.first as TestCall | undefined)?.name;

describe('entryGoesBefore', () => {
  const lane = new Lane(null);
  const entryOf = (call: TestCall) => {
    const entry = new LaneEntry(lane, call.scheduled);
    entry.first = call;
    return entry;
  };

  it('looks at the priority, then at which batch was served longer ago, then at which is older', () => {
    const [older, newer, served] = [on.openBatch(), on.openBatch(), on.openBatch()];
    served.servedAt = 1;
    const order = [
      ranked('urgent', 1, served),
      ranked('older', 0, older, { pathUs: 1 }),
      ranked('newer', 0, newer, { pathUs: 9 }),
      ranked('served', 0, served, { pathUs: 9 }),
    ].map(entryOf);
    for (const [place, entry] of order.entries()) {
      for (const [otherPlace, other] of order.entries()) expect(entryGoesBefore(entry, other)).toBe(place < otherPlace);
    }
  });

  it('looks within a batch at the longest path, then at call order', () => {
    const batch = on.openBatch();
    const [short, first, second] = [1, 5, 5].map((pathUs) => entryOf(ranked('', 0, batch, { pathUs })));
    const order = [first!, second!, short!];
    for (const [place, entry] of order.entries()) {
      for (const [otherPlace, other] of order.entries()) expect(entryGoesBefore(entry, other)).toBe(place < otherPlace);
    }
  });
});

describe('a lane', () => {
  it('may start a call without a limit, or while its limit has a free slot', () => {
    expect(new Lane(null).mayStart(0)).toBe(true);
    const limit = limitOf(1);
    const lane = new Lane(limit);
    expect(lane.mayStart(0)).toBe(true);
    limit.take(0);
    expect(lane.mayStart(0)).toBe(false);
  });

  it('has one entry per batch, in order of their first calls', () => {
    const lane = new Lane(null);
    const [a, b] = [on.openBatch(), on.openBatch()];
    expect(lane.first()).toBeUndefined();
    expect(lane.isEmpty).toBe(true);
    const [a1, a2] = [ranked('a1', 0, a), ranked('a2', 2, a)];
    for (const call of [a1, ranked('b1', 1, b)]) lane.push(call);
    expect(nameOf(lane.first())).toBe('b1');
    lane.push(a2);
    expect(nameOf(lane.first())).toBe('a2');
    expect([a.entries.length, b.entries.length]).toEqual([1, 1]);
    lane.remove(a2);
    expect(nameOf(lane.first())).toBe('b1');
    lane.remove(lane.first()!.first!);
    expect(nameOf(lane.first())).toBe('a1');
    lane.remove(a1);
    expect(lane.isEmpty).toBe(true);
  });

  it('passes over a batch that is full until it has a free slot', () => {
    const lane = new Lane(null);
    const narrow = on.openBatch(1);
    const [first, second] = [ranked('first', 1, narrow), ranked('second', 1, narrow)];
    for (const call of [first, second, ranked('other', 0, on.openBatch())]) lane.push(call);
    const entry = lane.first()!;
    entry.queue.remove(first);
    narrow.limit!.take(0);
    lane.place(entry);
    expect(nameOf(lane.first())).toBe('other');
    narrow.limit!.give(0);
    lane.place(entry);
    expect(nameOf(lane.first())).toBe('second');
  });

  it('gives out all its calls, those of full batches too, and is empty then', () => {
    const lane = new Lane(null);
    const narrow = on.openBatch(1);
    narrow.limit!.take(0);
    const wide = on.openBatch();
    for (const call of [
      ranked('n1', 0, narrow),
      ranked('n2', 0, narrow),
      ranked('w1', 0, wide),
      ranked('w2', 1, wide),
    ]) {
      lane.push(call);
    }
    expect(
      lane
        .drain()
        .map((call) => (call as TestCall).name)
        .sort(),
    ).toEqual(['n1', 'n2', 'w1', 'w2']);
    expect(lane.isEmpty).toBe(true);
    expect(lane.drain()).toEqual([]);
  });
});
