import { formatClock, formatDate, formatHourMinute } from '@/lib/format';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const TIME_STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 5, 10].map((days) => days * DAY_MS),
] as const;

const DURATION_STEPS_US = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((us) => us),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((ms) => ms * 1000),
  ...[1, 2, 5, 10, 15, 30].map((s) => s * 1_000_000),
  ...[1, 2, 5, 10, 15, 30].map((m) => m * 60_000_000),
  ...[1, 2, 3, 6, 12, 24, 48, 96, 192].map((h) => h * 3_600_000_000),
] as const;

/** A labelled place on a time axis made of buckets. */
export interface TimeTick {
  readonly startMs: number;
  readonly label: string;
  /** Midnight: the date stands in for the time, in full ink. */
  readonly isDate: boolean;
}

/**
 * Buckets to label, at round times in UTC, at most `maxCount` of them.
 *
 * @param bucketStarts - Start of each bucket, epoch ms, ascending and evenly spaced.
 */
export function timeTicks(bucketStarts: readonly number[], bucketMs: number, maxCount: number): readonly TimeTick[] {
  const step = TIME_STEPS_MS.find(
    (candidate) =>
      candidate >= bucketMs && bucketStarts.filter((start) => start % candidate === 0).length <= Math.max(1, maxCount),
  );
  const stepMs = step ?? 30 * DAY_MS;
  return bucketStarts.filter((start) => start % stepMs === 0).map((startMs) => timeTick(startMs, stepMs));
}

function timeTick(startMs: number, stepMs: number): TimeTick {
  const isMidnight = startMs % DAY_MS === 0;
  if (stepMs >= DAY_MS) return { startMs, label: formatDate(startMs).slice(4), isDate: false };
  if (isMidnight) return { startMs, label: formatDate(startMs).slice(0, -4), isDate: true };
  if (stepMs < MINUTE_MS) return { startMs, label: formatClock(startMs), isDate: false };
  return { startMs, label: formatHourMinute(startMs), isDate: false };
}

/** `Fri 20 Nov, 10:00 – 11:00`: the time a bucket covers, in UTC. */
export function formatBucket(startMs: number, bucketMs: number): string {
  if (bucketMs === DAY_MS) return formatDate(startMs);
  const clock = bucketMs % MINUTE_MS === 0 ? formatHourMinute : formatClock;
  return `${formatDate(startMs)}, ${clock(startMs)} – ${clock(startMs + bucketMs)}`;
}

/** `21 min so far`: how much of an incomplete bucket has passed. */
export function formatSoFar(elapsedMs: number): string {
  if (elapsedMs < MINUTE_MS) return `${Math.max(1, Math.round(elapsedMs / SECOND_MS))}\u00a0s so far`;
  if (elapsedMs < HOUR_MS) return `${Math.round(elapsedMs / MINUTE_MS)}\u00a0min so far`;
  return `${Math.round(elapsedMs / HOUR_MS)}\u00a0h so far`;
}

/** Round values from 0 up to the first at or above `max`, at most `maxCount` steps; whole numbers only if asked. */
export function valueTicks(max: number, maxCount: number, wholeNumbers = false): readonly number[] {
  const floor = wholeNumbers ? 1 : 0.5;
  const target = Math.max(max, floor) / maxCount;
  let step = floor;
  for (let power = 1; step < target; power *= 10) {
    step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= target) ?? step;
  }
  return multiplesUpTo(step, max);
}

/** As `valueTicks`, with steps round in time: 200 ms, 5 s, 15 s, 2 m. */
export function durationTicks(maxUs: number, maxCount: number): readonly number[] {
  const step = DURATION_STEPS_US.find((candidate) => candidate * maxCount >= maxUs) ?? maxUs / maxCount;
  return multiplesUpTo(step, maxUs);
}

function multiplesUpTo(step: number, max: number): readonly number[] {
  const count = Math.max(1, Math.ceil(max / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}
