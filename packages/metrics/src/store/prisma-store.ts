import type { StoreError } from '../errors.js';
import { rollUp } from '../rollups/roll-up.js';
import { type Aging, deleteOld } from './delete-old.js';
import { type Hex, type Repetition, repeat } from './repeat.js';
import type { EncodedRows, RecorderRow, Sql, SqlValue, Store } from './store.js';
import type { Transaction } from './transaction.js';
import { writeRows } from './write-rows.js';
import type { JsonDialect } from './write-statements.js';

/** What the generated clients of both databases have in common. */
export interface RawClient extends RawStatements {
  $transaction(
    use: (statements: RawStatements) => Promise<unknown>,
    options: { readonly maxWait: number; readonly timeout: number },
  ): Promise<unknown>;
  $disconnect(): Promise<void>;
}

interface RawStatements {
  $queryRaw<Rows>(statement: Sql): Promise<Rows>;
  $executeRaw(statement: Sql): PromiseLike<number>;
}

/** What the two databases differ in. */
export interface StoreDialect {
  readonly json: JsonDialect;
  readonly hex: Hex;
  /** Statements run in a process of the database; this thread only waits. */
  readonly isElsewhere: boolean;
  /** The part of the rollups that this transaction alone may write to, until it ends. */
  takePart(transaction: Transaction): Promise<number>;
  /** Gives back some space of deleted rows. @returns Whether there is more. */
  reclaim(): boolean;
  /** Empties the write-ahead log. @returns Whether it is empty. */
  checkpoint(): boolean;
  /** What Prisma threw for a statement, in our terms. */
  toError(thrown: unknown, whenReading: boolean): StoreError;
}

/** A slow disk is not a failed transaction: Prisma would give up after 5 s. */
export const TRANSACTION_OPTIONS = Object.freeze({ maxWait: 10_000, timeout: 60_000 });

/** A store on a client, which connects with the first statement. */
export function prismaStore(client: RawClient, dialect: StoreDialect): Store {
  const inTransaction = async <Answer>(use: (transaction: Transaction) => Promise<Answer>): Promise<Answer> => {
    try {
      return (await client.$transaction((raw) => use(transactionOf(raw)), TRANSACTION_OPTIONS)) as Answer;
    } catch (cause) {
      throw dialect.toError(cause, false);
    }
  };
  /** What the driver does without Prisma. */
  const outside = async (use: () => boolean): Promise<boolean> => {
    try {
      return use();
    } catch (cause) {
      throw dialect.toError(cause, false);
    }
  };
  return {
    async query<Row extends Readonly<Record<keyof Row, SqlValue>>>(statement: Sql) {
      try {
        return await client.$queryRaw<Row[]>(statement);
      } catch (cause) {
        throw dialect.toError(cause, true);
      }
    },
    write: (rows: EncodedRows, recorder: RecorderRow, meanwhile?: () => void) =>
      inTransaction((transaction) => writeRows(transaction, rows, recorder, dialect, meanwhile)),
    rollUp: (limit: number) => inTransaction((transaction) => rollUp(transaction, limit, dialect)),
    deleteOld: (aging: Aging, beforeMs: number, limit: number) =>
      inTransaction((transaction) => deleteOld(transaction, aging, beforeMs, limit)),
    repeat: (repetition: Repetition) => inTransaction((transaction) => repeat(transaction, repetition, dialect.hex)),
    reclaim: () => outside(dialect.reclaim),
    checkpoint: () => outside(dialect.checkpoint),
    close: () => client.$disconnect().catch(() => undefined),
  };
}

function transactionOf(raw: RawStatements): Transaction {
  return {
    query: <Row extends Readonly<Record<keyof Row, SqlValue>>>(statement: Sql) =>
      raw.$queryRaw<readonly Row[]>(statement),
    execute: async (statement) => raw.$executeRaw(statement),
  };
}
