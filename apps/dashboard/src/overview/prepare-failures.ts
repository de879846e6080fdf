import type { FailureBucket } from '@parallel-tools/metrics/queries';
import { formatBucket, formatSoFar, valueTicks } from '@/charts/axis';
import { formatCount } from '@/lib/format';
import type { ResolvedRange } from '@/lib/range';
import { isIncomplete } from './prepare-speedup';

/** Its name in the URL. */
export const FAILURE_CHART = 'failures';

/** How a call can fail, in the order the bars are stacked. */
export const FAILURE_KINDS = ['error', 'timeout', 'cancelled', 'skipped'] as const;

export type FailureKind = (typeof FAILURE_KINDS)[number];

/** One bucket as drawn; zeros are counted ones. */
export interface FailurePoint {
  readonly startMs: number;
  readonly span: string;
  readonly error: number;
  readonly timeout: number;
  readonly cancelled: number;
  readonly skipped: number;
  readonly total: number;
  readonly isOpen: boolean;
}

export interface FailureModel {
  readonly name: string;
  readonly bucketMs: number;
  readonly points: readonly FailurePoint[];
  /** For the legend, in stacking order. */
  readonly totals: readonly { readonly kind: FailureKind; readonly count: number }[];
  readonly failedCount: number;
  readonly ticks: readonly number[];
  /** "21 min so far"; null when the last bucket is complete. */
  readonly soFar: string | null;
}

/** Failed calls over time, by kind. */
export function prepareFailures(buckets: readonly FailureBucket[], range: ResolvedRange): FailureModel {
  const points = buckets.map((bucket, index) => ({
    startMs: bucket.startMs,
    span: formatBucket(bucket.startMs, range.bucketMs),
    error: bucket.error,
    timeout: bucket.timeout,
    cancelled: bucket.cancelled,
    skipped: bucket.skipped,
    total: bucket.error + bucket.timeout + bucket.cancelled + bucket.skipped,
    isOpen: isIncomplete(index, buckets.length, bucket.startMs, range),
  }));
  const totals = FAILURE_KINDS.map((kind) => ({ kind, count: points.reduce((sum, point) => sum + point[kind], 0) }));
  const failedCount = points.reduce((sum, point) => sum + point.total, 0);
  const last = points.at(-1);
  return {
    name: `Failed calls over time, by kind: ${totals.map(({ kind, count }) => `${kind} ${formatCount(count)}`).join(', ')}.`,
    bucketMs: range.bucketMs,
    points,
    totals,
    failedCount,
    ticks: valueTicks(Math.max(0, ...points.map((point) => point.total)), 4, true),
    soFar: last?.isOpen ? formatSoFar(range.toMs - last.startMs) : null,
  };
}
