import { type Sql, sql } from './store.js';

/** Children first; the last deletes the batches. Each names the same ones: those are deleted by the last alone. */
export function deleteStatements(beforeMs: number, limit: number): readonly Sql[] {
  const oldest = sql`
    SELECT id FROM batch WHERE started_at_ms < ${BigInt(beforeMs)} ORDER BY started_at_ms, id LIMIT ${limit}`;
  return [
    sql`DELETE FROM attempt WHERE batch_id IN (${oldest})`,
    sql`DELETE FROM tool_call WHERE batch_id IN (${oldest})`,
    sql`DELETE FROM batch WHERE id IN (${oldest})`,
  ];
}
