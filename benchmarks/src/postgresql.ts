import { randomUUID } from 'node:crypto';
import { built } from './built-metrics.ts';

const SERVER_URL = process.env.POSTGRES_URL ?? 'postgresql://postgres@127.0.0.1:5432/test';

/** Gives URLs with a schema each on the server at `POSTGRES_URL`; null where there is none. */
export async function postgresqlUrl(): Promise<(() => string) | null> {
  try {
    await ask('SELECT 1');
  } catch (error) {
    console.error(`  no PostgreSQL: ${(error as Error).message}`);
    return null;
  }
  return () => `${SERVER_URL}?schema=bench_${randomUUID().replaceAll('-', '')}`;
}

/** Removes what a URL of ours led to. */
export async function droppedSchema(url: string): Promise<void> {
  await ask(`DROP SCHEMA IF EXISTS ${new URL(url).searchParams.get('schema')} CASCADE`);
}

interface PgClient {
  connect(): Promise<void>;
  query(text: string): Promise<unknown>;
  end(): Promise<void>;
}

async function ask(query: string): Promise<void> {
  const { Client } = built.require('pg') as { readonly Client: new (options: object) => PgClient };
  const client = new Client({ connectionString: SERVER_URL, connectionTimeoutMillis: 2000 });
  await client.connect();
  await client.query(query).finally(() => client.end());
}
