import { ATTEMPT_COLUMNS, BATCH_COLUMNS, CALL_COLUMNS, TOOL_COLUMNS } from './rows.js';
import { type EncodedRows, type RecorderRow, raw, type Sql, sql } from './store.js';

/**
 * The statements that store batches in SQLite: one JSON text per statement, however many rows it holds. The first of
 * them writes, so that the transaction takes the write lock at once instead of failing to upgrade a read lock.
 */
export function writeStatements(rows: EncodedRows, recorder: RecorderRow): readonly Sql[] {
  return [
    upsertRecorder(recorder),
    insertTools(rows.tools),
    insert('batch', BATCH_COLUMNS, sql`json_each(${rows.batches})`),
    insert('tool_call', CALL_COLUMNS, withToolId(CALL_COLUMNS, rows.calls)),
    insert('attempt', ATTEMPT_COLUMNS, withToolId(ATTEMPT_COLUMNS, rows.attempts)),
  ];
}

function upsertRecorder({ id, startedAtMs, lastWriteMs, droppedCount }: RecorderRow): Sql {
  return sql`INSERT INTO recorder (id, started_at_ms, last_write_ms, dropped_count)
    VALUES (${id}, ${BigInt(startedAtMs)}, ${BigInt(lastWriteMs)}, ${droppedCount})
    ON CONFLICT (id) DO UPDATE SET last_write_ms = excluded.last_write_ms, dropped_count = excluded.dropped_count`;
}

/** `NOT EXISTS` keeps ids dense: a conflict would still use one up. */
function insertTools(tools: string): Sql {
  const name = value(TOOL_COLUMNS, 'name');
  return sql`INSERT INTO tool (name, first_seen_ms)
    SELECT ${name}, MIN(${value(TOOL_COLUMNS, 'first_seen_ms')})
    FROM json_each(${tools})
    WHERE NOT EXISTS (SELECT 1 FROM tool WHERE tool.name = ${name})
    GROUP BY ${name} ORDER BY MIN(key)`;
}

/** `WHERE true` keeps SQLite from taking `ON` for a join condition. */
function insert(table: string, columns: readonly string[], source: Sql): Sql {
  const names = columns.map((name) => (name === 'tool_name' ? 'tool_id' : name));
  const values = columns.map((name) => (name === 'tool_name' ? 'tool.id' : valueText(columns, name)));
  return sql`INSERT INTO ${raw(`${table} (${names.join(', ')})`)}
    SELECT ${raw(values.join(', '))} FROM ${source} WHERE true ON CONFLICT DO NOTHING`;
}

function withToolId(columns: readonly string[], rows: string): Sql {
  return sql`json_each(${rows}) JOIN tool ON tool.name = ${value(columns, 'tool_name')}`;
}

function value(columns: readonly string[], name: string): Sql {
  return raw(valueText(columns, name));
}

/** Rows are arrays in the order of their columns: half the text of objects, and found by position. */
function valueText(columns: readonly string[], name: string): string {
  return `value ->> ${columns.indexOf(name)}`;
}
