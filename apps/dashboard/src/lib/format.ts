/** Keeps a number and its unit on one line. */
const NBSP = '\u00a0';
const MINUS = '\u2212';

/** What stands for a value that is not defined: a zero denominator, no samples. A counted zero is `0`. */
export const UNDEFINED_VALUE = '—';

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/**
 * A duration in at most three figures: `0.42 ms`, `842 ms`, `8.42 s`, `43 m 32 s`, `2 h 05 m`.
 *
 * @param us - Microseconds; null gives `—`.
 * @example
 * formatDuration(8_421_000); // => '8.42 s'
 */
export function formatDuration(us: number | null): string {
  if (us === null || !Number.isFinite(us)) return UNDEFINED_VALUE;
  if (us < 0) return MINUS + formatDuration(-us);
  if (us === 0) return `0${NBSP}ms`;
  // Each bound is where the rounded text would need a fourth figure.
  if (us < 999_500) return `${threeFigures(us / 1000)}${NBSP}ms`;
  if (us < 59_950_000) return `${threeFigures(us / 1_000_000)}${NBSP}s`;
  const seconds = Math.round(us / 1_000_000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${NBSP}m${NBSP}${pad(seconds % 60)}${NBSP}s`;
  const minutes = Math.round(us / 60_000_000);
  return `${formatCount(Math.floor(minutes / 60))}${NBSP}h${NBSP}${pad(minutes % 60)}${NBSP}m`;
}

/**
 * A duration in a column whose rows are added up: all in the format of their sum, `0 m 50 s` or `2,637 ms`.
 *
 * @param totalUs - What the column sums to.
 */
export function formatSummed(us: number, totalUs: number): string {
  if (totalUs < 60_000_000) return formatExactMs(us);
  const seconds = Math.round(us / 1_000_000);
  return `${formatCount(Math.floor(seconds / 60))}${NBSP}m${NBSP}${pad(seconds % 60)}${NBSP}s`;
}

/** Whole milliseconds, for columns whose rows are added up: `2,637 ms`. */
export function formatExactMs(us: number): string {
  return `${formatCount(Math.round(us / 1000))}${NBSP}ms`;
}

/**
 * A time on an axis, as short as it goes: `0`, `500 ms`, `4 s`, `2.5 s`, `10 m`. Meant for round values.
 *
 * @param axisUs - The last value of the axis: it picks the unit, so that all labels have the same.
 */
export function formatTick(us: number, axisUs: number = us): string {
  if (us === 0) return '0';
  if (axisUs < 1_000_000) return `${trimmed(us / 1000)}${NBSP}ms`;
  if (axisUs < 120_000_000) return `${trimmed(us / 1_000_000)}${NBSP}s`;
  if (axisUs < 7_200_000_000) return `${trimmed(us / 60_000_000)}${NBSP}m`;
  return `${trimmed(us / 3_600_000_000)}${NBSP}h`;
}

/** A counted number in full: `9,412`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** A count with its noun: `1 call`, `9,412 calls`. */
export function formatCounted(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** A ratio as a factor: `2.6×`; null gives `—`. */
export function formatRatio(ratio: number | null): string {
  if (ratio === null || !Number.isFinite(ratio)) return UNDEFINED_VALUE;
  return `${ratio < 99.95 ? ratio.toFixed(1) : formatCount(Math.round(ratio))}×`;
}

/** A share with one decimal, for tables and figures: `3.1 %`; a zero denominator gives `—`. */
export function formatPercent(part: number, whole: number): string {
  if (whole === 0) return UNDEFINED_VALUE;
  const percent = (100 * part) / whole;
  if (part !== 0 && percent < 0.05) return `<${NBSP}0.1${NBSP}%`;
  return `${percent.toFixed(1)}${NBSP}%`;
}

/** A share without decimals, for sentences and bars: `39 %`, and `< 1 %` rather than 0. */
export function formatWholePercent(part: number, whole: number): string {
  if (whole === 0) return UNDEFINED_VALUE;
  const percent = (100 * part) / whole;
  if (part !== 0 && percent < 0.5) return `<${NBSP}1${NBSP}%`;
  return `${Math.round(percent)}${NBSP}%`;
}

/** A size in decimal units: `214 B`, `6.1 kB`; null gives `—`. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return UNDEFINED_VALUE;
  if (bytes < 1000) return `${formatCount(bytes)}${NBSP}B`;
  if (bytes < 999_950) return `${(bytes / 1000).toFixed(1)}${NBSP}kB`;
  return `${(bytes / 1_000_000).toFixed(1)}${NBSP}MB`;
}

/** `Fri 20 Nov 13:47:02.118 UTC`, from epoch ms. */
export function formatInstant(epochMs: number): string {
  const millis = String(new Date(epochMs).getUTCMilliseconds()).padStart(3, '0');
  return `${formatDate(epochMs)} ${formatClock(epochMs)}.${millis} UTC`;
}

/** `Fri 20 Nov 13:47:02`, from epoch ms, where the zone is said nearby. */
export function formatDateTime(epochMs: number): string {
  return `${formatDate(epochMs)} ${formatClock(epochMs)}`;
}

/** `20 Nov 13:47`, from epoch ms, for narrow columns; the zone is said nearby. */
export function formatDayTime(epochMs: number): string {
  return `${formatDate(epochMs).slice(4)} ${formatHourMinute(epochMs)}`;
}

/** `Fri 20 Nov`, from epoch ms, in UTC. */
export function formatDate(epochMs: number): string {
  const date = new Date(epochMs);
  return `${WEEKDAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

/** `13:47:02`, from epoch ms, in UTC. */
export function formatClock(epochMs: number): string {
  return `${formatHourMinute(epochMs)}:${pad(new Date(epochMs).getUTCSeconds())}`;
}

/** `13:47`, from epoch ms, in UTC. */
export function formatHourMinute(epochMs: number): string {
  const date = new Date(epochMs);
  return `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}`;
}

/** How long ago, in one unit, only for freshness: `2 s ago`, `22 m ago`, `3 h ago`, `4 d ago`. */
export function formatAgo(ageMs: number): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1000));
  if (seconds < 60) return `${seconds}${NBSP}s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${NBSP}m ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}${NBSP}h ago`;
  return `${formatCount(Math.floor(seconds / 86_400))}${NBSP}d ago`;
}

/** Three figures, at most two of them decimals. */
function threeFigures(value: number): string {
  if (value < 9.995) return value < 0.005 ? '< 0.01' : value.toFixed(2);
  if (value < 99.95) return value.toFixed(1);
  return value.toFixed(0);
}

function trimmed(value: number): string {
  return formatNumber(Number(value.toPrecision(3)));
}

function formatNumber(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
