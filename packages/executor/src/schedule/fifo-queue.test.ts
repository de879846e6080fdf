import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RUNS } from '../../test/runs.js';
import { FifoQueue } from './fifo-queue.js';

const drain = <Item>(queue: FifoQueue<Item>) => {
  const items: Item[] = [];
  while (queue.size > 0) items.push(queue.shift()!);
  return items;
};

it('gives items in the order they came, also where it makes room', () => {
  const queue = new FifoQueue<number>();
  const taken: (number | undefined)[] = [];
  for (let item = 0; item < 5000; item++) {
    queue.push(item);
    if (item % 3 === 2) taken.push(queue.shift());
  }
  for (let size = queue.size; size > 0; size--) {
    taken.push(queue.shift());
    expect(queue.size).toBe(size - 1);
  }
  expect(taken).toEqual(Array.from({ length: 5000 }, (_, item) => item));
  expect(queue.shift()).toBeUndefined();
  expect(queue.size).toBe(0);
});

it('shows the first and the last item without taking them', () => {
  const queue = new FifoQueue<string>();
  expect([queue.peek(), queue.last()]).toEqual([undefined, undefined]);
  queue.push('a');
  queue.push('b');
  expect([queue.peek(), queue.last(), queue.size]).toEqual(['a', 'b', 2]);
  drain(queue);
  expect([queue.peek(), queue.last(), queue.size]).toEqual([undefined, undefined, 0]);
});

it('gives an item that came in at the front before all others, the newest first', () => {
  const queue = new FifoQueue<string>();
  queue.unshift('c');
  queue.push('d');
  queue.unshift('b');
  queue.unshift('a');
  expect(queue.size).toBe(4);
  expect(drain(queue)).toEqual(['a', 'b', 'c', 'd']);
});

it('does not keep what it gave out', () => {
  const queue = new FifoQueue<object>();
  for (let item = 0; item < 3; item++) queue.push({});
  queue.shift();
  queue.unshift({});
  expect(drain(queue)).toHaveLength(3);
  expect(queue.shift()).toBeUndefined();
});

it('is an array with fast ends, whatever is done with it', () => {
  const step = fc.oneof(
    { arbitrary: fc.constant('push' as const), weight: 3 },
    fc.constant('shift' as const),
    fc.constant('unshift' as const),
    // Enough to make it move what is left.
    fc.constant('push and shift many' as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30, size: 'max' }), (steps) => {
      const [queue, array]: [FifoQueue<number>, number[]] = [new FifoQueue(), []];
      let item = 0;
      const push = () => {
        item += 1;
        queue.push(item);
        array.push(item);
      };
      for (const name of steps) {
        if (name === 'push') push();
        else if (name === 'shift') expect(queue.shift()).toBe(array.shift());
        else if (name === 'unshift') {
          item += 1;
          queue.unshift(item);
          array.unshift(item);
        } else {
          for (let count = 0; count < 1100; count++) push();
          for (let count = 0; count < 1090; count++) expect(queue.shift() === array.shift()).toBe(true);
        }
        expect([queue.size, queue.peek(), queue.last()]).toEqual([array.length, array[0], array.at(-1)]);
      }
      expect(drain(queue)).toEqual(array);
    }),
    { numRuns: RUNS.numRuns / 20 },
  );
});
