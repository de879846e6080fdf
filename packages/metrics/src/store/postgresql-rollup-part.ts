import { sql } from './store.js';
import type { Transaction } from './transaction.js';

/** So many writers do not wait for each other; more rows for every cell than writers at once there will not be. */
export const PART_COUNT = 8;

/** Of our advisory locks; the other half of the key is the schema and the part. */
const LOCK = 72_707_370;

/**
 * A part of the rollups that no other transaction writes to, until this one ends: the first that is free, or, when all are
 * taken, the first as soon as it is free.
 */
export async function takeRollupPart(transaction: Transaction): Promise<number> {
  for (let part = 0; part < PART_COUNT; part += 1) {
    const [row] = await transaction.query<{ readonly taken: boolean }>(
      sql`SELECT pg_try_advisory_xact_lock(${LOCK}, ${lockKey(part)}) AS taken`,
    );
    if (row?.taken) return part;
  }
  await transaction.execute(sql`SELECT pg_advisory_xact_lock(${LOCK}, ${lockKey(0)})`);
  return 0;
}

function lockKey(part: number) {
  return sql`hashtext(current_schema() || ' ' || ${String(part)})`;
}
