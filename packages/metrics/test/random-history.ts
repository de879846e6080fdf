import type { AttemptRecord, BatchRecord, CallRecord } from '@parallel-tools/executor';
import { type BatchNotes, type EncodedBatch, encodeBatch } from '../src/recorder/encode-batch.js';
import { rowsOf } from '../src/recorder/writer.js';
import { locate } from '../src/store/location.js';
import { openStoreForWriting } from '../src/store/open-store.js';
import type { RecorderRow } from '../src/store/store.js';
import { buildAttempt, buildCall, buildPayload, buildRecord } from './build-record.js';

const TOOLS = ['search', 'fetch', 'sql', '__proto__', 'constructor', 'hash'];

/** Uniform in [0, 1), the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Batches of up to 12 calls with heavy-tailed run times, retries, timeouts and failures, over one hour. */
export function randomHistory(seed: number, batchCount: number, startMs: number): readonly BatchRecord[] {
  const random = seededRandom(seed);
  return Array.from({ length: batchCount }, () =>
    buildRecord({
      startedAtMs: startMs + Math.floor(random() * 3_600_000),
      calls: Array.from({ length: Math.floor(random() * 13) }, (_, index) => randomCall(random, index + 1)),
    }),
  );
}

/** A batch as a recorder would encode it. */
export function encodeRecord(record: BatchRecord, notes: Partial<BatchNotes> = {}): EncodedBatch {
  const options = { capture: 'sizes', maxErrorMessageChars: 500, maxPayloadChars: 1000 } as const;
  const all = { takenAtMs: record.startedAtMs, sampled: true, missed: null, missedBatchId: null, ...notes };
  return encodeBatch(record, buildPayload(record), options, all);
}

/** Stores batches without a thread. */
export async function storeHistory(url: string, records: readonly BatchRecord[], lastWriteMs = 0): Promise<void> {
  const store = await openStoreForWriting(locate(url), 0);
  await store.write(rowsOf(records.map((record) => encodeRecord(record))), { ...RECORDER_ROW, lastWriteMs });
  await store.close();
}

/** A recorder that has nothing to tell. */
export const RECORDER_ROW: RecorderRow = {
  id: 'test',
  startedAtMs: 0,
  lastWriteMs: 0,
  droppedCount: 0,
  closedAtMs: null,
  durability: 'memory',
  dropped: '[]',
  storedCount: 0,
  queuedCount: 0,
  queuedBytes: 0,
  spoolBytes: null,
  lagMs: null,
  retryCount: 0,
  lastError: null,
};

function randomCall(random: () => number, seq: number): CallRecord {
  const toolName = TOOLS[Math.floor(random() ** 2 * TOOLS.length)] ?? 'search';
  if (random() < 0.05)
    return buildCall({ seq, toolName, status: random() < 0.5 ? 'skipped' : 'cancelled', attempts: [] });
  const attempts = randomAttempts(random);
  const last = attempts.at(-1);
  if (last?.outcome === 'ok') return buildCall({ seq, toolName, attempts });
  const status = last?.outcome === 'cancelled' ? 'cancelled' : 'error';
  return buildCall({
    seq,
    toolName,
    attempts,
    status,
    errorCode: last?.errorCode ?? null,
    errorMessage: last?.errorMessage ?? null,
  });
}

function randomAttempts(random: () => number): readonly AttemptRecord[] {
  const attempts: AttemptRecord[] = [];
  let atUs = Math.floor(random() * 5000);
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const runUs = random() < 0.02 ? 0 : Math.floor(200 * random() ** -1.3);
    const outcome = outcomeFor(random());
    const errorCode = { ok: null, error: 'TOOL_FAILED', timeout: 'TOOL_TIMEOUT', cancelled: 'ABORTED' }[outcome];
    const errorMessage = errorCode === null ? null : 'it failed';
    attempts.push(buildAttempt({ attempt, startUs: atUs, endUs: atUs + runUs, outcome, errorCode, errorMessage }));
    if (outcome === 'ok' || outcome === 'cancelled') break;
    atUs += runUs + 1000;
  }
  return attempts;
}

function outcomeFor(chance: number): AttemptRecord['outcome'] {
  if (chance < 0.8) return 'ok';
  if (chance < 0.9) return 'error';
  return chance < 0.97 ? 'timeout' : 'cancelled';
}
