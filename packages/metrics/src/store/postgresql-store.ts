import { PrismaPg } from '@prisma/adapter-pg';
import { Client, type ClientConfig } from 'pg';
// Not `generated/postgresql/client.js`: that one also sets `globalThis.__dirname`, which is not ours to set.
import { getPrismaClientClass } from '../generated/postgresql/internal/class.js';
import { limitedReads } from './limited-reads.js';
import type { Location } from './location.js';
import { openError, statementError } from './postgresql-errors.js';
import { applyMigrations, postgresqlMigrationState } from './postgresql-migrations.js';
import { takeRollupPart } from './postgresql-rollup-part.js';
import { prismaStore, TRANSACTION_OPTIONS } from './prisma-store.js';
import { requireMigrated } from './require-migrations.js';
import type { ReadStore, Store } from './store.js';
import { POSTGRESQL_JSON } from './write-statements.js';

type PostgresqlLocation = Extract<Location, { readonly kind: 'postgresql' }>;

const PrismaClient = getPrismaClientClass();

/** How long a connection may take, in ms. */
const CONNECT_TIMEOUT_MS = 5000;
/** How long one question may take, in ms: what takes longer is no question for a page. */
const READ_TIMEOUT_MS = 15_000;
/** Questions at once, each on a connection of its own; those beyond wait, for no longer than those before may take. */
const MOST_READS = 4;
/** How long one statement of a write may take, in ms. */
const WRITE_TIMEOUT_MS = 30_000;
/** The server ends a statement that takes too long; where not even that is heard for so long, in ms, the connection is given up. */
const SILENCE_MS = 2000;

/**
 * Connects for writing; creates the schema and its tables when they are missing.
 *
 * @param nowMs - Epoch ms, noted with migrations.
 * @throws {StoreError} `WRITE_FAILED` (try again), `DATABASE_UNREADABLE`, `SCHEMA_NEWER`, `SCHEMA_MISSING`
 */
export async function openPostgresqlForWriting(location: PostgresqlLocation, nowMs: number): Promise<Store> {
  await withClient(location, (client) => applyMigrations(client, location, nowMs));
  return store(location, { timeoutMs: WRITE_TIMEOUT_MS, options: sessionOptions(location), max: 1 });
}

/**
 * Connects for reading; the server refuses all writes.
 *
 * @throws {StoreError} `WRITE_FAILED` (not reached), `DATABASE_UNREADABLE`, `SCHEMA_MISSING`, `SCHEMA_OLDER`, `SCHEMA_NEWER`
 */
export async function openPostgresqlForReading(location: PostgresqlLocation): Promise<ReadStore> {
  await withClient(location, async (client) => requireMigrated(await postgresqlMigrationState(client), location.shown));
  const options = `${sessionOptions(location)} -c default_transaction_read_only=on`;
  return limitedReads(store(location, { timeoutMs: READ_TIMEOUT_MS, options, max: MOST_READS }), MOST_READS);
}

interface StoreConfig {
  /** How long one statement may take. */
  readonly timeoutMs: number;
  readonly options: string;
  /** Most connections. */
  readonly max: number;
}

function store(location: PostgresqlLocation, { timeoutMs, options, max }: StoreConfig): Store {
  const timeouts = { statement_timeout: timeoutMs, query_timeout: timeoutMs + SILENCE_MS };
  const adapter = new PrismaPg({ ...connectionConfig(location), ...timeouts, options, max });
  const client = new PrismaClient({ adapter, transactionOptions: TRANSACTION_OPTIONS });
  return prismaStore(client, {
    json: POSTGRESQL_JSON,
    hex: (expression) => `lpad(to_hex(${expression}), 12, '0')`,
    isElsewhere: true,
    takePart: takeRollupPart,
    // Autovacuum makes room for new rows.
    reclaim: () => false,
    // The server sees to its own log.
    checkpoint: () => true,
    toError: (thrown, whenReading) => statementError(location.shown, thrown, whenReading),
  });
}

async function withClient(location: PostgresqlLocation, use: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ ...connectionConfig(location), options: sessionOptions(location) });
  // A connection that breaks while nothing is asked of it is noticed by the next question.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await use(client);
  } catch (thrown) {
    throw openError(location.shown, thrown);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function connectionConfig({ url }: PostgresqlLocation): ClientConfig {
  return {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'parallel-tools',
    keepAlive: true,
  };
}

/** To compile our statements takes the server longer than to run them. */
function sessionOptions({ schema }: PostgresqlLocation): string {
  return `-c search_path=${schema} -c jit=off`;
}
