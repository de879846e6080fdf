import type { Overview, SpeedupBucket } from '@parallel-tools/metrics/queries';
import { formatBucket, valueTicks } from '@/charts/axis';
import { formatCounted, formatRatio } from '@/lib/format';
import type { ResolvedRange } from '@/lib/range';

/** One bucket as drawn; a series is null where it has no point, so that its line breaks. */
export interface SpeedupPoint {
  readonly startMs: number;
  /** Which time the bucket covers. */
  readonly span: string;
  readonly batchCount: number;
  readonly realised: number | null;
  readonly ideal: number | null;
  /** Complete buckets. */
  readonly realisedLine: number | null;
  readonly idealLine: number | null;
  /** From the last complete bucket to the incomplete one. */
  readonly realisedOpen: number | null;
  readonly idealOpen: number | null;
  /** Between the two lines: speedup left on the table. */
  readonly lost: readonly [number, number] | null;
  /** No line of complete buckets reaches it, so only a dot shows it. */
  readonly isLone: boolean;
  readonly isOpen: boolean;
}

/** A run of buckets without batches, as indexes into the points, both included. */
export interface SpeedupGap {
  readonly fromIndex: number;
  readonly toIndex: number;
}

export interface SpeedupModel {
  /** Names the chart for those who do not see it. */
  readonly name: string;
  readonly bucketMs: number;
  readonly points: readonly SpeedupPoint[];
  readonly gaps: readonly SpeedupGap[];
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
    gaps: findGaps(points),
    ticks: valueTicks(highest, 4),
    realisedLabel,
    idealLabel,
  };
}

function preparePoint(
  bucket: SpeedupBucket,
  index: number,
  buckets: readonly SpeedupBucket[],
  range: ResolvedRange,
): SpeedupPoint {
  const { startMs, batchCount, speedup: realised, idealSpeedup: ideal } = bucket;
  const isOpen = isIncomplete(index, buckets.length, startMs, range);
  const leadsToOpen =
    index === buckets.length - 2 && isIncomplete(index + 1, buckets.length, startMs + range.bucketMs, range);
  const onOpenLine = isOpen || leadsToOpen;
  return {
    startMs,
    span: formatBucket(startMs, range.bucketMs),
    batchCount,
    realised,
    ideal,
    realisedLine: isOpen ? null : realised,
    idealLine: isOpen ? null : ideal,
    realisedOpen: onOpenLine ? realised : null,
    idealOpen: onOpenLine ? ideal : null,
    lost: isOpen || realised === null || ideal === null ? null : [realised, ideal],
    isLone: realised !== null && hasNoValue(buckets[index - 1]) && (leadsToOpen || hasNoValue(buckets[index + 1])),
    isOpen,
  };
}

/** Whether a bucket is the last one and the range ends before it does. */
export function isIncomplete(index: number, count: number, startMs: number, range: ResolvedRange): boolean {
  return index === count - 1 && range.toMs < startMs + range.bucketMs;
}

function hasNoValue(bucket: SpeedupBucket | undefined): boolean {
  return (bucket?.speedup ?? null) === null;
}

function findGaps(points: readonly SpeedupPoint[]): readonly SpeedupGap[] {
  const gaps: SpeedupGap[] = [];
  let fromIndex: number | null = null;
  for (const [index, point] of points.entries()) {
    if (point.realised === null) {
      fromIndex ??= index;
    } else if (fromIndex !== null) {
      gaps.push({ fromIndex, toIndex: index - 1 });
      fromIndex = null;
    }
  }
  if (fromIndex !== null) gaps.push({ fromIndex, toIndex: points.length - 1 });
  return gaps;
}
