import type { Overview, SpeedupBucket } from '@parallel-tools/metrics/queries';
import { formatBucket, valueTicks } from '@/charts/axis';
import { formatCounted, formatRatio } from '@/lib/format';
import type { ResolvedRange } from '@/lib/range';

/** One bucket as drawn; ratios are null where no batch ran, so that the lines break. */
export interface SpeedupPoint {
  readonly startMs: number;
  /** Which time the bucket covers. */
  readonly span: string;
  readonly batchCount: number;
  readonly realised: number | null;
  readonly ideal: number | null;
  /** The range ends before it does. */
  readonly isOpen: boolean;
}

export interface SpeedupModel {
  /** Names the chart for those who do not see it. */
  readonly name: string;
  readonly bucketMs: number;
  readonly points: readonly SpeedupPoint[];
  readonly ticks: readonly number[];
  readonly realisedLabel: string;
  readonly idealLabel: string;
}

/** Speedup over time: realised and ideal, gaps where no batch ran, the last bucket apart while it is incomplete. */
export function prepareSpeedup(
  buckets: readonly SpeedupBucket[],
  range: ResolvedRange,
  overview: Pick<Overview, 'speedup' | 'idealSpeedup' | 'batchCount'>,
): SpeedupModel {
  const points = buckets.map((bucket, index) => preparePoint(bucket, index, buckets, range));
  const highest = Math.max(1, ...points.flatMap((point) => [point.realised ?? 0, point.ideal ?? 0]));
  const realisedLabel = formatRatio(overview.speedup);
  const idealLabel = formatRatio(overview.idealSpeedup);
  return {
    name: `Speedup over time, ${formatCounted(overview.batchCount, 'batch', 'batches')}: realised ${realisedLabel}, ideal ${idealLabel} over the whole range.`,
    bucketMs: range.bucketMs,
    points,
    ticks: valueTicks(highest, 4),
    realisedLabel,
    idealLabel,
  };
}

function preparePoint(
  { startMs, batchCount, speedup, idealSpeedup }: SpeedupBucket,
  index: number,
  buckets: readonly SpeedupBucket[],
  range: ResolvedRange,
): SpeedupPoint {
  return {
    startMs,
    span: formatBucket(startMs, range.bucketMs),
    batchCount,
    realised: speedup,
    ideal: idealSpeedup,
    isOpen: isIncomplete(index, buckets.length, startMs, range),
  };
}

/** Whether a bucket is the last one and the range ends before it does. */
export function isIncomplete(index: number, count: number, startMs: number, range: ResolvedRange): boolean {
  return index === count - 1 && range.toMs < startMs + range.bucketMs;
}
