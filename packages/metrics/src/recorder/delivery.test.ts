import { describe, expect, it, vi } from 'vitest';
import { fakeBatch } from '../../test/fake-batch.js';
import { createDelivery, type DeliveryOptions } from './delivery.js';
import type { EncodedBatch } from './encode-batch.js';
import type { WriteOutcome } from './writer-messages.js';
import type { WriterListener } from './writer-thread.js';

const batch = (name: string) => fakeBatch(name);
const NONE: WriteOutcome = { notStored: [], error: null };
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** A writer that settles when the test says so. */
function createWorld(given: Partial<DeliveryOptions> = {}) {
  const writes: string[][] = [];
  const reports: string[] = [];
  let listener: WriterListener | undefined;
  const stop = vi.fn(async () => undefined);
  const startWriter = vi.fn((given: WriterListener) => {
    listener = given;
    return {
      write: (batches: readonly EncodedBatch[]) =>
        writes.push(batches.map((item) => item.batches)) as unknown as undefined,
      stop,
    };
  });
  const report = (code: string, message: string) => reports.push(`${code} ${message}`);
  const delivery = createDelivery({
    maxQueuedBatches: 3,
    maxQueuedBytes: 100,
    durability: 'memory',
    spool: null,
    startWriter,
    report,
    ...given,
  });
  const settle = (outcome: Partial<WriteOutcome> = {}) => listener?.onSettled({ ...NONE, ...outcome });
  return { delivery, writes, reports, startWriter, stop, settle, die: (reason: string) => listener?.onDeath(reason) };
}

