import type { StoreDialect } from '../store/prisma-store.js';
import { join, raw, type Sql, type SqlValue, sql } from '../store/store.js';
import type { Transaction } from '../store/transaction.js';
import { COLOR_COUNT } from '../store/write-statements.js';
import { addToRollups } from './add-to-rollups.js';
import { type Cells, rolledBatches, TOTALS } from './rolled-batch.js';
import { rollupDelta } from './rollup-delta.js';

type Row = Readonly<Record<string, SqlValue>>;

/**
 * Adds batches that are not in the rollups yet, of before there were any.
 *
 * @returns How many: 0 when all are there.
 */
export async function rollUp(
  transaction: Transaction,
  limit: number,
  { json, takePart }: Pick<StoreDialect, 'json' | 'takePart'>,
): Promise<number> {
  const batches = await transaction.query<Row>(claim(limit));
  if (batches.length === 0) {
    await giveColors(transaction);
    return 0;
  }
  const ids = join(batches.map(({ id }) => id));
  const calls = await transaction.query<Row>(sql`
    SELECT tool_call.batch_id, seq, tool.name AS tool_name, status, error_code, source, available_us, ready_us, start_us,
      end_us, waits
    FROM tool_call JOIN tool ON tool.id = tool_call.tool_id WHERE tool_call.batch_id IN (${ids})`);
  const attempts = await transaction.query<Row>(sql`
    SELECT batch_id, seq, attempt, start_us, end_us, outcome, hedge, abandoned FROM attempt WHERE batch_id IN (${ids})`);
  const delta = rollupDelta(rolledBatches(batches.map(cellsOf), calls.map(cellsOf), attempts.map(cellsOf)));
  await addToRollups(transaction, delta, await takePart(transaction), json);
  return batches.length;
}

/**
 * The second condition is for two at once: of the one that waits, the other has them by then. It is written so that no
 * index serves it, lest SQLite look through all that are left instead of these ids.
 */
function claim(limit: number): Sql {
  return sql`
    UPDATE batch SET rolled_up = true
    WHERE id IN (SELECT id FROM batch WHERE rolled_up IS NULL LIMIT ${limit}) AND COALESCE(rolled_up, false) = false
    RETURNING id, started_at_ms, outcome, session_id, graph, agent, node, missed, edges, ${raw(TOTALS.join(', '))}`;
}

/** To the tools of before there were colours: the one with most critical-path time first. */
async function giveColors(transaction: Transaction): Promise<void> {
  await transaction.execute(sql`
    UPDATE tool SET color = (
      SELECT rank FROM (
        SELECT tool_id, ROW_NUMBER() OVER (ORDER BY SUM(critical_run_us) DESC, tool_id) AS rank
        FROM tool_rollup WHERE bucket_seconds = 86400 GROUP BY tool_id
      ) AS ranked WHERE ranked.tool_id = tool.id AND rank <= ${COLOR_COUNT}
    )
    WHERE NOT EXISTS (SELECT 1 FROM tool WHERE color IS NOT NULL)`);
}

function cellsOf(row: Row): Cells {
  return (name) => row[name] ?? null;
}
