import { type Sql, sql } from './store.js';
import type { Transaction } from './transaction.js';

/** What ages: rows of batches with their calls and attempts, the rollups by length of their buckets, and the rest. */
export type Aging = 'batches' | 'minutes' | 'hours' | 'days' | 'sessions' | 'metrics' | 'recorders';

/**
 * Deletes the oldest of one kind, at most `limit` of them.
 *
 * @param beforeMs - Epoch ms.
 * @returns How many there were.
 */
export async function deleteOld(
  transaction: Transaction,
  aging: Aging,
  beforeMs: number,
  limit: number,
): Promise<number> {
  if (aging === 'batches') return deleteBatches(transaction, beforeMs, limit);
  let deletedCount = 0;
  for (const statement of statementsFor(aging, BigInt(beforeMs), limit)) {
    deletedCount += await transaction.execute(statement);
  }
  return deletedCount;
}

/** Children first. Each statement names the same batches: those are deleted by the last alone. */
async function deleteBatches(transaction: Transaction, beforeMs: number, limit: number): Promise<number> {
  const oldest = sql`
    SELECT id FROM batch WHERE started_at_ms < ${BigInt(beforeMs)} ORDER BY started_at_ms, id LIMIT ${limit}`;
  await transaction.execute(sql`DELETE FROM attempt WHERE batch_id IN (${oldest})`);
  await transaction.execute(sql`DELETE FROM tool_call WHERE batch_id IN (${oldest})`);
  return transaction.execute(sql`DELETE FROM batch WHERE id IN (${oldest})`);
}

function statementsFor(aging: Exclude<Aging, 'batches'>, beforeMs: bigint, limit: number): readonly Sql[] {
  switch (aging) {
    case 'minutes':
      return rollups(60, beforeMs, limit);
    case 'hours':
      return rollups(3600, beforeMs, limit);
    case 'days':
      return rollups(86_400, beforeMs, limit);
    case 'sessions':
      return [
        sql`DELETE FROM session WHERE id IN (
          SELECT id FROM session WHERE last_started_ms < ${beforeMs} ORDER BY last_started_ms, id LIMIT ${limit})`,
      ];
    case 'metrics':
      return [
        sql`DELETE FROM metric WHERE id IN (
          SELECT id FROM metric WHERE at_ms < ${beforeMs} ORDER BY at_ms LIMIT ${limit})`,
      ];
    case 'recorders':
      return [
        sql`DELETE FROM recorder WHERE id IN (
          SELECT id FROM recorder WHERE last_write_ms < ${beforeMs} ORDER BY last_write_ms LIMIT ${limit})`,
      ];
    default:
      return aging satisfies never;
  }
}

/** Whole buckets: `start_ms` alone says which. */
function rollups(bucketSeconds: number, beforeMs: bigint, limit: number): readonly Sql[] {
  const endedBeforeMs = beforeMs - BigInt(bucketSeconds) * 1000n;
  return [
    sql`DELETE FROM tool_rollup WHERE (bucket_seconds, start_ms, tool_id, part) IN (
      SELECT bucket_seconds, start_ms, tool_id, part FROM tool_rollup
      WHERE bucket_seconds = ${bucketSeconds} AND start_ms <= ${endedBeforeMs} ORDER BY start_ms LIMIT ${limit})`,
    sql`DELETE FROM batch_rollup WHERE (bucket_seconds, start_ms, kind_id, part) IN (
      SELECT bucket_seconds, start_ms, kind_id, part FROM batch_rollup
      WHERE bucket_seconds = ${bucketSeconds} AND start_ms <= ${endedBeforeMs} ORDER BY start_ms LIMIT ${limit})`,
  ];
}
