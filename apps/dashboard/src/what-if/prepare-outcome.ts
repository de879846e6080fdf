import { durationTicks } from '@/charts/axis';
import { formatCount, formatCounted, formatDuration, formatRatio, formatTick } from '@/lib/format';
import type { FigureModel } from '@/overview/prepare-figures';
import { numberColumn, type TableModel, textCell, wordColumn } from '@/table/table-model';
import { CAUSES, type TimeKind } from '@/ui/causes';
import { ascending, bootstrapQuantile, type Estimate, LEAST_FOR_RANGE, quantile, shareWithin } from './bootstrap';
import type { Outcome } from './outcome';

/** What the page says of a replay against the same batches replayed as recorded. */
export interface OutcomeModel {
  readonly headline: Headline;
  readonly figures: readonly FigureModel[];
  readonly distribution: DistributionModel;
  readonly causes: CausesModel;
}

/** "Makespan p95 falls from 8.42 s to 5.61 s (5.38 – 5.86 s), 33 % less." */
export interface Headline {
  readonly text: string;
  /** Muted in the middle; null where no range can be given. */
  readonly range: string | null;
  readonly end: string;
}

/** @param hasChanges - Whether any setting is moved; else there is nothing to compare. */
export function prepareOutcome(before: Outcome, after: Outcome, hasChanges: boolean): OutcomeModel {
  return {
    headline: prepareHeadline(before, after, hasChanges),
    figures: prepareFigures(before, after),
    distribution: prepareDistribution(before.makespansUs, after.makespansUs),
    causes: prepareCauses(before, after),
  };
}

const SHARE = 0.95;

function prepareHeadline(before: Outcome, after: Outcome, hasChanges: boolean): Headline {
  const count = before.makespansUs.length;
  const isOne = count === 1;
  const name = isOne ? 'Makespan' : 'Makespan p95';
  const was = quantile(ascending(before.makespansUs), SHARE);
  if (!hasChanges) {
    const whose = isOne ? 'this batch' : `these ${formatCount(count)} batches`;
    return { text: `${name} is ${formatDuration(was)}`, range: null, end: `: move a setting to replay ${whose}.` };
  }
  const { after: is, change } = bootstrapQuantile({ before: before.makespansUs, after: after.makespansUs }, SHARE);
  const hasRange = count >= LEAST_FOR_RANGE;
  const range = hasRange ? `(${rangeWords(is)})` : null;
  if (change.value === 0) return { text: `${name} stays at ${formatDuration(was)}`, range: null, end: '.' };
  const verb = change.value < 0 ? 'falls' : 'rises';
  const isClear = !hasRange || change.high < 0 || change.low > 0;
  return {
    text: `${name} ${verb} from ${formatDuration(was)} to ${formatDuration(is.value)}`,
    range,
    end: isClear ? `, ${partWords(change.value, was)}.` : ': no clear effect.',
  };
}

function partWords(changeUs: number, wasUs: number): string {
  const percent = Math.abs(changeUs / wasUs) * 100;
  return `${percent < 0.5 ? '<\u00a01' : Math.round(percent)}\u00a0% ${changeUs < 0 ? 'less' : 'more'}`;
}

/** `5.38 – 5.86 s`. */
export function rangeWords({ low, high }: Pick<Estimate, 'low' | 'high'>): string {
  const [from, to] = [formatDuration(low), formatDuration(high)];
  const unit = to.slice(to.lastIndexOf('\u00a0'));
  const isOneUnit = from.endsWith(unit) && !from.slice(0, -unit.length).includes('\u00a0');
  return `${isOneUnit ? from.slice(0, -unit.length) : from} – ${to}`;
}

function prepareFigures(before: Outcome, after: Outcome): readonly FigureModel[] {
  const [was, is] = [ascending(before.makespansUs), ascending(after.makespansUs)];
  const makespans =
    is.length === 1
      ? [makespanFigure('Makespan', was, is, 1)]
      : [0.5, 0.95, 0.99].map((share) => makespanFigure(`Makespan p${share * 100}`, was, is, share));
  const slower = after.makespansUs.map((us, index) => us - (before.makespansUs[index] ?? us)).filter((us) => us > 0);
  const faster = after.makespansUs.filter((us, index) => us < (before.makespansUs[index] ?? us));
  return [
    ...makespans,
    {
      label: 'Speedup realised / ideal',
      value: formatRatio(speedup(after)),
      beside: `of ${formatRatio(idealSpeedup(after))}`,
      note: `recorded ${formatRatio(speedup(before))} of ${formatRatio(idealSpeedup(before))}`,
    },
    {
      label: 'Got slower',
      value: formatCount(slower.length),
      beside: slower.length === 1 ? 'batch' : 'batches',
      note:
        slower.length === 0
          ? `${formatCount(faster.length)} got faster`
          : `by ${formatDuration(Math.max(...slower))} at most, ${formatCount(faster.length)} got faster`,
    },
  ];
}

function makespanFigure(label: string, was: readonly number[], is: readonly number[], share: number): FigureModel {
  return {
    label,
    value: formatDuration(quantile(is, share)),
    beside: null,
    note: `recorded ${formatDuration(quantile(was, share))}`,
  };
}

function speedup({ sequentialUs, makespansUs }: Outcome): number | null {
  const us = sum(makespansUs);
  return us === 0 ? null : sequentialUs / us;
}

