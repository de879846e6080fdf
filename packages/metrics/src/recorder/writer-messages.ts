import type { RecorderErrorCode } from '../errors.js';
import type { Location } from '../store/location.js';
import type { EncodedBatch } from './encode-batch.js';
import type { Durability } from './options.js';

/** What the writer's thread is started with. */
export interface WriterSettings {
  readonly location: Location;
  readonly recorderId: string;
  /** When the recorder was made, epoch ms. */
  readonly startedAtMs: number;
  readonly retryForMs: number;
}

/** How a recorder stands at a write: see `Recorder` in the schema. */
export interface RecorderHealth {
  readonly droppedCount: number;
  /** JSON text: [reason, batches, …]. */
  readonly dropped: string;
  readonly queuedCount: number;
  readonly queuedBytes: number;
  /** Null without a spool. */
  readonly spoolBytes: number | null;
  readonly retryCount: number;
  readonly durability: Durability;
}

/** To the writer's thread. Writes are done in their order, one at a time; `stop` may come in the middle of one. */
export type WriterRequest =
  | { readonly type: 'write'; readonly batches: readonly EncodedBatch[]; readonly health: RecorderHealth }
  | { readonly type: 'stop'; readonly health: RecorderHealth };

/** What became of the batches of one write. */
export interface WriteOutcome {
  /** Positions of those that were not stored; the others were. */
  readonly notStored: readonly number[];
  /** Why those were not; null when all were. */
  readonly error: { readonly code: RecorderErrorCode; readonly message: string } | null;
}

/** From the writer's thread. */
export type WriterReply = ({ readonly type: 'settled' } & WriteOutcome) | { readonly type: 'retry' };
