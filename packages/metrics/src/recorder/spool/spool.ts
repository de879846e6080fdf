import { readFile, rm, rmdir } from 'node:fs/promises';
import type { EncodedBatch } from '../encode-batch.js';
import { frameOf, readFrames } from './frames.js';
import { createSegment, type Segment } from './segment.js';
import { abandonedSpools, holdSpool, spoolFile } from './spool-files.js';

/** Batches on the disk until they are in the database. All of it is asynchronous; no thread waits for the disk. */
export interface Spool {
  /** Of the files of this recorder. */
  readonly byteLength: number;
  /** Resolves when the batch is on the disk. @throws When it cannot be, for the disk or for `maxSpoolBytes`. */
  append(batch: EncodedBatch): Promise<void>;
  /** The batch is in the database, or never will be. */
  settle(batch: EncodedBatch): void;
  /** The batch leaves the memory unsettled. @returns Whether the spool has it. */
  keep(batch: EncodedBatch): boolean;
  /** Batches that were kept, some of them; they count as in memory from now on. */
  takeKept(): Promise<readonly EncodedBatch[]>;
  /** Batches of recorders that are no more; they are this one's from now on. */
  adopt(): Promise<readonly EncodedBatch[]>;
  /** What is not settled stays for the next recorder. Never rejects. */
  close(): Promise<void>;
}

export interface SpoolOptions {
  readonly folder: string;
  readonly recorderId: string;
  readonly maxSpoolBytes: number;
  /** Of spools that were read: bytes that were no whole batch. */
  onDamage(file: string, damagedBytes: number): void;
}

/** When a file is this big the next one begins: it is removed when all in it is settled. */
const SEGMENT_BYTES = 8 * 1024 * 1024;

/** A file with batches that are not settled. */
interface Holding {
  readonly file: string;
  byteLength: number;
  /** In memory. */
  pendingCount: number;
  /** Positions in the file of batches that are kept. */
  readonly kept: Set<number>;
  /** Batches that were appended to it. */
  count: number;
  segment: Segment | null;
}

interface Waiting {
  readonly batch: EncodedBatch;
  readonly frame: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export function createSpool({ folder, recorderId, maxSpoolBytes, onDamage }: SpoolOptions): Spool {
  const release = holdSpool(recorderId);
  const places = new WeakMap<EncodedBatch, { readonly holding: Holding; readonly position: number }>();
  /** On their way to the disk. */
  const unwritten = new Set<EncodedBatch>();
  /** Settled or kept before they were there. */
  const early = new WeakMap<EncodedBatch, 'settled' | 'kept'>();
  const holdings = new Set<Holding>();
  const removals = new Set<Promise<void>>();
  let current: Holding | null = null;
  let segmentCount = 0;
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let working: Promise<void> | null = null;

  const byteLength = () => [...holdings].reduce((sum, holding) => sum + holding.byteLength, 0);

  const removeIfDone = (holding: Holding) => {
    if (holding.pendingCount > 0 || holding.kept.size > 0 || holding === current) return;
    holdings.delete(holding);
    const removing = (holding.segment?.remove() ?? rm(holding.file, { force: true })).catch(() => undefined);
    removals.add(removing);
    void removing.then(() => removals.delete(removing));
  };

  const openHolding = async (): Promise<Holding> => {
    if (current !== null && current.byteLength < SEGMENT_BYTES) return current;
    const full = current;
    current = null;
    await full?.segment?.seal();
    if (full !== null) removeIfDone(full);
    segmentCount += 1;
    const segment = await createSegment(spoolFile(folder, recorderId, segmentCount));
    current = { file: segment.file, byteLength: 0, pendingCount: 0, kept: new Set(), count: 0, segment };
    holdings.add(current);
    return current;
  };

  const place = (holding: Holding, batch: EncodedBatch) => {
    const position = holding.count;
    holding.count += 1;
    const state = early.get(batch);
    if (state === 'settled') return;
    if (state === 'kept') {
      holding.kept.add(position);
      return;
    }
    holding.pendingCount += 1;
    places.set(batch, { holding, position });
  };

  /** All in it is settled. */
  const isDrained = (holding: Holding | null): holding is Holding =>
    holding !== null && holding.count > 0 && holding.pendingCount === 0 && holding.kept.size === 0;

  /** One thing at a time on the files of this recorder. */
  const work = async () => {
    while (waiting.length > 0 || isDrained(current)) {
      if (isDrained(current)) {
        await empty(current);
        continue;
      }
      const group = waiting;
      waiting = [];
      waitingBytes = 0;
      try {
        await writeGroup(group);
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { batch } of group) unwritten.delete(batch);
        for (const { reject } of group) reject(error);
      }
    }
    working = null;
  };

