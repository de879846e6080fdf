import { crc32 } from 'node:zlib';
import type { EncodedBatch } from '../encode-batch.js';

/**
 * A frame: mark, length of the payload, its CRC-32, payload. The mark lets a reader find the next frame behind a damaged
 * one; chance alone cannot pass the checksum of a text that ends where its length says.
 */
const MARK = Buffer.from('\x00PTs');
const HEADER_BYTES = MARK.length + 8;

/** One batch as it is appended to a spool. */
export function frameOf(batch: EncodedBatch): Buffer {
  const { takenAtMs, omitsCalls, batches, calls, attempts, metrics } = batch;
  // The texts come from JSON.stringify, which leaves no line break in them.
  const payload = Buffer.from([takenAtMs, omitsCalls ? 1 : 0, batches, calls, attempts, metrics].join('\n'));
  const header = Buffer.alloc(HEADER_BYTES);
  MARK.copy(header);
  header.writeUInt32LE(payload.length, MARK.length);
  header.writeUInt32LE(crc32(payload), MARK.length + 4);
  return Buffer.concat([header, payload]);
}

/** What is in a spool. */
export interface Frames {
  /** In the order in which they were appended. */
  readonly batches: readonly EncodedBatch[];
  /** Bytes that are no whole frame: a torn end, or damage. */
  readonly damagedBytes: number;
}

/** Reads all whole frames, whatever is between them. */
export function readFrames(bytes: Buffer): Frames {
  const batches: EncodedBatch[] = [];
  let damagedBytes = 0;
  for (let at = 0; at < bytes.length; ) {
    const payload = payloadAt(bytes, at);
    const batch = payload === null ? null : batchOf(payload);
    if (payload !== null && batch !== null) {
      batches.push(batch);
      at += HEADER_BYTES + payload.length;
      continue;
    }
    const next = bytes.indexOf(MARK, at + 1);
    const until = next === -1 ? bytes.length : next;
    damagedBytes += until - at;
    at = until;
  }
  return { batches, damagedBytes };
}

function payloadAt(bytes: Buffer, at: number): Buffer | null {
  const start = at + HEADER_BYTES;
  if (start > bytes.length || !bytes.subarray(at, at + MARK.length).equals(MARK)) return null;
  const end = start + bytes.readUInt32LE(at + MARK.length);
  if (end > bytes.length) return null;
  const payload = bytes.subarray(start, end);
  return crc32(payload) === bytes.readUInt32LE(at + MARK.length + 4) ? payload : null;
}

/** Null for a payload of another version. */
function batchOf(payload: Buffer): EncodedBatch | null {
  const [takenAtMs, omitsCalls, batches, calls, attempts, metrics, ...rest] = payload.toString().split('\n');
  if (batches === undefined || calls === undefined || attempts === undefined || metrics === undefined) return null;
  if (rest.length > 0 || !Number.isFinite(Number(takenAtMs))) return null;
  const byteLength = payload.length;
  return {
    takenAtMs: Number(takenAtMs),
    omitsCalls: omitsCalls === '1',
    batches,
    calls,
    attempts,
    metrics,
    byteLength,
  };
}
