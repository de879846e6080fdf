import type { PathPart } from '@parallel-tools/executor';
import { type Cell, type CellShape, createCell } from './cell.js';
import { bucketOf } from './log-histogram.js';
import { type RolledBatch, SUMMED_TOTALS, TOTALS } from './rolled-batch.js';
import { addTo } from './sums.js';

/** Columns of `batch_rollup`. */
export const BATCH_CELL = Object.freeze({
  sums: [
    'batch_count',
    'partial_batch_count',
    'failed_batch_count',
    'cancelled_batch_count',
    ...SUMMED_TOTALS,
    'missed_count',
    'missed_unknown_count',
  ],
  maxima: ['makespan_max_us', 'max_in_flight'],
  maps: ['makespan_histogram', 'attribution'],
} as const satisfies CellShape);

export type BatchCell = Cell<
  (typeof BATCH_CELL.sums)[number],
  (typeof BATCH_CELL.maxima)[number],
  (typeof BATCH_CELL.maps)[number]
>;

/**
 * What one batch adds to the rollup of its kind.
 *
 * @param parts - Its realised critical path.
 */
export function batchCell(batch: RolledBatch, parts: readonly PathPart[]): BatchCell {
  const cell: BatchCell = createCell(BATCH_CELL);
  const { numbers, maps } = cell;
  for (const name of TOTALS) numbers[name] = batch.totals[name];
  numbers.batch_count = 1;
  if (batch.outcome === 'partial') numbers.partial_batch_count = 1;
  if (batch.outcome === 'failed') numbers.failed_batch_count = 1;
  if (batch.outcome === 'cancelled') numbers.cancelled_batch_count = 1;
  if (batch.missed === 'yes') numbers.missed_count = 1;
  if (batch.missed === 'unknown') numbers.missed_unknown_count = 1;
  numbers.makespan_max_us = batch.totals.makespan_us;
  addTo(maps.makespan_histogram, bucketOf(batch.totals.makespan_us), 1);
  for (const { kind, startUs, endUs } of parts) addTo(maps.attribution, kind, endUs - startUs);
  return cell;
}