  /** What is settled must not be delivered again years later, when it may have been pruned. */
  const empty = async (holding: Holding) => {
    holding.count = 0;
    holding.byteLength = 0;
    await holding.segment?.empty().catch(retire);
  };

  const writeGroup = async (group: readonly Waiting[]) => {
    const bytes = Buffer.concat(group.map(({ frame }) => frame));
    for (;;) {
      const holding = await openHolding();
      const isThere = await holding.segment?.append(bytes);
      if (isThere) {
        holding.byteLength += bytes.length;
        for (const { batch } of group) {
          unwritten.delete(batch);
          place(holding, batch);
        }
        return;
      }
      // Someone took the file for left behind: what was in it is theirs, what is in memory gets another.
      current = null;
      holdings.delete(holding);
      await holding.segment?.seal();
    }
  };

  const retire = async () => {
    const holding = current;
    current = null;
    if (holding === null) return;
    await holding.segment?.seal().catch(() => undefined);
    removeIfDone(holding);
  };

  const read = async (holding: Holding) => {
    const frames = readFrames(await readFile(holding.file));
    if (frames.damagedBytes > 0) onDamage(holding.file, frames.damagedBytes);
    return frames;
  };

  const leave = (batch: EncodedBatch, state: 'settled' | 'kept'): boolean => {
    const at = places.get(batch);
    if (at === undefined) {
      if (!unwritten.has(batch)) return false;
      early.set(batch, state);
      return true;
    }
    places.delete(batch);
    at.holding.pendingCount -= 1;
    if (state === 'kept') at.holding.kept.add(at.position);
    removeIfDone(at.holding);
    if (isDrained(current)) working ??= work();
    return true;
  };

  return {
    get byteLength() {
      return byteLength();
    },
    append(batch) {
      const frame = frameOf(batch);
      if (byteLength() + waitingBytes + frame.length > maxSpoolBytes) {
        return Promise.reject(new Error(`the spool holds maxSpoolBytes (${maxSpoolBytes})`));
      }
      waitingBytes += frame.length;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      unwritten.add(batch);
      waiting.push({ batch, frame, resolve, reject });
      working ??= work();
      return promise;
    },
    settle: (batch) => void leave(batch, 'settled'),
    keep: (batch) => leave(batch, 'kept'),
    async takeKept() {
      const holding = [...holdings].find(({ kept }) => kept.size > 0);
      if (holding === undefined) return [];
      const { batches, damagedBytes } = await read(holding);
      // Positions are not to be trusted behind damage; what is stored already does no harm.
      const positions = damagedBytes > 0 ? batches.keys() : [...holding.kept].sort((a, b) => a - b);
      holding.kept.clear();
      const taken = [...positions].flatMap((position) => {
        const batch = batches[position];
        if (batch === undefined) return [];
        holding.pendingCount += 1;
        places.set(batch, { holding, position });
        return [batch];
      });
      removeIfDone(holding);
      return taken;
    },
    async adopt() {
      const adopted: EncodedBatch[] = [];
      for (const file of await abandonedSpools(folder, Date.now())) {
        const holding: Holding = {
          file,
          byteLength: 0,
          pendingCount: 0,
          kept: new Set(),
          count: 0,
          segment: null,
        };
        const frames = await read(holding).catch(() => null);
        if (frames === null) continue;
        const { batches } = frames;
        holdings.add(holding);
        for (const batch of batches) {
          holding.byteLength += batch.byteLength;
          place(holding, batch);
        }
        adopted.push(...batches);
        removeIfDone(holding);
      }
      return adopted;
    },
    async close() {
      await working;
      await retire();
      for (const { segment } of holdings) await segment?.seal().catch(() => undefined);
      await Promise.all(removals);
      // Only where nobody has anything in it.
      await rmdir(folder).catch(() => undefined);
      release();
    },
  };
}
