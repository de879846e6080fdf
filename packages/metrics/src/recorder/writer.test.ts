import { describe, expect, it } from 'vitest';
import { fakeBatch } from '../../test/fake-batch.js';
import { StoreError, type StoreErrorCode } from '../errors.js';
import type { EncodedRows, Store } from '../store/store.js';
import { createWriter, type WriterOptions } from './writer.js';
import type { RecorderHealth } from './writer-messages.js';

const HEALTH: RecorderHealth = {
  droppedCount: 0,
  dropped: '[]',
  queuedCount: 0,
  queuedBytes: 0,
  spoolBytes: null,
  retryCount: 0,
  durability: 'memory',
};
const STORED = { notStored: [], error: null };
const RECORDER = { id: 'r', startedAtMs: 0 };
const batch = (name: string) => fakeBatch(`"${name}"`);

/** A database in memory whose opens and writes fail as the test says; time passes only in delays. */
function createWorld(given: Partial<WriterOptions> = {}) {
  const world = {
    stored: [] as string[],
    openCount: 0,
    closeCount: 0,
    retryCount: 0,
    delays: [] as number[],
    nowMs: 0,
    droppedCount: -1,
    storedCount: -1,
    closedAtMs: null as number | null,
    nextOpenErrors: [] as StoreErrorCode[],
    nextWriteErrors: [] as StoreErrorCode[],
    rollUpCounts: [] as number[],
    log: 'empty' as 'empty' | 'read' | 'broken',
    closeCountAtCheckpoint: -1,
    poison: 'none',
    file: 'file-1',
  };
  const openStore = async (): Promise<Store> => {
    world.openCount += 1;
    const code = world.nextOpenErrors.shift();
    if (code !== undefined) throw new StoreError(code, code);
    return {
      query: async () => [],
      deleteOld: async () => 0,
      repeat: async () => undefined,
      reclaim: async () => false,
      checkpoint: async () => {
        world.closeCountAtCheckpoint = world.closeCount;
        if (world.log === 'broken') throw new StoreError('WRITE_FAILED', 'no');
        return world.log === 'empty';
      },
      rollUp: async () => world.rollUpCounts.shift() ?? 0,
      write: async (rows: EncodedRows, { droppedCount, storedCount, closedAtMs }) => {
        const error = world.nextWriteErrors.shift();
        if (error !== undefined) throw new StoreError(error, error);
        const batches = JSON.parse(rows.batches) as string[];
        if (batches.includes(world.poison)) throw new StoreError('WRITE_REJECTED', 'poison');
        world.stored.push(...batches);
        world.droppedCount = droppedCount;
        world.storedCount = storedCount;
        world.closedAtMs = closedAtMs;
        return { batchCount: batches.length, metricCount: 0 };
      },
      close: async () => {
        world.closeCount += 1;
      },
    };
  };
  const writer = createWriter({
    openStore,
    identifyFile: () => world.file,
    delay: async (delayMs, signal) => {
      world.delays.push(delayMs);
      if (!signal.aborted) world.nowMs += delayMs;
    },
    now: () => world.nowMs,
    wallTimeMs: () => 42,
    onRetry: () => {
      world.retryCount += 1;
    },
    recorder: RECORDER,
    retryForMs: 1000,
    ...given,
  });
  return { world, writer };
}

