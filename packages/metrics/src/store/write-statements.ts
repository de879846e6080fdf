import { ATTEMPT_COLUMNS, BATCH_COLUMNS, CALL_COLUMNS, type Columns, METRIC_COLUMNS, TOOL_COLUMNS } from './rows.js';
import { join, type RecorderRow, raw, type Sql, sql } from './store.js';

/** How a database reads rows out of one bound JSON text, an array of arrays: half the text of objects. */
export interface JsonDialect {
  /** A table of the rows, with the columns `value` and `key`, its position. */
  rows(json: string): Sql;
  /** The value of a column, of the type it has in its table. */
  value(columns: Columns, name: string): string;
}

export const SQLITE_JSON: JsonDialect = {
  // Elements come parsed: with `json_each` every value would parse its row again.
  rows: (json) => sql`jsonb_each(${json})`,
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
  rows: (json) => sql`jsonb_array_elements(${json}::jsonb) WITH ORDINALITY AS json_rows (value, key)`,
  value: ({ names, kinds }, name) => {
    const index = names.indexOf(name);
    return `(value ->> ${index})::${POSTGRESQL_TYPES[kinds[index] ?? 'text']}`;
  },
};

/** The recorder as it stands at this write. */
export function upsertRecorder(recorder: RecorderRow): Sql {
  const { lastError, lagMs, spoolBytes, closedAtMs } = recorder;
  const big = (value: number | null) => (value === null ? null : BigInt(Math.round(value)));
  const values = {
    id: recorder.id,
    started_at_ms: big(recorder.startedAtMs),
    last_write_ms: big(recorder.lastWriteMs),
    dropped_count: recorder.droppedCount,
    closed_at_ms: big(closedAtMs),
    durability: recorder.durability,
    dropped: recorder.dropped,
    stored_count: recorder.storedCount,
    queued_count: recorder.queuedCount,
    queued_bytes: big(recorder.queuedBytes),
    spool_bytes: big(spoolBytes),
    lag_ms: lagMs,
    retry_count: recorder.retryCount,
    last_error_code: lastError?.code ?? null,
    last_error: lastError?.message ?? null,
    last_error_ms: big(lastError?.atMs ?? null),
  };
  const names = Object.keys(values);
  const assignments = names.slice(2).map((name) => `${name} = COALESCE(excluded.${name}, recorder.${name})`);
  return sql`INSERT INTO recorder (${raw(names.join(', '))}) VALUES (${join(Object.values(values))})
    ON CONFLICT (id) DO UPDATE SET ${raw(assignments.join(', '))}`;
}

/**
 * `NOT EXISTS` keeps ids dense, for a conflict uses one up; `ON CONFLICT` is for another writer's at the same moment. Of
 * new tools the one with most critical-path time takes the next free colour.
 */
export function insertTools(tools: string, json: JsonDialect): Sql {
  const value = (name: string) => raw(json.value(TOOL_COLUMNS, name));
  return sql`INSERT INTO tool (name, first_seen_ms, color)
    SELECT name, first_seen_ms, CASE WHEN rank <= ${COLOR_COUNT} THEN rank END
    FROM (
      SELECT ${value('name')} AS name, ${value('first_seen_ms')} AS first_seen_ms, key,
        (SELECT COUNT(color) FROM tool) + ROW_NUMBER() OVER (ORDER BY ${value('critical_us')} DESC, key) AS rank
      FROM ${json.rows(tools)} WHERE NOT EXISTS (SELECT 1 FROM tool WHERE tool.name = ${value('name')})
    ) AS new_tools
    ORDER BY key ON CONFLICT DO NOTHING`;
}

/** The dashboard has so many. */
export const COLOR_COUNT = 8;

/** Gives back the ids of those that were not there, in an order in which writers of the same batches do not lock each other out. */
export function insertBatches(batches: string, json: JsonDialect): Sql {
  const id = raw(json.value(BATCH_COLUMNS, 'id'));
  return sql`${insert('batch', BATCH_COLUMNS, sql`${json.rows(batches)} WHERE true ORDER BY ${id}`, json)} RETURNING id`;
}

/** Their tools must be there. */
export function insertCalls(calls: string, json: JsonDialect): Sql {
  return insert('tool_call', CALL_COLUMNS, sql`${withToolId(CALL_COLUMNS, calls, json)} WHERE true`, json);
}

/** Their tools must be there. */
export function insertAttempts(attempts: string, json: JsonDialect): Sql {
  return insert('attempt', ATTEMPT_COLUMNS, sql`${withToolId(ATTEMPT_COLUMNS, attempts, json)} WHERE true`, json);
}

export function insertMetrics(metrics: string, json: JsonDialect): Sql {
  return insert('metric', METRIC_COLUMNS, sql`${json.rows(metrics)} WHERE true`, json);
}

/** @param source - Ends in a `WHERE`, which keeps SQLite from taking `ON` for a join condition. */
function insert(table: string, columns: Columns, source: Sql, json: JsonDialect): Sql {
  const names = columns.names.map((name) => (name === 'tool_name' ? 'tool_id' : name));
  const values = columns.names.map((name) => (name === 'tool_name' ? 'tool.id' : json.value(columns, name)));
  return sql`INSERT INTO ${raw(`${table} (${names.join(', ')})`)}
    SELECT ${raw(values.join(', '))} FROM ${source} ON CONFLICT DO NOTHING`;
}

function withToolId(columns: Columns, rows: string, json: JsonDialect): Sql {
  return sql`${json.rows(rows)} JOIN tool ON tool.name = ${raw(json.value(columns, 'tool_name'))}`;
}
