import { Client } from 'pg';
import type { Location } from '../store/location.js';
import { openError } from '../store/postgresql-errors.js';
import { postgresqlMigrationState } from '../store/postgresql-migrations.js';
import { type Check, checkDrift, checkMigrations, megabytes } from './doctor-check.js';
import { expectedStructure } from './doctor-sqlite.js';

/** A smaller table is read quickly whatever the plan; autovacuum may leave it alone for ever. */
const SMALL_TABLE_BYTES = 1024 * 1024;

/** What there is to see in a schema of a server. */
export async function checkPostgresql({
  url,
  schema,
  shown,
}: Extract<Location, { readonly kind: 'postgresql' }>): Promise<readonly Check[]> {
  const options = `-c search_path=${schema} -c default_transaction_read_only=on`;
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000, options });
  try {
    await client.connect();
    return await checksOf(client, shown);
  } catch (thrown) {
    const advice = 'start the server, and check address, user and password';
    return [{ state: 'broken', text: openError(shown, thrown).message, advice }];
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function checksOf(client: Client, shown: string): Promise<readonly Check[]> {
  const values = async (query: string) =>
    (await client.query<Record<string, string>>(query)).rows.map((row) => String(Object.values(row)[0]));
  const [version] = await values('SHOW server_version');
  const [bytes] = await values(`SELECT COALESCE(SUM(pg_total_relation_size(c.oid)), 0) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relkind = 'r'`);
  const migrations = checkMigrations(await postgresqlMigrationState(client));
  const checks: Check[] = [
    { state: 'ok', text: `${shown}: ${megabytes(Number(bytes))}, PostgreSQL ${version}` },
    migrations,
  ];
  if (migrations.state !== 'ok') return checks;
  const columns = await values(
    "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = current_schema()",
  );
  const indexes = await values('SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()');
  // Both databases have the same names; a test holds them to it.
  return [
    ...checks,
    checkDrift({ columns: new Set(columns), indexes: new Set(indexes) }, expectedStructure()),
    checkStatistics(await values(TABLES_WITHOUT_STATISTICS)),
  ];
}

const TABLES_WITHOUT_STATISTICS = `SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = current_schema() AND c.relkind = 'r' AND pg_relation_size(c.oid) > ${SMALL_TABLE_BYTES}
    AND NOT EXISTS (SELECT 1 FROM pg_stats s WHERE s.schemaname = n.nspname AND s.tablename = c.relname)
  ORDER BY c.relname`;

function checkStatistics(tables: readonly string[]): Check {
  if (tables.length === 0) return { state: 'ok', text: 'PostgreSQL knows its tables well enough to plan queries' };
  return {
    state: 'look',
    text: `never analysed, so that PostgreSQL plans queries blindly: ${tables.join(', ')}`,
    advice: 'run ANALYZE in that database, and turn autovacuum on, which does it by itself',
  };
}
