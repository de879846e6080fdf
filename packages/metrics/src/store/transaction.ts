import type { Sql, SqlValue } from './store.js';

/** A transaction under way. */
export interface Transaction {
  /** Rows of a statement that has some, also of one that writes. */
  query<Row extends Readonly<Record<keyof Row, SqlValue>>>(statement: Sql): Promise<readonly Row[]>;
  /** @returns How many rows were written. */
  execute(statement: Sql): Promise<number>;
}