/** Whether a promise has resolved by now. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  await nextTurn();
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

describe('createDelivery', () => {
  it('starts no thread before there is something to write', async () => {
    const { delivery, startWriter } = createWorld();
    await delivery.flush(Number.POSITIVE_INFINITY);
    await delivery.close(0);
    expect(startWriter).not.toHaveBeenCalled();
  });

  it('writes together what was recorded in one turn, and what comes during a write after it', async () => {
    const { delivery, writes, settle } = createWorld();
    delivery.offer(batch('a'));
    delivery.offer(batch('b'));
    await nextTurn();
    delivery.offer(batch('c'));
    await nextTurn();
    expect(writes).toEqual([['a', 'b']]);
    settle();
    expect(writes).toEqual([['a', 'b'], ['c']]);
    settle();
    expect(delivery.stats()).toMatchObject({ recordedCount: 3, storedCount: 3, droppedCount: 0, queuedCount: 0 });
  });

  it('sends a full write ahead while another is under way, and settles them in their order', async () => {
    const { delivery, writes, settle } = createWorld({ maxQueuedBatches: 2000, maxQueuedBytes: 2000 });
    for (let number = 0; number < 1100; number += 1) delivery.offer(batch(`${number}`));
    await nextTurn();
    const flushed = delivery.flush(Number.POSITIVE_INFINITY);
    expect(writes.map(([first, ...more]) => [first, more.length + 1])).toEqual([
      ['0', 500],
      ['500', 500],
    ]);
    settle();
    expect(writes).toHaveLength(2);
    expect(delivery.stats()).toMatchObject({ storedCount: 500, queuedCount: 600 });
    settle({ notStored: [499], error: { code: 'WRITE_FAILED', message: 'away' } });
    expect(writes[2]?.[0]).toBe('1000');
    expect(delivery.stats()).toMatchObject({ storedCount: 999, droppedCount: 1, queuedCount: 100 });
    expect(await isDone(flushed)).toBe(false);
    settle();
    await flushed;
    expect(delivery.stats()).toMatchObject({ storedCount: 1099, queuedCount: 0 });
  });

  it('drops whole batches, the oldest that wait, and counts them', async () => {
    const { delivery, writes, reports, settle } = createWorld();
    delivery.offer(batch('first'));
    await nextTurn();
    for (const name of ['a', 'b', 'c', 'd', 'e']) delivery.offer(batch(name));
    expect(delivery.stats()).toMatchObject({
      recordedCount: 6,
      storedCount: 0,
      droppedCount: 2,
      queuedCount: 4,
      queuedBytes: 3,
    });
    settle();
    expect(writes).toEqual([['first'], ['c', 'd', 'e']]);
    settle();
    expect(delivery.stats()).toMatchObject({ recordedCount: 6, storedCount: 4, droppedCount: 2, queuedCount: 0 });
    expect(reports[0]).toMatch(/^BATCHES_DROPPED .*maxQueuedBatches/);
  });

  it('flushes what was recorded before, not what came after', async () => {
    const { delivery, settle } = createWorld();
    delivery.offer(batch('a'));
    await nextTurn();
    const flushed = delivery.flush(Number.POSITIVE_INFINITY);
    delivery.offer(batch('b'));
    expect(await isDone(flushed)).toBe(false);
    settle();
    expect(await isDone(flushed)).toBe(true);
    expect(delivery.stats().queuedCount).toBe(1);
  });

  it('has not flushed while a write is under way, however many later batches are dropped', async () => {
    const { delivery, settle } = createWorld();
    delivery.offer(batch('a'));
    await nextTurn();
    const flushed = delivery.flush(Number.POSITIVE_INFINITY);
    for (let index = 0; index < 50; index += 1) delivery.offer(batch(`${index}`));
    expect(await isDone(flushed)).toBe(false);
    settle();
    expect(await isDone(flushed)).toBe(true);
  });

  it('ends a flush at its time limit', async () => {
    const { delivery } = createWorld();
    delivery.offer(batch('a'));
    await delivery.flush(1);
    expect(delivery.stats()).toMatchObject({ queuedCount: 1 });
  });

  it('drops all once the database turns out to be unusable, and ends the thread', async () => {
    const { delivery, writes, reports, settle, stop } = createWorld();
    delivery.offer(batch('a'));
    await nextTurn();
    delivery.offer(batch('b'));
    const flushed = delivery.flush(Number.POSITIVE_INFINITY);
    settle({ notStored: [0], error: { code: 'DATABASE_UNUSABLE', message: 'it is a directory' } });
    await flushed;
    delivery.offer(batch('c'));
    await nextTurn();
    expect(delivery.stats()).toMatchObject({ state: 'unusable', recordedCount: 3, droppedCount: 3, queuedCount: 0 });
    expect(writes).toEqual([['a']]);
    expect(stop).toHaveBeenCalledOnce();
    expect(reports[0]).toBe(
      'DATABASE_UNUSABLE Batches are not recorded: it is a directory. Tool calls are not affected.',
    );
    await delivery.close(0);
  });

  it('says so when there can be no thread', async () => {
    const { delivery, reports } = createWorld({
      startWriter() {
        throw new Error('no threads here');
      },
    });
    delivery.offer(batch('a'));
    await delivery.flush(Number.POSITIVE_INFINITY);
    expect(delivery.stats()).toMatchObject({ state: 'unusable', droppedCount: 1 });
    expect(reports[0]).toContain('no threads here');
  });

  it('counts what a thread was writing when it died', async () => {
    const { delivery, die } = createWorld();
    delivery.offer(batch('a'));
    await nextTurn();
    delivery.offer(batch('b'));
    die('out of memory');
    await delivery.flush(Number.POSITIVE_INFINITY);
    expect(delivery.stats()).toMatchObject({ state: 'unusable', recordedCount: 2, droppedCount: 2, queuedCount: 0 });
  });

  it('counts the write that was sent ahead to a thread that died', async () => {
    const { delivery, die } = createWorld({ maxQueuedBatches: 2000, maxQueuedBytes: 2000 });
    for (let number = 0; number < 1100; number += 1) delivery.offer(batch(`${number}`));
    await nextTurn();
    die('out of memory');
    await delivery.flush(Number.POSITIVE_INFINITY);
    expect(delivery.stats()).toMatchObject({ recordedCount: 1100, droppedCount: 1100, queuedCount: 0 });
  });

  it('drops what could not be stored in the time that close() has', async () => {
    const { delivery, reports, stop } = createWorld();
    delivery.offer(batch('a'));
    await nextTurn();
    delivery.offer(batch('b'));
    await Promise.all([delivery.close(1), delivery.close(1)]);
    expect(delivery.stats()).toMatchObject({ state: 'closed', droppedCount: 2, queuedCount: 0 });
    expect(reports[0]).toMatch(/^BATCHES_DROPPED .*closed/);
    expect(stop).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ droppedCount: 1, dropped: '["BATCHES_DROPPED",1]' }),
    );
  });

  it("says under durability 'commit' that a write is not safe whose thread had to be ended by force", async () => {
    const { delivery, reports } = createWorld({ durability: 'commit' });
    const isSafe = delivery.offer(batch('a'));
    await nextTurn();
    await delivery.close(1);
    expect(await isSafe).toBe(false);
    expect(delivery.stats()).toMatchObject({ recordedCount: 1, droppedByReason: { DATABASE_UNUSABLE: 1 } });
    expect(reports).toEqual([expect.stringMatching(/^DATABASE_UNUSABLE .* was ended/)]);
  });

  it('has flushed once a thread ended whose database is unusable, whatever it still had', async () => {
    const { delivery, settle } = createWorld({ maxQueuedBatches: 2000, maxQueuedBytes: 2000 });
    for (let number = 0; number < 1000; number += 1) delivery.offer(batch(`${number}`));
    await nextTurn();
    const flushed = delivery.flush(Number.POSITIVE_INFINITY);
    const all = Array.from({ length: 500 }, (_, index) => index);
    settle({ notStored: all, error: { code: 'DATABASE_UNUSABLE', message: 'it is a directory' } });
    await flushed;
    expect(delivery.stats()).toMatchObject({ recordedCount: 1000, droppedCount: 1000, queuedCount: 0 });
  });

  it('drops what is recorded after close()', async () => {
    const { delivery, reports } = createWorld();
    await delivery.close(0);
    delivery.offer(batch('a'));
    expect(delivery.stats()).toMatchObject({ state: 'closed', recordedCount: 1, droppedCount: 1 });
    expect(reports[0]).toMatch(/^BATCHES_DROPPED .*after/);
  });

  it("says under durability 'memory' at once that a batch is safe", async () => {
    const { delivery } = createWorld();
    expect(await delivery.offer(batch('a'))).toBe(true);
  });

  it("says under durability 'commit' that a batch is safe once it is stored, and what became of each", async () => {
    const { delivery, settle } = createWorld({ durability: 'commit' });
    const [first, second] = [delivery.offer(batch('a')), delivery.offer(batch('b'))];
    await nextTurn();
    expect(await isDone(first)).toBe(false);
    const others = ['c', 'd', 'e', 'f'].map((name) => delivery.offer(batch(name)));
    expect(await others[0]).toBe(false);
    settle({ notStored: [1], error: { code: 'BATCH_REJECTED', message: 'no' } });
    expect(await Promise.all([first, second])).toEqual([true, false]);
    settle({ notStored: [0, 1, 2], error: { code: 'WRITE_FAILED', message: 'away' } });
    expect(await Promise.all(others)).toEqual([false, false, false, false]);
    expect(delivery.stats()).toMatchObject({
      storedCount: 1,
      droppedCount: 5,
      droppedByReason: { BATCHES_DROPPED: 1, BATCH_REJECTED: 1, WRITE_FAILED: 3 },
    });
  });
});
