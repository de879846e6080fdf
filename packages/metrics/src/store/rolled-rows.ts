import { type Cells, type RolledBatch, rolledBatches } from '../rollups/rolled-batch.js';
import { type RollupDelta, rollupDelta } from '../rollups/rollup-delta.js';
import { ATTEMPT_COLUMNS, BATCH_COLUMNS, CALL_COLUMNS, type Columns } from './rows.js';
import type { EncodedRows } from './store.js';

/** Batches, each once, and what they add to the rollups. */
export interface Rolled {
  readonly batches: readonly RolledBatch[];
  readonly delta: RollupDelta;
}

/** The same rows with what the database has not to be asked for, so that their write need not compute it. */
export function rollAhead(rows: EncodedRows): EncodedRows {
  return rows.rolled === undefined ? { ...rows, rolled: rolledOf(batchesIn(rows)) } : rows;
}

/** Of the batches that were really inserted; as a rule that is all. */
export function rolledRows(rows: EncodedRows, insertedIds: ReadonlySet<string>): Rolled {
  const batches = rows.rolled?.batches ?? batchesIn(rows);
  const inserted = batches.filter(({ id }) => insertedIds.has(id));
  return rows.rolled !== undefined && inserted.length === batches.length ? rows.rolled : rolledOf(inserted);
}

function rolledOf(batches: readonly RolledBatch[]): Rolled {
  return { batches, delta: rollupDelta(batches) };
}

function batchesIn(rows: EncodedRows): readonly RolledBatch[] {
  return rolledBatches(
    cellsOf(BATCH_COLUMNS, rows.batches),
    [...cellsOf(CALL_COLUMNS, rows.calls), ...cellsOf(CALL_COLUMNS, rows.omittedCalls)],
    [...cellsOf(ATTEMPT_COLUMNS, rows.attempts), ...cellsOf(ATTEMPT_COLUMNS, rows.omittedAttempts)],
  );
}

function cellsOf({ names }: Columns, text: string): readonly Cells[] {
  const indexes = new Map(names.map((name, index) => [name, index]));
  return (JSON.parse(text) as readonly (readonly unknown[])[]).map(
    (row) => (name: string) => row[indexes.get(name) ?? -1] ?? null,
  );
}
