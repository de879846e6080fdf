import { describe, expect, it } from 'vitest';
import { fakeBatch } from '../../test/fake-batch.js';
import { createBatchQueue } from './batch-queue.js';

const batch = fakeBatch;
const names = (batches: readonly { readonly batches: string }[]) => batches.map((item) => item.batches);

describe('createBatchQueue', () => {
  it('drops the oldest beyond maxQueuedBatches', () => {
    const queue = createBatchQueue({ maxQueuedBatches: 2, maxQueuedBytes: 100 });
    expect(['a', 'b', 'c', 'd'].map((name) => names(queue.push(batch(name))))).toEqual([[], [], ['a'], ['b']]);
    expect(names(queue.take())).toEqual(['c', 'd']);
  });

  it('drops as many of the oldest as it takes to stay within maxQueuedBytes', () => {
    const queue = createBatchQueue({ maxQueuedBatches: 100, maxQueuedBytes: 10 });
    expect([queue.push(batch('a', 4)), queue.push(batch('b', 4))]).toEqual([[], []]);
    expect(names(queue.push(batch('c', 7)))).toEqual(['a', 'b']);
    expect(queue.bytes).toBe(7);
    expect(names(queue.take())).toEqual(['c']);
    expect(queue.bytes).toBe(0);
  });

  it('drops a batch that alone is too big, and keeps the others', () => {
    const queue = createBatchQueue({ maxQueuedBatches: 100, maxQueuedBytes: 10 });
    queue.push(batch('a', 10));
    expect(names(queue.push(batch('b', 11)))).toEqual(['b']);
    expect(names(queue.take())).toEqual(['a']);
  });

  it('gives out at most 500 batches or about 4 MiB at a time', () => {
    const queue = createBatchQueue({ maxQueuedBatches: 10_000, maxQueuedBytes: 1e9 });
    for (let index = 0; index < 501; index += 1) queue.push(batch(`${index}`));
    expect([queue.take().length, queue.take().length, queue.take().length]).toEqual([500, 1, 0]);
    for (const name of ['a', 'b', 'c']) queue.push(batch(name, 3 * 1024 * 1024));
    expect([names(queue.take()), names(queue.take())]).toEqual([['a', 'b'], ['c']]);
  });

  it('numbers batches as they enter', () => {
    const queue = createBatchQueue({ maxQueuedBatches: 2, maxQueuedBytes: 10 });
    for (const name of ['a', 'b', 'c']) queue.push(batch(name));
    expect([queue.firstNumber, queue.nextNumber]).toEqual([1, 3]);
    expect(names(queue.clear())).toEqual(['b', 'c']);
    expect([queue.firstNumber, queue.nextNumber, queue.count, queue.bytes]).toEqual([3, 3, 0, 0]);
  });
});
