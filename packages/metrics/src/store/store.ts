import type { Sql } from '@prisma/client/runtime/client';
import type { Aging } from './delete-old.js';
import type { Repetition } from './repeat.js';
import type { Rolled } from './rolled-rows.js';
import type { Written } from './write-rows.js';

export { join, raw, type Sql, sqltag as sql } from '@prisma/client/runtime/client';

/** What comes out of a query: integers are bigint, or number in PostgreSQL, sums may be decimals; they become numbers in the query file. */
export type SqlValue = bigint | number | string | boolean | null;

/** All that the package knows of a database it reads. */
export interface ReadStore {
  /**
   * Runs one read statement by itself.
   *
   * @throws {StoreError} `DATABASE_UNREADABLE`, `DATABASE_BUSY`
   */
  query<Row extends Readonly<Record<keyof Row, SqlValue>>>(statement: Sql): Promise<readonly Row[]>;
  /** Never rejects; may be called twice. */
  close(): Promise<void>;
}

/** Batches as rows (see `rows.ts`), each field the text of a JSON array of arrays, ready to be bound. */
export interface EncodedRows {
  readonly batches: string;
  readonly calls: string;
  readonly attempts: string;
  /** Of batches whose calls sampling leaves out: for the rollups alone. */
  readonly omittedCalls: string;
  readonly omittedAttempts: string;
  readonly metrics: string;
  /** What they come to for the rollups, where that is computed ahead: see `rollAhead`. */
  readonly rolled?: Rolled;
}

/** A recorder as it stands at a write. */
export interface RecorderRow {
  readonly id: string;
  readonly startedAtMs: number;
  readonly lastWriteMs: number;
  readonly droppedCount: number;
  readonly closedAtMs: number | null;
  readonly durability: string;
  /** JSON text: [reason, batches, …]. */
  readonly dropped: string;
  readonly storedCount: number;
  readonly queuedCount: number;
  readonly queuedBytes: number;
  readonly spoolBytes: number | null;
  /** Null for a write without batches: the one before stays. */
  readonly lagMs: number | null;
  readonly retryCount: number;
  readonly lastError: { readonly code: string; readonly message: string; readonly atMs: number } | null;
}

/** All that the package knows of a database it writes. */
export interface Store extends ReadStore {
  /**
   * Stores batches in one transaction; those that are there already stay as they are.
   *
   * @param meanwhile - Called, if at all, when the database is busy with this and the thread is not. Must not throw.
   * @returns How many were not there yet.
   * @throws {StoreError} `DATABASE_BUSY`, `WRITE_FAILED`: nothing was stored, or it is not known, so close this store
   *   and write again through another. `WRITE_REJECTED`: nothing was stored, and never will be as it is.
   */
  write(rows: EncodedRows, recorder: RecorderRow, meanwhile?: () => void): Promise<Written>;
  /**
   * Adds batches that are not in the rollups yet, of before there were any, in one transaction.
   *
   * @param limit - At most so many: it bounds how long others wait for the lock.
   * @returns How many batches were added; 0 when all are.
   * @throws {StoreError} As `write`.
   */
  rollUp(limit: number): Promise<number>;
  /**
   * Deletes the oldest of one kind from before a time, in one transaction; batches go with their calls and attempts.
   *
   * @param beforeMs - Epoch ms.
   * @param limit - At most so many: it bounds how long others wait for the lock.
   * @returns How many were deleted.
   * @throws {StoreError} As `write`.
   */
  deleteOld(aging: Aging, beforeMs: number, limit: number): Promise<number>;
  /**
   * Adds once more what was recorded, later: see `repeat.ts`. In one transaction.
   *
   * @throws {StoreError} As `write`.
   */
  repeat(repetition: Repetition): Promise<void>;
  /**
   * Gives back to the disk some of the space that deleted rows left, where that does not come by itself.
   *
   * @returns Whether there is more.
   * @throws {StoreError} As `write`.
   */
  reclaim(): Promise<boolean>;
  /**
   * Empties the write-ahead log of a file, as far as that goes without waiting for anybody.
   *
   * @returns Whether it is empty.
   * @throws {StoreError} As `write`.
   */
  checkpoint(): Promise<boolean>;
}
