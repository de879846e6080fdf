import type { StoreError } from '../errors.js';
import { deleteStatements } from './delete-statements.js';
import type { EncodedRows, RecorderRow, Sql, SqlValue, Store } from './store.js';
import { type JsonDialect, writeStatements } from './write-statements.js';

/** What the generated clients of both databases have in common. */
export interface RawClient {
  $queryRaw<Rows>(statement: Sql): Promise<Rows>;
  $executeRaw(statement: Sql): unknown;
  $transaction(statements: never[]): Promise<unknown>;
  $disconnect(): Promise<void>;
}

/** What the two databases differ in. */
export interface StoreDialect {
  readonly json: JsonDialect;
  /** What Prisma threw for a statement, in our terms. */
  toError(thrown: unknown, whenReading: boolean): StoreError;
}

/** A slow disk is not a failed transaction: Prisma would give up after 5 s. */
export const TRANSACTION_OPTIONS = Object.freeze({ maxWait: 10_000, timeout: 60_000 });

/** A store on a client, which connects with the first statement. */
export function prismaStore(client: RawClient, { json, toError }: StoreDialect): Store {
  return {
    async query<Row extends Readonly<Record<keyof Row, SqlValue>>>(statement: Sql) {
      try {
        return await client.$queryRaw<Row[]>(statement);
      } catch (cause) {
        throw toError(cause, true);
      }
    },
    async write(rows: EncodedRows, recorder: RecorderRow) {
      try {
        const statements = writeStatements(rows, recorder, json).map((statement) => client.$executeRaw(statement));
        // Prisma types the lazy statements of an array transaction by its own client.
        await client.$transaction(statements as never[]);
      } catch (cause) {
        throw toError(cause, false);
      }
    },
    async deleteBatches(beforeMs: number, limit: number) {
      try {
        const statements = deleteStatements(beforeMs, limit).map((statement) => client.$executeRaw(statement));
        const counts = await client.$transaction(statements as never[]);
        return Number((counts as readonly number[]).at(-1));
      } catch (cause) {
        throw toError(cause, false);
      }
    },
    close: () => client.$disconnect().catch(() => undefined),
  };
}
