import type { RecorderErrorCode } from '../errors.js';

/** What became of what a recorder took, batches and values of metrics; `recordedCount` is the sum of the four after it. */
export interface RecorderStats {
  /** `open`: records. `unusable`: the database cannot be used, all is dropped. `closed`: by `close()`. */
  readonly state: 'open' | 'unusable' | 'closed';
  /** Also what recorders before it left in the spool. */
  readonly recordedCount: number;
  readonly storedCount: number;
  /** Dropped, rejected or given up. */
  readonly droppedCount: number;
  /** Waiting, or being written. */
  readonly queuedCount: number;
  /** In the spool alone: for later, or for the next recorder. */
  readonly spooledCount: number;
  /** Why what was dropped was. */
  readonly droppedByReason: Readonly<Partial<Record<RecorderErrorCode, number>>>;
  /** Bytes of those waiting, as encoded. */
  readonly queuedBytes: number;
  /** Bytes of the spool; 0 without one. */
  readonly spoolBytes: number;
  /** How often a write was repeated. */
  readonly retryCount: number;
}
