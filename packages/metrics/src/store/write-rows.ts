import { addToRollups } from '../rollups/add-to-rollups.js';
import { type Cells, type RolledBatch, rolledBatches } from '../rollups/rolled-batch.js';
import { BUCKET_SECONDS, type RollupDelta, rollupDelta } from '../rollups/rollup-delta.js';
import { addTo, type Sums } from '../rollups/sums.js';
import type { StoreDialect } from './prisma-store.js';
import { ATTEMPT_COLUMNS, BATCH_COLUMNS, CALL_COLUMNS, type Columns } from './rows.js';
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

/**
 * Stores rows in a transaction: one JSON text per statement, however many rows it holds. The first statement writes, so that
 * in SQLite the transaction takes the write lock at once instead of failing to upgrade a read lock. Only what was not
 * there yet is added to the rollups.
 */
export async function writeRows(
  transaction: Transaction,
  rows: EncodedRows,
  recorder: RecorderRow,
  { json, takePart }: Pick<StoreDialect, 'json' | 'takePart'>,
): Promise<void> {
  await transaction.execute(upsertRecorder(recorder));
  if (rows.metrics !== NO_ROWS) await transaction.execute(insertMetrics(rows.metrics, json));
  if (rows.batches === NO_ROWS) return;
  const inserted = await transaction.query<{ readonly id: string }>(insertBatches(rows.batches, json));
  if (inserted.length === 0) return;
  const batches = batchesOf(rows, new Set(inserted.map(({ id }) => id)));
  const delta = rollupDelta(batches);
  const tools = toolRows(batches, delta);
  if (tools.length > 0) await transaction.execute(insertTools(JSON.stringify(tools), json));
  if (rows.calls !== NO_ROWS) await transaction.execute(insertCalls(rows.calls, json));
  if (rows.attempts !== NO_ROWS) await transaction.execute(insertAttempts(rows.attempts, json));
  await addToRollups(transaction, delta, await takePart(transaction), json);
}

const NO_ROWS = '[]';

/** Those that were really inserted. */
function batchesOf(rows: EncodedRows, insertedIds: ReadonlySet<string>): readonly RolledBatch[] {
  const of = (columns: Columns, texts: readonly string[], idColumn: string) =>
    texts.flatMap((text) => cellsOf(columns, text)).filter((cells) => insertedIds.has(String(cells(idColumn))));
  const batches = new Map(of(BATCH_COLUMNS, [rows.batches], 'id').map((cells) => [cells('id'), cells]));
  const calls = of(CALL_COLUMNS, [rows.calls, rows.omittedCalls], 'batch_id');
  const attempts = of(ATTEMPT_COLUMNS, [rows.attempts, rows.omittedAttempts], 'batch_id');
  return rolledBatches(
    [...batches.values()],
    withoutRepeats(calls, ['batch_id', 'seq']),
    withoutRepeats(attempts, ['batch_id', 'seq', 'attempt']),
  );
}

function cellsOf({ names }: Columns, text: string): readonly Cells[] {
  const indexes = new Map(names.map((name, index) => [name, index]));
  return (JSON.parse(text) as readonly (readonly unknown[])[]).map(
    (row) => (name: string) => row[indexes.get(name) ?? -1] ?? null,
  );
}

/** One write may hold a batch twice, as its database would. */
function withoutRepeats(rows: readonly Cells[], key: readonly string[]): readonly Cells[] {
  const byKey = new Map<string, Cells>();
  for (const cells of rows) {
    const text = key.map((name) => cells(name)).join(' ');
    if (!byKey.has(text)) byKey.set(text, cells);
  }
  return byKey.size === rows.length ? rows : [...byKey.values()];
}

/** As `TOOL_COLUMNS`; the tools in the order they are first seen. */
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
  return [...firstSeenMs].map(([name, atMs]) => [name, atMs, criticalUs.get(name) ?? 0]);
}
