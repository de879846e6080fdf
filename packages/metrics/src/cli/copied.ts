import { randomUUID } from 'node:crypto';
import { copy } from '../store/copy.js';
import type { Location } from '../store/location.js';
import { openStoreForReading, openStoreForWriting } from '../store/open-store.js';
import type { RecorderRow } from '../store/store.js';

/** Copies a database into another, which is created if need be. @returns What to print. */
export async function copied(location: Location, target: Location, nowMs: number): Promise<string> {
  const from = await openStoreForReading(location);
  try {
    const to = await openStoreForWriting(target, nowMs);
    try {
      const { batches, metrics } = await copy(from, to, copyingRecorder(nowMs));
      const there = [batches, metrics].map(({ count, newCount }) => count - newCount);
      return `copied ${batches.newCount} batches and ${metrics.newCount} values of metrics to ${target.shown}; ${there[0]} and ${there[1]} were there already`;
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

/** Who writes is noted with every write. */
function copyingRecorder(nowMs: number): RecorderRow {
  return {
    id: randomUUID(),
    startedAtMs: nowMs,
    lastWriteMs: nowMs,
    closedAtMs: nowMs,
    droppedCount: 0,
    durability: 'commit',
    dropped: '[]',
    storedCount: 0,
    queuedCount: 0,
    queuedBytes: 0,
    spoolBytes: null,
    lagMs: null,
    retryCount: 0,
    lastError: null,
  };
}
