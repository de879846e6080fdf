import { BATCH_TABLE, rollupColumns, TOOL_TABLE } from '../rollups/add-to-rollups.js';
import { BUCKET_SECONDS } from '../rollups/rollup-delta.js';
import { SESSION_COLUMNS } from '../rollups/session-statements.js';
import { PART_COUNT } from './postgresql-rollup-part.js';
import { ATTEMPT_COLUMNS, BATCH_COLUMNS, CALL_COLUMNS } from './rows.js';
import { raw, type Sql, sql } from './store.js';
import type { Transaction } from './transaction.js';

/** What is repeated, and when: epoch ms, integers. */
export interface Repetition {
  readonly fromMs: number;
  /** Not included. */
  readonly toMs: number;
  /** How much later: whole days, so that buckets of rollups become buckets. */
  readonly shiftMs: number;
  /** 1 for the first repetition: it makes the names of sessions others, and the parts of rollups. */
  readonly number: number;
}

/** Twelve hexadecimal digits of an expression. */
export type Hex = (expression: string) => string;

/** The columns of a repeated row that are not those of the first. */
type Changes = Readonly<Record<string, string>>;

/**
 * Adds what was recorded in a stretch of time once more, later: batches that were submitted in it, with ids of their own, sessions
 * whose last batch was, and buckets of rollups that begin in it. What is there already stays.
 */
export async function repeat(transaction: Transaction, repetition: Repetition, hex: Hex): Promise<void> {
  const { fromMs, toMs, shiftMs, number } = repetition;
  const within = (column: string) => `${column} >= ${fromMs} AND ${column} < ${toMs}`;
  const later = (column: string) => `${column} + ${shiftMs}`;
  const renamed = (column: string) => `${column} || '-${number}'`;
  const newId = (id: string, startedAtMs: string) => {
    const time = hex(later(startedAtMs));
    return `substr(${time}, 1, 8) || '-' || substr(${time}, 9) || substr(${id}, 14)`;
  };

  const batch: Changes = {
    id: newId('batch.id', 'batch.started_at_ms'),
    started_at_ms: later('batch.started_at_ms'),
    session_id: renamed('batch.session_id'),
    thread_id: renamed('batch.thread_id'),
    missed_batch_id: newId('missed.id', 'missed.started_at_ms'),
  };
  const missed = 'LEFT JOIN batch AS missed ON missed.id = batch.missed_batch_id';
  const batches = `${missed} WHERE ${within('batch.started_at_ms')}`;
  await transaction.execute(insert('batch', BATCH_COLUMNS.names, batch, batches));

  for (const [table, { names }] of Object.entries({ tool_call: CALL_COLUMNS, attempt: ATTEMPT_COLUMNS })) {
    const ofBatch: Changes = {
      batch_id: newId(`${table}.batch_id`, `${table}.batch_started_at_ms`),
      batch_started_at_ms: later(`${table}.batch_started_at_ms`),
    };
    const columns = names.map((name) => (name === 'tool_name' ? 'tool_id' : name));
    const ofBatches = `JOIN batch ON batch.id = ${table}.batch_id WHERE ${within('batch.started_at_ms')}`;
    await transaction.execute(insert(table, columns, ofBatch, ofBatches));
  }

  const session: Changes = {
    id: renamed('session.id'),
    first_started_ms: later('session.first_started_ms'),
    last_started_ms: later('session.last_started_ms'),
    last_ended_ms: later('session.last_ended_ms'),
  };
  const sessions = `WHERE ${within('session.last_started_ms')}`;
  await transaction.execute(insert('session', SESSION_COLUMNS.names, session, sessions));

  // In parts of their own: the last day of one repetition is the first of the next, and recorders may write to either.
  for (const table of [TOOL_TABLE, BATCH_TABLE]) {
    const bucket: Changes = { start_ms: later('start_ms'), part: `part + ${PART_COUNT * number}` };
    const lengths = `bucket_seconds IN (${BUCKET_SECONDS.join(', ')})`;
    const buckets = `WHERE ${lengths} AND ${within('start_ms')} AND part < ${PART_COUNT}`;
    await transaction.execute(insert(table.name, rollupColumns(table).names, bucket, buckets));
  }
}

function insert(table: string, columns: readonly string[], changes: Changes, from: string): Sql {
  const values = columns.map((column) => changes[column] ?? `${table}.${column}`);
  return sql`
    INSERT INTO ${raw(`${table} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM ${table} ${from}`)}
    ON CONFLICT DO NOTHING`;
}
