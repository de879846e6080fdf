// Not `generated/prisma/client.js`: that one also sets `globalThis.__dirname`, which is not ours to set.
import { getPrismaClientClass } from '../generated/prisma/internal/class.js';
import { PrismaBetterSqlite3 } from './sqlite-adapter.js';
import { statementError } from './sqlite-errors.js';
import type { EncodedRows, RecorderRow, SqlValue, Store } from './store.js';
import { writeStatements } from './write-statements.js';

const PrismaClient = getPrismaClientClass();

/** How a file is opened. */
export interface ConnectionOptions {
  readonly readonly: boolean;
  /** How long a statement may wait for a lock, in ms. The thread is blocked meanwhile. */
  readonly busyTimeoutMs: number;
}

/** A store on a database file that exists; Prisma opens it at the first statement. */
export function prismaStore(file: string, { readonly, busyTimeoutMs }: ConnectionOptions): Store {
  const adapter = new PrismaBetterSqlite3({
    url: `file:${file}`,
    readonly,
    fileMustExist: true,
    timeout: busyTimeoutMs,
  });
  // A slow disk is not a failed transaction: Prisma would give up after 5 s.
  const client = new PrismaClient({ adapter, transactionOptions: { maxWait: 10_000, timeout: 60_000 } });
  return {
    async query<Row extends Readonly<Record<keyof Row, SqlValue>>>(statement: Parameters<Store['query']>[0]) {
      try {
        return await client.$queryRaw<Row[]>(statement);
      } catch (cause) {
        throw statementError(file, cause, true);
      }
    },
    async write(rows: EncodedRows, recorder: RecorderRow) {
      try {
        await client.$transaction(writeStatements(rows, recorder).map((statement) => client.$executeRaw(statement)));
      } catch (cause) {
        throw statementError(file, cause, false);
      }
    },
    close: () => client.$disconnect().catch(() => undefined),
  };
}
