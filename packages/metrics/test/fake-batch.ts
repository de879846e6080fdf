import type { EncodedBatch } from '../src/recorder/encode-batch.js';

/** A batch for what does not look into it. */
export function fakeBatch(text: string, byteLength = 1): EncodedBatch {
  return { batches: text, calls: '', attempts: '', metrics: '', omitsCalls: false, takenAtMs: 0, byteLength };
}
