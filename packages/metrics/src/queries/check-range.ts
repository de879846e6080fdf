import { MetricsError } from '../errors.js';
import type { BatchCursor, TimeRange } from './types.js';

/** @throws {MetricsError} `INVALID_RANGE` unless both are epoch ms and the range is not empty. */
export function checkRange({ fromMs, toMs }: TimeRange): void {
  requireInteger('fromMs', fromMs, 0);
  requireInteger('toMs', toMs, 0);
  if (fromMs >= toMs) throw invalid(`fromMs must be less than toMs, got ${fromMs} and ${toMs}`);
}

/** @throws {MetricsError} `INVALID_RANGE` unless it is 1 to 500. */
export function checkLimit(limit: number): void {
  requireInteger('limit', limit, 1);
  if (limit > 500) throw invalid(`limit must be at most 500, got ${limit}`);
}

/** @throws {MetricsError} `INVALID_RANGE` */
export function checkCursor({ startedAtMs, batchId }: BatchCursor): void {
  requireInteger('after.startedAtMs', startedAtMs, 0);
  if (typeof batchId !== 'string') throw invalid(`after.batchId must be a string, got ${String(batchId)}`);
}

/**
 * Starts of the buckets that cover a range, in order: multiples of `bucketMs`, the first at or before `fromMs`.
 *
 * @throws {MetricsError} `INVALID_RANGE` also for more than 1,000 buckets.
 */
export function bucketStarts(range: TimeRange, bucketMs: number): readonly number[] {
  checkRange(range);
  requireInteger('bucketMs', bucketMs, 1);
  const first = Math.floor(range.fromMs / bucketMs);
  const count = Math.floor((range.toMs - 1) / bucketMs) - first + 1;
  if (count > 1000) throw invalid(`bucketMs ${bucketMs} makes ${count} buckets of this range; at most 1,000 are given`);
  return Array.from({ length: count }, (_, index) => (first + index) * bucketMs);
}

function requireInteger(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw invalid(`${name} must be an integer of at least ${least}, got ${String(value)}`);
}

function invalid(message: string): MetricsError {
  return new MetricsError('INVALID_RANGE', message);
}
