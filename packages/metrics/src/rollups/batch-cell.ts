import type { PathPart } from '@parallel-tools/executor';
import type { Cell, CellShape } from './cell.js';
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
 * Adds one batch to the cell of its kind.
 *
 * @param parts - Its realised critical path.
 */
export function addBatch({ numbers, maps }: BatchCell, batch: RolledBatch, parts: readonly PathPart[]): void {
  const { totals, outcome, missed } = batch;
  for (const name of TOTALS) {
    if (name !== 'max_in_flight') numbers[name] += totals[name];
  }
  numbers.batch_count += 1;
  if (outcome === 'partial') numbers.partial_batch_count += 1;
  if (outcome === 'failed') numbers.failed_batch_count += 1;
  if (outcome === 'cancelled') numbers.cancelled_batch_count += 1;
  if (missed === 'yes') numbers.missed_count += 1;
  if (missed === 'unknown') numbers.missed_unknown_count += 1;
  numbers.makespan_max_us = Math.max(numbers.makespan_max_us, totals.makespan_us);
  numbers.max_in_flight = Math.max(numbers.max_in_flight, totals.max_in_flight);
  addTo(maps.makespan_histogram, bucketOf(totals.makespan_us), 1);
  for (const { kind, startUs, endUs } of parts) addTo(maps.attribution, kind, endUs - startUs);
}
