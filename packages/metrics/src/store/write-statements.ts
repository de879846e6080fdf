import { ATTEMPT_COLUMNS, BATCH_COLUMNS, CALL_COLUMNS, type Columns, TOOL_COLUMNS } from './rows.js';
import { type EncodedRows, type RecorderRow, raw, type Sql, sql } from './store.js';

/** How a database reads rows out of one bound JSON text, an array of arrays: half the text of objects. */
export interface JsonDialect {
  /** A table of the rows, with the columns `value` and `key`, its position. */
  rows(json: string): Sql;
  /** The value of a column, of the type it has in its table. */
  value(columns: Columns, name: string): string;
}

export const SQLITE_JSON: JsonDialect = {
  rows: (json) => sql`json_each(${json})`,
  value: (columns, name) => `value ->> ${columns.names.indexOf(name)}`,
};

const POSTGRESQL_TYPES = Object.freeze({
  text: 'text',
  integer: 'integer',
  bigint: 'bigint',
  float: 'double precision',
  boolean: 'boolean',
});

export const POSTGRESQL_JSON: JsonDialect = {
  rows: (json) => sql`json_array_elements(${json}::json) WITH ORDINALITY AS json_rows (value, key)`,
  value: ({ names, kinds }, name) => {
    const index = names.indexOf(name);
    return `(value ->> ${index})::${POSTGRESQL_TYPES[kinds[index] ?? 'text']}`;
  },
};

/**
 * The statements that store batches: one JSON text per statement, however many rows it holds. The first of them writes, so
 * that in SQLite the transaction takes the write lock at once instead of failing to upgrade a read lock.
 */
export function writeStatements(rows: EncodedRows, recorder: RecorderRow, json: JsonDialect): readonly Sql[] {
  return [
    upsertRecorder(recorder),
    insertTools(rows.tools, json),
    insert('batch', BATCH_COLUMNS, json.rows(rows.batches), json),
    insert('tool_call', CALL_COLUMNS, withToolId(CALL_COLUMNS, rows.calls, json), json),
    insert('attempt', ATTEMPT_COLUMNS, withToolId(ATTEMPT_COLUMNS, rows.attempts, json), json),
  ];
}

function upsertRecorder({ id, startedAtMs, lastWriteMs, droppedCount }: RecorderRow): Sql {
  return sql`INSERT INTO recorder (id, started_at_ms, last_write_ms, dropped_count)
    VALUES (${id}, ${BigInt(startedAtMs)}, ${BigInt(lastWriteMs)}, ${droppedCount})
    ON CONFLICT (id) DO UPDATE SET last_write_ms = excluded.last_write_ms, dropped_count = excluded.dropped_count`;
}

/** `NOT EXISTS` keeps ids dense, for a conflict uses one up; `ON CONFLICT` is for another writer's at the same moment. */
function insertTools(tools: string, json: JsonDialect): Sql {
  const name = raw(json.value(TOOL_COLUMNS, 'name'));
  return sql`INSERT INTO tool (name, first_seen_ms)
    SELECT ${name}, MIN(${raw(json.value(TOOL_COLUMNS, 'first_seen_ms'))})
    FROM ${json.rows(tools)}
    WHERE NOT EXISTS (SELECT 1 FROM tool WHERE tool.name = ${name})
    GROUP BY ${name} ORDER BY MIN(key) ON CONFLICT DO NOTHING`;
}

/** `WHERE true` keeps SQLite from taking `ON` for a join condition. */
function insert(table: string, columns: Columns, source: Sql, json: JsonDialect): Sql {
  const names = columns.names.map((name) => (name === 'tool_name' ? 'tool_id' : name));
  const values = columns.names.map((name) => (name === 'tool_name' ? 'tool.id' : json.value(columns, name)));
  return sql`INSERT INTO ${raw(`${table} (${names.join(', ')})`)}
    SELECT ${raw(values.join(', '))} FROM ${source} WHERE true ON CONFLICT DO NOTHING`;
}

function withToolId(columns: Columns, rows: string, json: JsonDialect): Sql {
  return sql`${json.rows(rows)} JOIN tool ON tool.name = ${raw(json.value(columns, 'tool_name'))}`;
}
