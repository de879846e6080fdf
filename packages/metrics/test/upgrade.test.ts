import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createRecorder } from '../src/index.js';
import { openMetrics } from '../src/queries/index.js';
import { MIGRATIONS } from '../src/store/migration-state.js';
import { sql } from '../src/store/store.js';
import { buildPayload, buildRecord } from './build-record.js';
import { DATABASES, execute, needs, queryServer } from './databases.js';
import { expectNoErrors } from './expect-no-errors.js';
import { rowsOfQuery } from './stored-rollups.js';

/** How many migrations there were before rollups. */
const BEFORE_ROLLUPS = { sqlite: 2, postgresql: 1 };

const OLD_ROWS = `
  INSERT INTO tool (id, name, first_seen_ms) VALUES (1, 'search', 60000), (2, 'fetch', 60000);
  INSERT INTO batch (id, started_at_ms, record_version, outcome, on_error, session_id, tool_limits, edges, call_count, ok_count,
    error_count, skipped_count, cancelled_count, attempt_count, retry_count, timeout_count, abandoned_count, makespan_us,
    sequential_us, critical_path_us, ideal_makespan_us, queue_wait_us, backoff_us, wasted_us, max_in_flight)
  VALUES ('old', 60001, 1, 'partial', 'continue', 's', '[]', '[]', 2, 1, 1, 0, 0, 2, 0, 0, 0, 900, 1500, 900, 900, 0, 0, 600, 2);
  INSERT INTO tool_call (batch_id, seq, batch_started_at_ms, tool_id, call_id, status, error_code, ready_us, start_us, end_us,
    run_us, queue_wait_us, attempt_count, timeout_count, level, critical, waits)
  VALUES ('old', 1, 60001, 1, 'a', 'ok', NULL, 0, 0, 900, 900, 0, 1, 0, 0, true, '[]'),
    ('old', 2, 60001, 2, 'b', 'error', 'TOOL_FAILED', 0, 0, 600, 600, 0, 1, 0, 0, false, '[]');
  INSERT INTO attempt (batch_id, seq, attempt, batch_started_at_ms, tool_id, start_us, end_us, run_us, outcome, abandoned)
  VALUES ('old', 1, 1, 60001, 1, 0, 900, 900, 'ok', false), ('old', 2, 1, 60001, 2, 0, 600, 600, 'error', false);
  INSERT INTO recorder (id, started_at_ms, last_write_ms, dropped_count) VALUES ('r', 1, 2, 3);`;

/** A database as a version of before rollups left it. */
async function createOldDatabase(provider: 'sqlite' | 'postgresql', url: string): Promise<void> {
  if (provider === 'sqlite') new Database(url.slice('file:'.length)).pragma('journal_mode = WAL');
  else await queryServer(`CREATE SCHEMA ${new URL(url).searchParams.get('schema')}`);
  const migrations = MIGRATIONS[provider].slice(0, BEFORE_ROLLUPS[provider]);
  await execute(
    url,
    'CREATE TABLE _prisma_migrations (id TEXT PRIMARY KEY, checksum TEXT, finished_at TIMESTAMP, migration_name TEXT, logs TEXT, rolled_back_at TIMESTAMP, started_at TIMESTAMP, applied_steps_count INTEGER)',
  );
  for (const { name, checksum, sql: statements } of migrations) {
    await execute(url, statements);
    await execute(
      url,
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       VALUES ('${name}', '${checksum}', CURRENT_TIMESTAMP, '${name}', CURRENT_TIMESTAMP, 1)`,
    );
  }
  await execute(url, OLD_ROWS);
}

describe.each(DATABASES)('a database on $name of before there were rollups', (database) => {
  needs(database);

  it('is brought up to date by the next recorder, with nothing lost, and its batches in the rollups', async () => {
    const url = database.createUrl();
    await createOldDatabase(database.provider, url);
    const reader = openMetrics({ url });
    await expect(reader.getStatus()).rejects.toMatchObject({ code: 'SCHEMA_OLDER' });
    const recorder = createRecorder({ url, onError: expectNoErrors() });
    const record = buildRecord();
    recorder.record(record, buildPayload(record));
    await recorder.flush();
    const left = () => rowsOfQuery(url, sql`SELECT id FROM batch WHERE rolled_up IS NULL`);
    await expect.poll(left, { timeout: 30_000 }).toEqual([]);
    await recorder.close();

    const old = await reader.getBatch('old');
    expect(old).toMatchObject({ batchId: 'old', outcome: 'partial', callCount: 2, labels: { sessionId: 's' } });
    expect(old?.calls.map(({ toolName, status }) => [toolName, status])).toEqual([
      ['search', 'ok'],
      ['fetch', 'error'],
    ]);
    expect(await reader.getStatus()).toMatchObject({ batchCount: 2 });
    expect(await reader.getRecorderHealth(1)).toMatchObject({ droppedCount: 3 });
    await reader.close();
    const rows = await rowsOfQuery(
      url,
      sql`
      SELECT name, call_count, error_count, run_us, critical_run_us, failures, wastes, color
      FROM tool_rollup JOIN tool ON tool.id = tool_id WHERE bucket_seconds = 86400 AND start_ms = 0 ORDER BY name`,
    );
    const told = rows.map(({ failures, wastes, name, ...numbers }) => [
      name,
      failures,
      wastes,
      ...Object.values(numbers).map(Number),
    ]);
    expect(told).toEqual([
      ['fetch', '["error/TOOL_FAILED",1]', '["error",600]', 1, 1, 600, 0, expect.any(Number)],
      ['search', '[]', '[]', 1, 0, 900, 900, expect.any(Number)],
    ]);
    expect(await rowsOfQuery(url, sql`SELECT id FROM session`)).toEqual([{ id: 's' }]);
  });
});
