import type { Sql } from '@prisma/client/runtime/client';

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
  /** In the order they are first seen; may repeat. */
  readonly tools: string;
  readonly batches: string;
  readonly calls: string;
  readonly attempts: string;
}

/** A recorder as it stands at a write. */
export interface RecorderRow {
  readonly id: string;
  readonly startedAtMs: number;
  readonly lastWriteMs: number;
  readonly droppedCount: number;
}

/** All that the package knows of a database it writes. */
export interface Store extends ReadStore {
  /**
   * Stores batches in one transaction; those that are there already stay as they are.
   *
   * @throws {StoreError} `DATABASE_BUSY`, `WRITE_FAILED`: nothing was stored, or it is not known, so close this store
   *   and write again through another. `WRITE_REJECTED`: nothing was stored, and never will be as it is.
   */
  write(rows: EncodedRows, recorder: RecorderRow): Promise<void>;
  /**
   * Deletes the oldest batches submitted before a time, with their calls and attempts, in one transaction.
   *
   * @param beforeMs - Epoch ms.
   * @param limit - At most so many: it bounds how long others wait for the lock.
   * @returns How many batches were deleted.
   * @throws {StoreError} As `write`.
   */
  deleteBatches(beforeMs: number, limit: number): Promise<number>;
}
