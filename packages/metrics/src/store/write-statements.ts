import { ATTEMPT_COLUMNS, BATCH_COLUMNS, CALL_COLUMNS } from './rows.js';
import { type EncodedRows, type RecorderRow, raw, type Sql, sql } from './store.js';

/**
 * The statements that store batches in SQLite: one JSON text per statement, however many rows it holds. The first of
 * them writes, so that the transaction takes the write lock at once instead of failing to upgrade a read lock.
 */
export function writeStatements(rows: EncodedRows, recorder: RecorderRow): readonly Sql[] {
  return [
    upsertRecorder(recorder),
    insertTools(rows.calls),
    sql`INSERT INTO batch (${columns(BATCH_COLUMNS)})
        SELECT ${values(BATCH_COLUMNS)} FROM json_each(${rows.batches}) WHERE true ON CONFLICT DO NOTHING`,
    sql`INSERT INTO tool_call (tool_id, ${columns(CALL_COLUMNS)})
        SELECT tool.id, ${values(CALL_COLUMNS)}
        FROM json_each(${rows.calls}) JOIN tool ON tool.name = value ->> 'tool_name' WHERE true ON CONFLICT DO NOTHING`,
    sql`INSERT INTO attempt (tool_id, ${columns(ATTEMPT_COLUMNS)})
        SELECT tool.id, ${values(ATTEMPT_COLUMNS)}
        FROM json_each(${rows.attempts}) JOIN tool ON tool.name = value ->> 'tool_name' WHERE true ON CONFLICT DO NOTHING`,
  ];
}

function upsertRecorder({ id, startedAtMs, lastWriteMs, droppedCount }: RecorderRow): Sql {
  return sql`INSERT INTO recorder (id, started_at_ms, last_write_ms, dropped_count)
    VALUES (${id}, ${BigInt(startedAtMs)}, ${BigInt(lastWriteMs)}, ${droppedCount})
    ON CONFLICT (id) DO UPDATE SET last_write_ms = excluded.last_write_ms, dropped_count = excluded.dropped_count`;
}

/** `NOT EXISTS` keeps ids dense: a conflict would still use one up. */
function insertTools(calls: string): Sql {
  return sql`INSERT INTO tool (name, first_seen_ms)
    SELECT value ->> 'tool_name' AS name, MIN(value ->> 'batch_started_at_ms')
    FROM json_each(${calls})
    WHERE NOT EXISTS (SELECT 1 FROM tool WHERE tool.name = value ->> 'tool_name')
    GROUP BY value ->> 'tool_name' ORDER BY MIN(key)`;
}

function columns(names: readonly string[]): Sql {
  return raw(names.join(', '));
}

/** Column names are constants of ours, so they may stand in the text of a statement. */
function values(names: readonly string[]): Sql {
  return raw(names.map((name) => `value ->> '${name}'`).join(', '));
}
