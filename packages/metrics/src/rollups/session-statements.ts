import type { Columns } from '../store/rows.js';
import { raw, sql } from '../store/store.js';
import type { Transaction } from '../store/transaction.js';
import type { JsonDialect } from '../store/write-statements.js';
import type { SessionSums } from './session-sums.js';

const COUNTS = ['batch_count', 'call_count', 'failed_count', 'makespan_us', 'sequential_us'] as const;
const MISSED = ['missed_count', 'missed_unknown_count'] as const;
const NAMES = ['id', 'first_started_ms', 'last_started_ms', 'last_ended_ms', ...COUNTS, ...MISSED];
/** Columns of `session`. */
export const SESSION_COLUMNS: Columns = {
  names: NAMES,
  kinds: NAMES.map((name) => (name === 'id' ? 'text' : 'bigint')),
};

/** Adds to the rows of sessions, in the order of their ids. */
export async function addSessions(
  transaction: Transaction,
  sessions: readonly SessionSums[],
  json: JsonDialect,
): Promise<void> {
  if (sessions.length === 0) return;
  const rows = JSON.stringify(sessions.map(rowOf));
  const extreme = (column: string, sign: '<' | '>') =>
    `${column} = CASE WHEN excluded.${column} ${sign} session.${column} THEN excluded.${column} ELSE session.${column} END`;
  const assignments = [
    extreme('first_started_ms', '<'),
    extreme('last_started_ms', '>'),
    extreme('last_ended_ms', '>'),
    ...[...COUNTS, ...MISSED].map((column) => `${column} = session.${column} + excluded.${column}`),
  ];
  await transaction.execute(sql`
    INSERT INTO session (${raw(NAMES.join(', '))})
    SELECT ${raw(NAMES.map((name) => json.value(SESSION_COLUMNS, name)).join(', '))}
    FROM ${json.rows(rows)} WHERE true ORDER BY key
    ON CONFLICT (id) DO UPDATE SET ${raw(assignments.join(', '))}`);
}

function rowOf(sums: SessionSums): readonly (string | number)[] {
  return [
    sums.id,
    sums.firstStartedMs,
    sums.lastStartedMs,
    sums.lastEndedMs,
    sums.batchCount,
    sums.callCount,
    sums.failedCount,
    sums.makespanUs,
    sums.sequentialUs,
    sums.missedCount,
    sums.missedUnknownCount,
  ];
}