describe('createWriter', () => {
  it('opens the database once for many writes', async () => {
    const { world, writer } = createWorld();
    await writer.write([batch('a')], HEALTH);
    await writer.write([batch('b'), batch('c')], HEALTH);
    expect(world).toMatchObject({ stored: ['a', 'b', 'c'], openCount: 1 });
  });

  it('adds batches of before the rollups to them, until there are no more', async () => {
    const { world, writer } = createWorld();
    expect(await writer.rollUp()).toBe(false);
    await writer.write([batch('a')], HEALTH);
    world.rollUpCounts = [100, 3];
    expect([await writer.rollUp(), await writer.rollUp(), await writer.rollUp()]).toEqual([true, true, false]);
    world.rollUpCounts = [5];
    expect(await writer.rollUp()).toBe(false);
  });

  it('repeats a write that met a lock, through a connection opened anew, with growing delays', async () => {
    const { world, writer } = createWorld();
    world.nextWriteErrors = ['DATABASE_BUSY', 'DATABASE_BUSY', 'WRITE_FAILED'];
    const outcome = await writer.write([batch('a')], HEALTH);
    expect(outcome).toEqual(STORED);
    expect(world).toMatchObject({ stored: ['a'], openCount: 4, closeCount: 3, retryCount: 3, delays: [20, 40, 80] });
  });

  it('repeats an open that met a lock', async () => {
    const { world, writer } = createWorld();
    world.nextOpenErrors = ['DATABASE_BUSY'];
    expect(await writer.write([batch('a')], HEALTH)).toEqual(STORED);
  });

  it('gives batches up after retryForMs, and tries the next ones only once until the database is back', async () => {
    const { world, writer } = createWorld();
    world.nextWriteErrors = Array.from({ length: 100 }, () => 'DATABASE_BUSY' as const);
    const outcome = await writer.write([batch('a'), batch('b')], HEALTH);
    expect(outcome).toMatchObject({ notStored: [0, 1], error: { code: 'WRITE_FAILED' } });
    expect(world.nowMs).toBeGreaterThanOrEqual(1000);
    const opensBefore = world.openCount;
    expect(await writer.write([batch('c')], HEALTH)).toMatchObject({ notStored: [0] });
    expect(world.openCount).toBe(opensBefore + 1);
    world.nextWriteErrors = [];
    expect(await writer.write([batch('d')], HEALTH)).toEqual(STORED);
    world.nextWriteErrors = ['DATABASE_BUSY'];
    expect(await writer.write([batch('e')], HEALTH)).toEqual(STORED);
  });

  it.each(['DATABASE_UNREADABLE', 'SCHEMA_NEWER', 'SCHEMA_MISSING'] as const)(
    'does not repeat a first open that failed with %s',
    async (code) => {
      const { world, writer } = createWorld();
      world.nextOpenErrors = [code];
      expect(await writer.write([batch('a')], HEALTH)).toMatchObject({
        notStored: [0],
        error: { code: 'DATABASE_UNUSABLE' },
      });
      expect(world.retryCount).toBe(0);
    },
  );

  it('repeats when a database that worked cannot be opened any more', async () => {
    const { world, writer } = createWorld();
    world.nextOpenErrors = [];
    await writer.write([batch('a')], HEALTH);
    world.nextWriteErrors = ['WRITE_FAILED'];
    world.nextOpenErrors = ['DATABASE_UNREADABLE'];
    expect(await writer.write([batch('b')], HEALTH)).toEqual(STORED);
    expect(world.stored).toEqual(['a', 'b']);
  });

  it('stores the others when one batch spoils a write', async () => {
    const { world, writer } = createWorld();
    world.poison = 'bad';
    const outcome = await writer.write([batch('a'), batch('bad'), batch('b')], HEALTH);
    expect(outcome).toMatchObject({ notStored: [1], error: { code: 'BATCH_REJECTED' } });
    expect(world.stored).toEqual(['a', 'b']);
  });

  it('opens the file anew when it was replaced', async () => {
    const { world, writer } = createWorld();
    await writer.write([batch('a')], HEALTH);
    world.file = 'file-2';
    await writer.write([batch('b')], HEALTH);
    expect(world).toMatchObject({ openCount: 2, closeCount: 1 });
  });

  it('gives up at once what it repeats when it is told to stop', async () => {
    const { world, writer } = createWorld({
      delay: async () => writer.stopRetrying(),
    });
    world.nextWriteErrors = Array.from({ length: 100 }, () => 'DATABASE_BUSY' as const);
    expect(await writer.write([batch('a')], HEALTH)).toMatchObject({ notStored: [0], error: { code: 'WRITE_FAILED' } });
    expect(world.retryCount).toBe(1);
  });

  it('notes at its end how many batches were dropped, and that it is closed', async () => {
    const { world, writer } = createWorld();
    await writer.write([batch('a')], { ...HEALTH, droppedCount: 3 });
    expect(world.droppedCount).toBe(3);
    await writer.close({ ...HEALTH, droppedCount: 7 });
    expect(world).toMatchObject({ droppedCount: 7, closedAtMs: 42, closeCount: 1 });
  });

  it('notes with each write how many batches are stored with it, however often it had to be repeated', async () => {
    const { world, writer } = createWorld();
    await writer.write([batch('a'), batch('b')], HEALTH);
    expect(world.storedCount).toBe(2);
    world.poison = 'bad';
    world.nextWriteErrors = ['WRITE_FAILED'];
    await writer.write([batch('bad'), batch('c')], HEALTH);
    expect(world.storedCount).toBe(3);
    await writer.close(HEALTH);
    expect(world.storedCount).toBe(3);
  });

  it('empties the log when asked to, says whether more is left, and does so before it closes', async () => {
    const { world, writer } = createWorld();
    expect(await writer.tidy()).toBe(true);
    expect(world.openCount).toBe(0);
    await writer.write([batch('a')], HEALTH);
    expect(await writer.tidy()).toBe(true);
    world.log = 'read';
    expect(await writer.tidy()).toBe(false);
    world.log = 'broken';
    expect(await writer.tidy()).toBe(true);
    world.closeCountAtCheckpoint = -1;
    await writer.close(HEALTH);
    expect(world).toMatchObject({ closeCountAtCheckpoint: 0, closeCount: 1 });
  });

  it('creates no database when there was nothing to write', async () => {
    const { world, writer } = createWorld();
    await writer.close(HEALTH);
    expect(world.openCount).toBe(0);
  });
});
