import { addToRollups } from '../rollups/add-to-rollups.js';
import type { RolledBatch } from '../rollups/rolled-batch.js';
import { BUCKET_SECONDS, type RollupDelta } from '../rollups/rollup-delta.js';
import { addTo, type Sums } from '../rollups/sums.js';
import type { StoreDialect } from './prisma-store.js';
import { rolledRows } from './rolled-rows.js';
import type { EncodedRows, RecorderRow } from './store.js';
import type { Transaction } from './transaction.js';
import {
  insertAttempts,
  insertBatches,
  insertCalls,
  insertMetrics,
  insertTools,
  upsertRecorder,
} from './write-statements.js';

/** How many were not there yet. */
export interface Written {
  readonly batchCount: number;
  readonly metricCount: number;
}

/**
 * Stores rows in a transaction: one JSON text per statement, however many rows it holds. The first statement writes, so that
 * in SQLite the transaction takes the write lock at once instead of failing to upgrade a read lock. Only what was not
 * there yet is added to the rollups.
 */
export async function writeRows(
  transaction: Transaction,
  rows: EncodedRows,
  recorder: RecorderRow,
  { json, takePart, isElsewhere }: Pick<StoreDialect, 'json' | 'takePart' | 'isElsewhere'>,
  meanwhile: () => void = () => undefined,
): Promise<Written> {
  await transaction.execute(upsertRecorder(recorder));
  const metricCount = rows.metrics === NO_ROWS ? 0 : await transaction.execute(insertMetrics(rows.metrics, json));
  if (rows.batches === NO_ROWS) return { batchCount: 0, metricCount };
  const inserted = await transaction.query<{ readonly id: string }>(insertBatches(rows.batches, json));
  if (inserted.length === 0) return { batchCount: 0, metricCount };
  const { batches, delta } = rolledRows(rows, new Set(inserted.map(({ id }) => id)));
  const tools = toolRows(batches, delta);
  if (tools.length > 0) await transaction.execute(insertTools(JSON.stringify(tools), json));
  if (rows.calls !== NO_ROWS) {
    const inserting = transaction.execute(insertCalls(rows.calls, json));
    await (isElsewhere ? Promise.all([inserting, afterThisTurn(meanwhile)]) : inserting);
  }
  if (rows.attempts !== NO_ROWS) await transaction.execute(insertAttempts(rows.attempts, json));
  await addToRollups(transaction, delta, await takePart(transaction), json);
  return { batchCount: inserted.length, metricCount };
}

const NO_ROWS = '[]';

/** Once what was begun before has been sent to a database elsewhere. */
async function afterThisTurn(call: () => void): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  call();
}

/** As `TOOL_COLUMNS`; in the order of names, so that no two writers wait for each other's tools. */
function toolRows(
  batches: readonly RolledBatch[],
  { tools }: RollupDelta,
): readonly (readonly [name: string, firstSeenMs: number, criticalUs: number])[] {
  const firstSeenMs = new Map<string, number>();
  for (const { startedAtMs, calls } of batches) {
    for (const { toolName } of calls) {
      firstSeenMs.set(toolName, Math.min(startedAtMs, firstSeenMs.get(toolName) ?? startedAtMs));
    }
  }
  const criticalUs: Sums = new Map();
  for (const { name, bucketSeconds, cell } of tools) {
    if (bucketSeconds !== BUCKET_SECONDS[0]) continue;
    addTo(criticalUs, name, cell.numbers.critical_run_us);
    for (const us of cell.maps.critical_waits.values()) addTo(criticalUs, name, us);
  }
  return [...firstSeenMs]
    .sort(([name], [other]) => (name < other ? -1 : 1))
    .map(([name, atMs]) => [name, atMs, criticalUs.get(name) ?? 0]);
}
