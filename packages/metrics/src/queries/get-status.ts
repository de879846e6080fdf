import { type ReadStore, sql } from '../store/store.js';
import { countBatches } from './count-batches.js';
import type { MetricsStatus } from './types.js';

interface Row {
  readonly first_ms: bigint | null;
  readonly last_ms: bigint | null;
  readonly schema_version: bigint;
}

/** What the database holds. */
export async function getStatus(store: ReadStore, databasePath: string): Promise<MetricsStatus> {
  const [row] = await store.query<Row>(sql`
    SELECT
      (SELECT MIN(started_at_ms) FROM batch) AS first_ms,
      (SELECT MAX(started_at_ms) FROM batch) AS last_ms,
      (SELECT COUNT(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL) AS schema_version`);
  const firstStartedAtMs = row?.first_ms == null ? null : Number(row.first_ms);
  const lastStartedAtMs = row?.last_ms == null ? null : Number(row.last_ms);
  const range = { fromMs: firstStartedAtMs ?? 0, toMs: (lastStartedAtMs ?? -1) + 1 };
  return {
    databasePath,
    batchCount: await countBatches(store, range),
    firstStartedAtMs,
    lastStartedAtMs,
    schemaVersion: Number(row?.schema_version ?? 0),
  };
}
