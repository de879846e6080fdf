import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RUNS } from '../../test/runs.js';
import { Heap, type HeapItem } from './heap.js';

interface Numbered extends HeapItem {
  value: number;
}

const item = (value: number): Numbered => ({ value, heapIndex: -1 });
const precedes = (a: Numbered, b: Numbered) => a.value < b.value;

/** Each item is where it says, and none comes before the one above it. */
function expectHeap(items: readonly Numbered[]): void {
  const inOrder = items.toSorted((a, b) => a.heapIndex - b.heapIndex);
  expect(inOrder.map(({ heapIndex }) => heapIndex)).toEqual([...items.keys()]);
  for (const [index, { value }] of inOrder.entries()) {
    if (index > 0) expect(value).toBeGreaterThanOrEqual(inOrder[(index - 1) >> 1]!.value);
  }
}

const drain = (heap: Heap<Numbered>) => {
  const values: number[] = [];
  for (let first = heap.shift(); first !== undefined; first = heap.shift()) values.push(first.value);
  return values;
};

it('gives items in order, and nothing when it is empty', () => {
  const heap = new Heap(precedes);
  expect([heap.peek(), heap.shift(), heap.size]).toEqual([undefined, undefined, 0]);
  for (const value of [5, 1, 4, 2, 3]) heap.push(item(value));
  expect([heap.peek()?.value, heap.size]).toEqual([1, 5]);
  expect(drain(heap)).toEqual([1, 2, 3, 4, 5]);
});

it('leaves alone an item that is not in', () => {
  const heap = new Heap(precedes);
  const [first, second] = [item(1), item(2)];
  heap.push(first);
  heap.push(second);
  heap.remove(first);
  heap.remove(first);
  expect(first.heapIndex).toBe(-1);
  expect(drain(heap)).toEqual([2]);
});

it('moves an item up that took the place of one under another parent', () => {
  const heap = new Heap(precedes);
  const items = [0, 10, 1, 11, 12, 2, 3].map(item);
  for (const each of items) heap.push(each);
  // The last one, 3, goes where 11 was: below 10.
  heap.remove(items[3]!);
  expectHeap(items.filter((each) => each !== items[3]));
  expect(drain(heap)).toEqual([0, 1, 2, 3, 10, 12]);
});

it('asks for O(log n) comparisons per item', () => {
  let count = 0;
  const heap = new Heap<Numbered>((a, b) => {
    count += 1;
    return precedes(a, b);
  });
  const items = Array.from({ length: 1024 }, (_, index) => item((index * 7919) % 1024));
  for (const each of items) heap.push(each);
  expect(count).toBeLessThanOrEqual(1024 * 10);
  count = 0;
  for (const each of items.slice(0, 512)) heap.remove(each);
  expect(count).toBeLessThanOrEqual(512 * 30);
});

it('is a sorted list, whatever is pushed, taken out and moved', () => {
  const step = fc.record({
    kind: fc.constantFrom('push', 'push', 'shift', 'remove', 'update'),
    value: fc.nat(20),
    which: fc.nat(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const heap = new Heap(precedes);
      let items: Numbered[] = [];
      for (const { kind, value, which } of steps) {
        const chosen = items[which % items.length];
        if (kind === 'push') {
          items.push(item(value));
          heap.push(items.at(-1)!);
        } else if (kind === 'shift') {
          const first = heap.shift();
          expect(first?.value).toBe(items.length === 0 ? undefined : Math.min(...items.map((each) => each.value)));
          items = items.filter((each) => each !== first);
        } else if (kind === 'remove' && chosen !== undefined) {
          heap.remove(chosen);
          items = items.filter((each) => each !== chosen);
          expect(chosen.heapIndex).toBe(-1);
        } else if (kind === 'update' && chosen !== undefined) {
          chosen.value = value;
          heap.update(chosen);
        }
        expect(heap.size).toBe(items.length);
        expectHeap(items);
      }
      expect(drain(heap)).toEqual(items.map((each) => each.value).sort((a, b) => a - b));
    }),
    RUNS,
  );
});
