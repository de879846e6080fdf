import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScheduler, type Schedulable, type Start, type Waited } from './scheduler.js';
import { countedSlots, type Slots } from './slots.js';

interface Item extends Schedulable {
  readonly name: string;
}

const item = (name: string, toolSlots: Slots | null = null, batchSlots: Slots | null = null): Item => ({
  name,
  toolSlots,
  batchSlots,
});

const names = (starts: readonly Start<Item>[]) => starts.map((start) => start.item.name);

describe('what starts', () => {
  it('starts calls in the order they were submitted, up to the limit', () => {
    const scheduler = createScheduler<Item>(countedSlots(2));
    for (const name of ['a', 'b', 'c']) scheduler.submit(item(name), 0);
    const first = scheduler.tick(0);
    expect(names(first)).toEqual(['a', 'b']);
    expect(names(scheduler.tick(1))).toEqual([]);
    first[0]!.release();
    expect(names(scheduler.tick(2))).toEqual(['c']);
  });

  it('lets a call pass one that waits for its tool, so that no slot idles', () => {
    const scheduler = createScheduler<Item>(countedSlots(3));
    const search = countedSlots(1);
    for (const name of ['search 1', 'search 2']) scheduler.submit(item(name, search), 0);
    scheduler.submit(item('read'), 0);
    const starts = scheduler.tick(0);
    expect(names(starts)).toEqual(['search 1', 'read']);
    starts[0]!.release();
    expect(names(scheduler.tick(1))).toEqual(['search 2']);
  });

  it('holds no global slot for a call that waits for its tool', () => {
    const global = countedSlots(2);
    const scheduler = createScheduler<Item>(global);
    const search = countedSlots(1);
    for (const name of ['search 1', 'search 2']) scheduler.submit(item(name, search), 0);
    scheduler.tick(0);
    expect(global.hasFree()).toBe(true);
  });

  it('keeps the limit of a batch beside the limit of a tool', () => {
    const scheduler = createScheduler<Item>(countedSlots(10));
    const batch = countedSlots(1);
    for (const name of ['a', 'b']) scheduler.submit(item(name, null, batch), 0);
    scheduler.submit(item('other batch'), 0);
    expect(names(scheduler.tick(0))).toEqual(['a', 'other batch']);
  });

  it('never starts a call that was withdrawn', () => {
    const scheduler = createScheduler<Item>(countedSlots(1));
    const [a, b] = [item('a'), item('b')];
    scheduler.submit(a, 0);
    scheduler.submit(b, 0);
    expect(scheduler.withdraw(a, 3)).toEqual({ toolSlotUs: 0, globalSlotUs: 0, overheadUs: 3 });
    expect(scheduler.withdraw(a, 4)).toBeNull();
    expect(scheduler.queuedCount).toBe(1);
    expect(names(scheduler.tick(0))).toEqual(['b']);
  });
});

describe('what a call waited for', () => {
  it('is nothing but overhead for a call that no limit held up', () => {
    const scheduler = createScheduler<Item>(countedSlots(1));
    scheduler.submit(item('a'), 10);
    expect(scheduler.tick(17)).toMatchObject([{ waited: { toolSlotUs: 0, globalSlotUs: 0, overheadUs: 7 } }]);
  });

  it('is the tool slot while its tool is full, and the global slot for the rest', () => {
    const scheduler = createScheduler<Item>(countedSlots(2));
    const search = countedSlots(1);
    scheduler.submit(item('search 1', search), 0);
    scheduler.submit(item('search 2', search), 0);
    scheduler.submit(item('read 1'), 0);
    scheduler.submit(item('read 2'), 0);
    const [search1, read1] = scheduler.tick(0);
    scheduler.tick(5);
    search1!.release();
    const [search2] = scheduler.tick(40);
    expect(search2).toMatchObject({
      item: { name: 'search 2' },
      waited: { toolSlotUs: 40, globalSlotUs: 0, overheadUs: 0 },
    });
    read1!.release();
    expect(scheduler.tick(70)).toMatchObject([
      { item: { name: 'read 2' }, waited: { toolSlotUs: 0, globalSlotUs: 70 } },
    ]);
  });
});

it('keeps every limit, idles no slot, starts each call once and accounts for each wait, whatever comes', () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant('submit' as const), tool: fc.nat(3), batch: fc.nat(2) }),
    fc.record({ kind: fc.constant('end' as const), which: fc.nat() }),
    fc.record({ kind: fc.constant('withdraw' as const), which: fc.nat() }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(event, { maxLength: 60 }), (limit, events) => {
      const global = countedSlots(limit);
      const tools = [null, countedSlots(1), countedSlots(2), countedSlots(3)];
      const batches = [null, countedSlots(1), countedSlots(2)];
      const scheduler = createScheduler<Item>(global);
      const queued = new Map<Item, number>();
      let running: Start<Item>[] = [];
      events.forEach((event, nowUs) => {
        if (event.kind === 'submit') {
          const call = item(String(nowUs), tools[event.tool], batches[event.batch]);
          queued.set(call, nowUs);
          scheduler.submit(call, nowUs);
        } else if (event.kind === 'withdraw') {
          const call = [...queued.keys()][event.which % Math.max(1, queued.size)];
          if (call === undefined) return;
          checkWaits(scheduler.withdraw(call, nowUs)!, nowUs - queued.get(call)!);
          queued.delete(call);
        } else if (running.length > 0) {
          const ended = running[event.which % running.length]!;
          ended.release();
          running = running.filter((start) => start !== ended);
        }
        for (const start of scheduler.tick(nowUs)) {
          const submittedUs = queued.get(start.item);
          expect(queued.delete(start.item)).toBe(true);
          checkWaits(start.waited, nowUs - submittedUs!);
          running.push(start);
        }
        const inUse = (slots: Slots, of: (item: Item) => Slots | null) =>
          running.filter((start) => of(start.item) === slots).length;
        expect(running.length).toBeLessThanOrEqual(limit);
        for (const slots of tools) {
          if (slots) expect(inUse(slots, (call) => call.toolSlots)).toBeLessThanOrEqual(slots.maxConcurrency);
        }
        for (const slots of batches) {
          if (slots) expect(inUse(slots, (call) => call.batchSlots)).toBeLessThanOrEqual(slots.maxConcurrency);
        }
        for (const call of queued.keys()) {
          const mayRun =
            global.hasFree() && (call.toolSlots?.hasFree() ?? true) && (call.batchSlots?.hasFree() ?? true);
          expect(mayRun, `call ${call.name} may run and is queued`).toBe(false);
        }
        expect(scheduler.queuedCount).toBe(queued.size);
      });
    }),
    { numRuns: 2000 },
  );
});

function checkWaits({ toolSlotUs, globalSlotUs, overheadUs }: Waited, totalUs: number): void {
  expect(Math.min(toolSlotUs, globalSlotUs, overheadUs)).toBeGreaterThanOrEqual(0);
  expect(toolSlotUs + globalSlotUs + overheadUs).toBe(totalUs);
}
