import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { beforeEach, onTestFinished } from 'vitest';
import { temporaryFile } from './temporary-folder.js';

/** A kind of database that tests run on. */
export interface TestDatabase {
  readonly name: string;
  readonly provider: 'sqlite' | 'postgresql';
  /** The URL of one that does not exist yet and is removed when the test ends. */
  createUrl(): string;
}

/** The server whose database `test` gets a schema for each test. */
const SERVER_URL = process.env.POSTGRES_URL ?? 'postgresql://postgres@127.0.0.1:5432/test';

const SQLITE: TestDatabase = {
  name: 'SQLite',
  provider: 'sqlite',
  createUrl: () => `file:${temporaryFile()}`,
};

export const POSTGRESQL: TestDatabase = {
  name: 'PostgreSQL',
  provider: 'postgresql',
  createUrl() {
    const schema = `test_${randomUUID().replaceAll('-', '')}`;
    onTestFinished(() => queryServer(`DROP SCHEMA IF EXISTS ${schema} CASCADE`).then(() => undefined));
    return `${SERVER_URL}?schema=${schema}`;
  },
};

export const DATABASES: readonly TestDatabase[] = [SQLITE, POSTGRESQL];

const whyNoServer: string | null = await queryServer('SELECT 1').then(
  () => null,
  (error: Error) => `no PostgreSQL at ${SERVER_URL.replace(/\/\/.*@/, '//')}: ${error.message || String(error)}`,
);

/** In a `describe`: its tests are skipped, with the reason, where their database has no server. */
export function needs({ provider }: TestDatabase): void {
  beforeEach(({ skip }) => {
    if (provider === 'postgresql' && whyNoServer !== null) skip(whyNoServer);
  });
}

/** Asks the test server, in the schema of a URL if one is given. */
export async function queryServer(
  query: string,
  url: string = SERVER_URL,
): Promise<readonly Record<string, unknown>[]> {
  const client = await connect(url);
  const { rows } = await client.query(query).finally(() => client.end());
  return rows;
}

/** A connection to the test server, in the schema of a URL if it has one. */
export async function connect(url: string): Promise<Client> {
  const { searchParams } = new URL(url);
  const client = new Client({
    connectionString: SERVER_URL,
    connectionTimeoutMillis: 2000,
    options: `-c search_path=${searchParams.get('schema') ?? 'public'}`,
  });
  await client.connect();
  return client;
}

/** Changes a database behind the back of the package. */
export async function execute(url: string, statement: string): Promise<void> {
  if (!url.startsWith('file:')) {
    await queryServer(statement, url);
    return;
  }
  const database = new Database(url.slice('file:'.length));
  database.exec(statement);
  database.close();
}
