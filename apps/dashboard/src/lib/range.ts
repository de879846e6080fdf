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

/** A range laid on the clock: whole buckets, of which the last may be cut off where the range ends. */
export interface ResolvedRange extends TimeRange {
  /** `custom` for one with a start and an end of its own. */
  readonly preset: RangePreset | 'custom';
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

/** What a URL says of the range; all null means the default. */
export interface RangeChoice {
  readonly range: RangePreset | null;
  /** Where a preset ends; null means now. */
  readonly until: number | null;
  /** Both together make a range of its own, which goes before a preset. */
  readonly from: number | null;
  readonly to: number | null;
}

/**
 * The range a page shows: what its URL says, else the preset that suits what is recorded.
 *
 * @param nowMs - Epoch ms; a range of its own ends there at the latest.
 */
export function pickRange(choice: RangeChoice, recorded: RecordedSpan, nowMs: number): ResolvedRange {
  const custom = customRange(choice, nowMs);
  if (custom !== null) return custom;
  const preset = choice.range ?? defaultPreset(recorded, nowMs);
  const range = resolveRange(preset, choice.until ?? nowMs, choice.until === null);
  return withoutPrehistory(range, recorded.firstStartedAtMs);
}

const CUSTOM_BUCKETS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 5, 10, 30, 100].map((days) => days * DAY_MS),
] as const;

/** Begins where a bucket begins, so that no chart starts with a part of one. Null when it holds no time. */
function customRange({ from, to }: RangeChoice, nowMs: number): ResolvedRange | null {
  if (from === null || to === null) return null;
  const endsNow = to > nowMs;
  const toMs = endsNow ? nowMs + 1 : to;
  if (from >= toMs) return null;
  const bucketMs = CUSTOM_BUCKETS_MS.find((candidate) => toMs - from <= MAX_BUCKETS * candidate) ?? 100 * DAY_MS;
  const fromMs = Math.floor(from / bucketMs) * bucketMs;
  return { preset: 'custom', bucketMs, fromMs, toMs, endsNow, isFromFirstBatch: false };
}

/** The same up to where its last complete bucket ends; as it is where none is complete. */
export function completeRange(range: ResolvedRange): ResolvedRange {
  const toMs = range.fromMs + Math.floor((range.toMs - range.fromMs) / range.bucketMs) * range.bucketMs;
  return toMs === range.fromMs ? range : { ...range, toMs };
}

/** The time of the same length right before a range. */
export function previousRange({ fromMs, toMs }: TimeRange): TimeRange {
  return { fromMs: Math.max(0, fromMs - (toMs - fromMs)), toMs: fromMs };
}

/** `24 h`: how long a range is, for "against the 24 h before". */
export function lengthLabel({ fromMs, toMs, preset }: ResolvedRange): string {
  if (preset !== 'custom') return PRESET_SHAPES[preset].label;
  const lengthMs = toMs - fromMs;
  const [unitMs, unit] = LENGTH_UNITS.find(([candidate]) => lengthMs >= candidate) ?? [SECOND_MS, 's'];
  return `${Number((lengthMs / unitMs).toFixed(1))}\u00a0${unit}`;
}

const LENGTH_UNITS: readonly (readonly [number, string])[] = [
  [DAY_MS, 'd'],
  [HOUR_MS, 'h'],
  [MINUTE_MS, 'm'],
];

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
  // A preset ends with the millisecond that it still holds, a range of its own where it says.
  const endMs = preset === 'custom' ? toMs : toMs - 1;
  const lengthMs = toMs - fromMs;
  if (lengthMs > LONG_MS) return `${formatDate(fromMs)} – ${formatDate(endMs)} ${formatHourMinute(endMs)}`;
  const sameDay = formatDate(fromMs) === formatDate(endMs);
  if (lengthMs <= SHORT_MS) return `${formatDateTime(fromMs)} – ${formatDateTime(endMs).slice(sameDay ? -8 : 0)}`;
  const from = `${formatDate(fromMs)} ${formatHourMinute(fromMs)}`;
  return `${from} – ${sameDay ? '' : `${formatDate(endMs)} `}${formatHourMinute(endMs)}`;
}

const LONG_MS = 20 * DAY_MS;
const SHORT_MS = 15 * MINUTE_MS;
