import { expect, it } from 'vitest';
import { createFifoQueue } from './fifo-queue.js';

it('gives items in the order they came, also across compaction', () => {
  const queue = createFifoQueue<number>();
  const taken: (number | undefined)[] = [];
  for (let item = 0; item < 5000; item++) {
    queue.push(item);
    if (item % 3 === 2) taken.push(queue.shift());
  }
  while (queue.size > 0) taken.push(queue.shift());
  expect(taken).toEqual(Array.from({ length: 5000 }, (_, item) => item));
  expect(queue.shift()).toBeUndefined();
  expect(queue.size).toBe(0);
});

it('shows the first item without taking it', () => {
  const queue = createFifoQueue<string>();
  expect(queue.peek()).toBeUndefined();
  queue.push('a');
  expect(queue.peek()).toBe('a');
  expect(queue.size).toBe(1);
});
