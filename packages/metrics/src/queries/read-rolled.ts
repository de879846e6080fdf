import { type RolledBatch, rolledBatches, TOTALS } from '../rollups/rolled-batch.js';
import { type ReadStore, raw, type Sql, type SqlValue, sql } from '../store/store.js';
import type { TimeRange } from './types.js';

type Row = Readonly<Record<string, SqlValue>>;

/** Which calls of batches are read: all of them, those of the tool with this id, or none where the totals of batches are enough. */
export type CallsRead = 'all' | 'none' | number;

/** The batches of a short range as the rollups take them, for what no bucket covers. Without the calls that sampling left out. */
export async function readRolled(
  store: ReadStore,
  { fromMs, toMs }: TimeRange,
  callsRead: CallsRead,
): Promise<readonly RolledBatch[]> {
  const inRange = sql`started_at_ms >= ${BigInt(fromMs)} AND started_at_ms < ${BigInt(toMs)}`;
  const ids = sql`SELECT id FROM batch WHERE ${inRange}`;
  const queryCalls = (statement: Sql) => (callsRead === 'none' ? [] : store.query<Row>(statement));
  // `+ 0` keeps SQLite from walking all calls of the tool.
  const ofTool = typeof callsRead === 'number' ? sql`tool_id + 0 = ${callsRead}` : raw('1 = 1');
  const [batches, calls, attempts] = await Promise.all([
    store.query<Row>(sql`
      SELECT id, started_at_ms, outcome, session_id, graph, agent, node, missed, edges, ${raw(TOTALS.join(', '))}
      FROM batch WHERE ${inRange}`),
    queryCalls(sql`
      SELECT tool_call.batch_id, seq, tool.name AS tool_name, status, error_code, source, available_us, ready_us,
        start_us, end_us, waits
      FROM tool_call JOIN tool ON tool.id = tool_call.tool_id WHERE tool_call.batch_id IN (${ids}) AND ${ofTool}`),
    queryCalls(sql`
      SELECT batch_id, seq, attempt, start_us, end_us, outcome, hedge, abandoned FROM attempt
      WHERE batch_id IN (${ids}) AND ${ofTool}`),
  ]);
  const cellsOf = (row: Row) => (name: string) => row[name] ?? null;
  return rolledBatches(batches.map(cellsOf), calls.map(cellsOf), attempts.map(cellsOf));
}