function idealSpeedup({ sequentialUs, idealMakespanUs }: Outcome): number | null {
  return idealMakespanUs === 0 ? null : sequentialUs / idealMakespanUs;
}

/** The share of batches that end within a time, before and after; times in µs. */
export interface DistributionModel {
  readonly name: string;
  readonly endUs: number;
  readonly ticks: readonly { readonly atUs: number; readonly label: string }[];
  readonly points: readonly DistributionPoint[];
  readonly p95: {
    readonly beforeUs: number;
    readonly afterUs: number;
    readonly before: string;
    readonly after: string;
  };
  readonly hasRange: boolean;
}

export interface DistributionPoint {
  readonly atUs: number;
  readonly before: number;
  readonly after: Estimate;
}

const POINTS = 160;

function prepareDistribution(beforeUs: readonly number[], afterUs: readonly number[]): DistributionModel {
  const [before, after] = [ascending(beforeUs), ascending(afterUs)];
  const longest = Math.max(1, before.at(-1) ?? 0, after.at(-1) ?? 0);
  const ticks = durationTicks(longest, 7);
  const endUs = ticks.at(-1) ?? longest;
  const points = Array.from({ length: POINTS + 1 }, (_, index) => {
    const atUs = (endUs * index) / POINTS;
    return { atUs, before: shareWithin(before, atUs).value, after: shareWithin(after, atUs) };
  });
  const [was, is] = [quantile(before, SHARE), quantile(after, SHARE)];
  return {
    name: `Share of ${formatCounted(before.length, 'batch', 'batches')} that end within a makespan: p95 recorded ${formatDuration(was)}, replayed ${formatDuration(is)}.`,
    endUs,
    ticks: ticks.map((atUs) => ({ atUs, label: formatTick(atUs, endUs) })),
    points,
    p95: { beforeUs: was, afterUs: is, before: formatDuration(was), after: formatDuration(is) },
    hasRange: before.length >= LEAST_FOR_RANGE,
  };
}

/** Where the time went and would go, on one scale. */
export interface CausesModel {
  readonly rows: readonly {
    readonly kind: TimeKind;
    readonly label: string;
    readonly before: string;
    readonly after: string;
    readonly change: string;
  }[];
  readonly total: { readonly before: string; readonly after: string; readonly change: string };
  readonly bars: readonly { readonly label: string; readonly total: string; readonly parts: readonly BarPart[] }[];
  /** The same rows, as an export. */
  readonly table: TableModel;
}

/** Shares of the longer of the two bars. */
export interface BarPart {
  readonly kind: TimeKind;
  readonly share: number;
}

function prepareCauses(before: Outcome, after: Outcome): CausesModel {
  const kinds = (Object.keys(CAUSES) as TimeKind[]).filter((kind) => usOf(before, kind) > 0 || usOf(after, kind) > 0);
  const [beforeUs, afterUs] = [sum(before.makespansUs), sum(after.makespansUs)];
  const longestUs = Math.max(1, beforeUs, afterUs);
  const parts = (outcome: Outcome) => kinds.map((kind) => ({ kind, share: usOf(outcome, kind) / longestUs }));
  const format = sumFormat(longestUs);
  return {
    rows: kinds.map((kind) => ({
      kind,
      label: CAUSES[kind].label,
      before: format(usOf(before, kind)),
      after: format(usOf(after, kind)),
      change: changeText(usOf(after, kind) - usOf(before, kind), format),
    })),
    total: { before: format(beforeUs), after: format(afterUs), change: changeText(afterUs - beforeUs, format) },
    bars: [
      { label: 'recorded', total: format(beforeUs), parts: parts(before) },
      { label: 'replayed', total: format(afterUs), parts: parts(after) },
    ],
    table: causeTable(kinds, before, after),
  };
}

function causeTable(kinds: readonly TimeKind[], before: Outcome, after: Outcome): TableModel {
  const durationCell = (us: number) => textCell(formatDuration(us), us);
  return {
    id: 'causes',
    caption: 'Time on critical paths by cause',
    columns: [
      wordColumn('cause', 'Cause'),
      numberColumn('recordedUs', 'Recorded'),
      numberColumn('replayedUs', 'Replayed'),
    ],
    sort: { column: 'recordedUs', isDescending: true },
    rows: kinds.map((kind) => ({
      key: kind,
      cells: [textCell(CAUSES[kind].label), durationCell(usOf(before, kind)), durationCell(usOf(after, kind))],
    })),
  };
}

function usOf({ path }: Outcome, kind: TimeKind): number {
  return path.get(kind) ?? 0;
}

function changeText(us: number, format: (us: number) => string): string {
  const text = format(Math.abs(us));
  return us === 0 || text === format(0) ? '0' : `${us < 0 ? '−' : '+'}${text}`;
}

const MINUTE_US = 60_000_000;

/** One format for a column that is added up: `31 m 44 s`, or ms where all of it is short. */
function sumFormat(longestUs: number): (us: number) => string {
  if (longestUs < 2 * MINUTE_US) return (us) => `${formatCount(Math.round(us / 1000))}\u00a0ms`;
  return (us) => {
    const seconds = Math.round(us / 1_000_000);
    return `${formatCount(Math.floor(seconds / 60))}\u00a0m\u00a0${String(seconds % 60).padStart(2, '0')}\u00a0s`;
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
