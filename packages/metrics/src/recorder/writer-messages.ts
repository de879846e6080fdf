import type { RecorderErrorCode } from '../errors.js';
import type { Location } from '../store/location.js';
import type { EncodedBatch } from './encode-batch.js';

/** What the writer's thread is started with. */
export interface WriterSettings {
  readonly location: Location;
  readonly recorderId: string;
  /** When the recorder was made, epoch ms. */
  readonly startedAtMs: number;
  readonly retryForMs: number;
}

/** To the writer's thread. One write is under way at a time; `stop` may come in the middle of it. */
export type WriterRequest =
  | { readonly type: 'write'; readonly batches: readonly EncodedBatch[]; readonly droppedCount: number }
  | { readonly type: 'stop'; readonly droppedCount: number };

/** What became of the batches of one write; the three counts sum to theirs. */
export interface WriteOutcome {
  readonly storedCount: number;
  /** Could not be stored as they are. */
  readonly rejectedCount: number;
  /** Given up. */
  readonly failedCount: number;
  /** Why not all were stored; null when all were. */
  readonly error: { readonly code: RecorderErrorCode; readonly message: string } | null;
}

/** From the writer's thread. */
export type WriterReply = ({ readonly type: 'settled' } & WriteOutcome) | { readonly type: 'retry' };
