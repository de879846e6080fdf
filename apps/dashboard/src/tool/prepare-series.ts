import type { LatencyBucket, SaturationBucket } from '@parallel-tools/metrics/queries';
import { durationTicks, formatBucket, formatSoFar } from '@/charts/axis';
import { formatDuration, formatWholePercent } from '@/lib/format';
import type { ResolvedRange } from '@/lib/range';
import { isIncomplete } from '@/overview/prepare-speedup';
import { CAUSES, TIME_KINDS, type TimeKind } from '@/ui/causes';
import { waitSums } from './prepare-tool';

/** What every series of a tool's page has per bucket. */
export interface ToolBuckets {
  readonly bucketMs: number;
  readonly startsMs: readonly number[];
  /** Which time each bucket covers. */
  readonly spans: readonly string[];
  readonly isLastOpen: boolean;
  /** "21 min so far"; null when the last bucket is complete. */
  readonly soFar: string | null;
}

function toolBuckets(startsMs: readonly number[], range: ResolvedRange): ToolBuckets {
  const last = startsMs.at(-1);
  const isLastOpen = last !== undefined && isIncomplete(startsMs.length - 1, startsMs.length, last, range);
  return {
    bucketMs: range.bucketMs,
    startsMs,
    spans: startsMs.map((startMs) => formatBucket(startMs, range.bucketMs)),
    isLastOpen,
    soFar: isLastOpen ? formatSoFar(range.toMs - last) : null,
  };
}

/** Run time over time. */
export interface PercentileModel extends ToolBuckets {
  readonly name: string;
  readonly ticks: readonly number[];
  readonly callCounts: readonly number[];
  /** In µs; null in a bucket without samples. */
  readonly p50Us: readonly (number | null)[];
  readonly p95Us: readonly (number | null)[];
  readonly p99Us: readonly (number | null)[];
}

export function preparePercentiles(buckets: readonly LatencyBucket[], range: ResolvedRange): PercentileModel {
  const most = Math.max(0, ...buckets.map((bucket) => bucket.runP99Us ?? 0));
  return {
    ...toolBuckets(
      buckets.map((bucket) => bucket.startMs),
      range,
    ),
    name: `Run time over time, p50, p95 and p99: p99 is at most ${formatDuration(most)}.`,
    ticks: durationTicks(Math.max(1, most), 4),
    callCounts: buckets.map((bucket) => bucket.callCount),
    p50Us: buckets.map((bucket) => bucket.runP50Us),
    p95Us: buckets.map((bucket) => bucket.runP95Us),
    p99Us: buckets.map((bucket) => bucket.runP99Us),
  };
}

/** Its name in the URL. */
export const WAIT_CHART = 'waits';

/** What was waited for over time. */
export interface WaitModel extends ToolBuckets {
  readonly name: string;
  readonly ticks: readonly number[];
  /** Causes that occur, in the order they are stacked. */
  readonly causes: readonly {
    readonly kind: TimeKind;
    readonly label: string;
    readonly share: string;
    readonly us: readonly number[];
  }[];
  readonly totalUs: number;
}

export function prepareWaits(buckets: readonly LatencyBucket[], range: ResolvedRange): WaitModel {
  const sums = waitSums(buckets);
  const totalUs = sums.reduce((sum, { us }) => sum + us, 0);
  const usOf = (bucket: LatencyBucket, kind: TimeKind) => bucket.waits.find(({ cause }) => cause === kind)?.us ?? 0;
  const most = Math.max(0, ...buckets.map((bucket) => bucket.waits.reduce((sum, { us }) => sum + us, 0)));
  return {
    ...toolBuckets(
      buckets.map((bucket) => bucket.startMs),
      range,
    ),
    name: `Waits of all calls over time, by cause: ${formatDuration(totalUs)} in all.`,
    ticks: durationTicks(Math.max(1000, most), 4),
    totalUs,
    causes: TIME_KINDS.flatMap((kind) => {
      const us = sums.find((sum) => sum.kind === kind)?.us ?? 0;
      if (us === 0) return [];
      return [
        {
          kind,
          label: CAUSES[kind].label,
          share: formatWholePercent(us, totalUs),
          us: buckets.map((b) => usOf(b, kind)),
        },
      ];
    }),
  };
}

/** How full the tool's limit was over time. */
export interface SaturationModel extends ToolBuckets {
  readonly name: string;
  /** Share of each bucket in which a call waited for a slot; above 1 with several batches at once. */
  readonly shares: readonly number[];
  readonly ticks: readonly number[];
  readonly wholeShare: string;
  readonly isEverFull: boolean;
  readonly maxInFlight: number;
  /** What is known of its rate limit, of which records say how long was waited, not when it was full; null where none was waited for. */
  readonly rateLimitNote: string | null;
}

export function prepareSaturation(
  buckets: readonly SaturationBucket[],
  latencies: readonly LatencyBucket[],
  range: ResolvedRange,
): SaturationModel {
  const saturatedUs = buckets.reduce((sum, bucket) => sum + bucket.saturatedUs, 0);
  const most = Math.max(0, ...buckets.map((bucket) => bucket.saturation));
  const wholeShare = formatWholePercent(saturatedUs, (range.toMs - range.fromMs) * 1000);
  return {
    ...toolBuckets(
      buckets.map((bucket) => bucket.startMs),
      range,
    ),
    name: `Share of the time in which a call waited for a slot of the tool: ${wholeShare} of the whole range.`,
    shares: buckets.map((bucket) => bucket.saturation),
    ticks: shareTicks(most),
    wholeShare,
    isEverFull: saturatedUs > 0,
    maxInFlight: Math.max(0, ...buckets.map((bucket) => bucket.maxInFlight)),
    rateLimitNote: rateLimitNote(latencies),
  };
}

function rateLimitNote(latencies: readonly LatencyBucket[]): string | null {
  const us = waitSums(latencies).find(({ kind }) => kind === 'rate-limit')?.us ?? 0;
  return us === 0
    ? null
    : `For its rate limit calls waited ${formatDuration(us)} in all; when that was full is not recorded.`;
}

const TOP_SHARES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

function shareTicks(most: number): readonly number[] {
  const top = TOP_SHARES.find((candidate) => candidate >= most) ?? Math.ceil(most);
  return [0, top / 2, top];
}
