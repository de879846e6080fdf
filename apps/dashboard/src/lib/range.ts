import type { MetricsStatus, TimeRange } from '@parallel-tools/metrics/queries';
import { formatDate, formatDateTime, formatHourMinute } from './format';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The ranges on offer, shortest first, as they stand in the URL. */
export const RANGE_PRESETS = ['15m', '1h', '6h', '24h', '7d', '30d'] as const;

export type RangePreset = (typeof RANGE_PRESETS)[number];

interface PresetShape {
  readonly label: string;
  readonly lengthMs: number;
  /** Width of a bucket in the charts over time. */
  readonly bucketMs: number;
}

/** A preset in words and lengths. */
export const PRESET_SHAPES: Readonly<Record<RangePreset, PresetShape>> = {
  '15m': { label: '15\u00a0m', lengthMs: 15 * MINUTE_MS, bucketMs: 30 * SECOND_MS },
  '1h': { label: '1\u00a0h', lengthMs: HOUR_MS, bucketMs: 2 * MINUTE_MS },
  '6h': { label: '6\u00a0h', lengthMs: 6 * HOUR_MS, bucketMs: 15 * MINUTE_MS },
  '24h': { label: '24\u00a0h', lengthMs: DAY_MS, bucketMs: HOUR_MS },
  '7d': { label: '7\u00a0d', lengthMs: 7 * DAY_MS, bucketMs: 6 * HOUR_MS },
  '30d': { label: '30\u00a0d', lengthMs: 30 * DAY_MS, bucketMs: DAY_MS },
};

/** A preset laid on the clock: whole buckets, of which the last is cut off where the range ends. */
export interface ResolvedRange extends TimeRange {
  readonly preset: RangePreset;
  readonly bucketMs: number;
  /** False when the URL fixes the end, so that the range does not move with the clock. */
  readonly endsNow: boolean;
  /** True when nothing at all was recorded before it, so that it is shorter than its preset. */
  readonly isFromFirstBatch: boolean;
}

/**
 * The range a preset means when it ends at `endMs`: as many whole buckets as fit, the last of them incomplete.
 *
 * @example
 * resolveRange('24h', Date.parse('2026-11-20T14:21Z'), true).fromMs; // => 19 November, 15:00
 */
export function resolveRange(preset: RangePreset, endMs: number, endsNow: boolean): ResolvedRange {
  const { lengthMs, bucketMs } = PRESET_SHAPES[preset];
  const lastBucketMs = Math.floor(endMs / bucketMs) * bucketMs;
  // Ranges are half-open: a batch that starts in this very millisecond belongs to it.
  return {
    preset,
    bucketMs,
    fromMs: lastBucketMs - (lengthMs - bucketMs),
    toMs: endMs + 1,
    endsNow,
    isFromFirstBatch: false,
  };
}

// A database younger than this is shown from its first batch on: the shortest preset would be mostly empty.
const YOUNG_MS = 5 * MINUTE_MS;
const YOUNG_MIN_LENGTH_MS = 15 * SECOND_MS;
const YOUNG_BUCKETS_MS = [SECOND_MS, 2 * SECOND_MS, 5 * SECOND_MS, 10 * SECOND_MS] as const;
const MAX_BUCKETS = 30;

/**
 * The same range without the time before the very first batch, where that leaves a few minutes at most: what a first
 * run looks like right after it.
 */
export function withoutPrehistory(range: ResolvedRange, firstStartedAtMs: number | null): ResolvedRange {
  const endMs = range.toMs - 1;
  const isYoung = firstStartedAtMs !== null && firstStartedAtMs <= endMs && endMs - firstStartedAtMs < YOUNG_MS;
  if (!isYoung || range.preset !== '15m') return range;
  const wantedFromMs = Math.min(firstStartedAtMs, endMs - YOUNG_MIN_LENGTH_MS);
  for (const bucketMs of YOUNG_BUCKETS_MS) {
    const fromMs = Math.floor(wantedFromMs / bucketMs) * bucketMs;
    if (endMs - fromMs < MAX_BUCKETS * bucketMs) return { ...range, bucketMs, fromMs, isFromFirstBatch: true };
  }
  return range;
}

/** How a chart says its bucket: "sequential time ÷ makespan, by hour". */
export function bucketLabel(bucketMs: number): string {
  const [unitMs, unit] = BUCKET_UNITS.find(([candidate]) => bucketMs >= candidate) ?? [SECOND_MS, 'second'];
  const count = bucketMs / unitMs;
  return count === 1 ? unit : `${count} ${unit}s`;
}

const BUCKET_UNITS: readonly (readonly [number, string])[] = [
  [DAY_MS, 'day'],
  [HOUR_MS, 'hour'],
  [MINUTE_MS, 'minute'],
  [SECOND_MS, 'second'],
];

type RecordedSpan = Pick<MetricsStatus, 'firstStartedAtMs' | 'lastStartedAtMs'>;

/**
 * The preset to begin with: the smallest one that holds all batches, at most a day; if all are older than that, the
 * smallest that holds the newest.
 */
export function defaultPreset(recorded: RecordedSpan, nowMs: number): RangePreset {
  const { firstStartedAtMs, lastStartedAtMs } = recorded;
  if (firstStartedAtMs === null || lastStartedAtMs === null) return '24h';
  const holdingAll = smallestPresetSince(firstStartedAtMs, nowMs);
  if (holdingAll !== null && PRESET_SHAPES[holdingAll].lengthMs <= DAY_MS) return holdingAll;
  const holdingNewest = smallestPresetSince(lastStartedAtMs, nowMs);
  if (holdingNewest === null) return '30d';
  return PRESET_SHAPES[holdingNewest].lengthMs <= DAY_MS ? '24h' : holdingNewest;
}

/** The smallest preset ending now that reaches back to `startedAtMs`; null if none does. */
export function smallestPresetSince(startedAtMs: number, nowMs: number): RangePreset | null {
  return RANGE_PRESETS.find((preset) => resolveRange(preset, nowMs, true).fromMs <= startedAtMs) ?? null;
}

/** `Thu 19 Nov 15:00 – Fri 20 Nov 14:21`; the zone is said beside it. */
export function formatRange({ fromMs, toMs, preset }: ResolvedRange): string {
  const endMs = toMs - 1;
  if (preset === '30d') return `${formatDate(fromMs)} – ${formatDate(endMs)} ${formatHourMinute(endMs)}`;
  const from = `${formatDate(fromMs)} ${formatHourMinute(fromMs)}`;
  const sameDay = formatDate(fromMs) === formatDate(endMs);
  if (preset === '15m') return `${formatDateTime(fromMs)} – ${formatDateTime(endMs).slice(sameDay ? -8 : 0)}`;
  return `${from} – ${sameDay ? '' : `${formatDate(endMs)} `}${formatHourMinute(endMs)}`;
}
