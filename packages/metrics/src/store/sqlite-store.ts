// Not `generated/sqlite/client.js`: that one also sets `globalThis.__dirname`, which is not ours to set.
import { getPrismaClientClass } from '../generated/sqlite/internal/class.js';
import { prismaStore, TRANSACTION_OPTIONS } from './prisma-store.js';
import { PrismaBetterSqlite3 } from './sqlite-adapter.js';
import { checkpoint } from './sqlite-checkpoint.js';
import { statementError } from './sqlite-errors.js';
import { reclaim } from './sqlite-reclaim.js';
import type { Store } from './store.js';
import { SQLITE_JSON } from './write-statements.js';

const PrismaClient = getPrismaClientClass();

/** How a file is opened. */
export interface ConnectionOptions {
  readonly readonly: boolean;
  /** How long a statement may wait for a lock, in ms. The thread is blocked meanwhile. */
  readonly busyTimeoutMs: number;
}

/** A store on a database file that exists; Prisma opens it at the first statement. */
export function sqliteStore(file: string, { readonly, busyTimeoutMs }: ConnectionOptions): Store {
  const adapter = new PrismaBetterSqlite3({
    url: `file:${file}`,
    readonly,
    fileMustExist: true,
    timeout: busyTimeoutMs,
  });
  const client = new PrismaClient({ adapter, transactionOptions: TRANSACTION_OPTIONS });
  return prismaStore(client, {
    json: SQLITE_JSON,
    hex: (expression) => `printf('%012x', ${expression})`,
    isElsewhere: false,
    // One transaction writes at a time.
    takePart: async () => 0,
    reclaim: () => reclaim(file, busyTimeoutMs),
    checkpoint: () => checkpoint(file),
    toError: (thrown, whenReading) => statementError(file, thrown, whenReading),
  });
}
