import { MetricsError } from '../errors.js';
import type { BatchSort } from './list-batches.js';
import type { BatchCursor, TimeRange } from './types.js';

/** @throws {MetricsError} `INVALID_RANGE` unless both are epoch ms and the range is not empty. */
export function checkRange({ fromMs, toMs }: TimeRange): void {
  requireInteger('fromMs', fromMs, 0);
  requireInteger('toMs', toMs, 0);
  if (fromMs >= toMs) throw invalid(`fromMs must be less than toMs, got ${fromMs} and ${toMs}`);
}

/** @throws {MetricsError} `INVALID_RANGE` unless it is 1 to 500. */
export function checkLimit(limit: number): void {
  checkCount('limit', limit, 500);
}

/** @throws {MetricsError} `INVALID_RANGE` unless it is 1 to `most`. */
export function checkCount(name: string, count: number, most: number): void {
  requireInteger(name, count, 1);
  if (count > most) throw invalid(`${name} must be at most ${most}, got ${count}`);
}

/** @throws {MetricsError} `INVALID_RANGE` */
export function checkCursor({ startedAtMs, batchId, makespanUs }: BatchCursor, sort: BatchSort): void {
  requireInteger('after.startedAtMs', startedAtMs, 0);
  if (isByMakespan(sort)) requireInteger('after.makespanUs', makespanUs ?? Number.NaN, 0);
  if (typeof batchId !== 'string') throw invalid(`after.batchId must be a string, got ${String(batchId)}`);
}

/** Whether a place in the list is a makespan before it is a time. */
export function isByMakespan(sort: BatchSort): sort is 'slowest' | 'fastest' {
  return sort === 'slowest' || sort === 'fastest';
}

const MINUTE_MS = 60_000;
/** Shorter buckets than the rollups have come from the rows, of which a question may not read too many. */
const ROWS_LONGEST_MS = 120 * MINUTE_MS;

/**
 * Starts of the buckets that cover a range, in order: multiples of `bucketMs`, the first at or before `fromMs`.
 *
 * @throws {MetricsError} `INVALID_RANGE` also for more than 1,000 buckets.
 */
export function bucketStarts(range: TimeRange, bucketMs: number): readonly number[] {
  checkRange(range);
  requireInteger('bucketMs', bucketMs, 1);
  if (bucketMs % MINUTE_MS !== 0 && range.toMs - range.fromMs > ROWS_LONGEST_MS)
    throw invalid(`bucketMs must be a multiple of ${MINUTE_MS} for a range of over two hours, got ${bucketMs}`);
  const first = Math.floor(range.fromMs / bucketMs);
  const count = Math.floor((range.toMs - 1) / bucketMs) - first + 1;
  if (count > 1000) throw invalid(`bucketMs ${bucketMs} makes ${count} buckets of this range; at most 1,000 are given`);
  return Array.from({ length: count }, (_, index) => (first + index) * bucketMs);
}

/** @throws {MetricsError} `INVALID_RANGE` */
export function requireInteger(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw invalid(`${name} must be an integer of at least ${least}, got ${String(value)}`);
}

function invalid(message: string): MetricsError {
  return new MetricsError('INVALID_RANGE', message);
}
