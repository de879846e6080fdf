import type { Overview } from '@parallel-tools/metrics/queries';
import { formatCount, formatDuration, formatPercent, formatRatio } from '@/lib/format';

/** One value of the row of figures. */
export interface FigureModel {
  readonly label: string;
  readonly value: string;
  /** Beside the value, smaller: "7.3 per batch". */
  readonly beside: string | null;
  /** Under the value. */
  readonly note: string;
  /** Of too few samples to rest anything on. */
  readonly isWeak?: boolean;
  /** Whether it is worse or better than before; absent where neither can be said. */
  readonly change?: Change;
}

/** How a figure moved, and whether that is bad. */
export interface Change {
  readonly isUp: boolean;
  readonly isWorse: boolean;
}

/**
 * The five figures of the overview, against the period before.
 *
 * @param before - Null, or without batches, when there is nothing to compare with.
 */
export function prepareFigures(now: Overview, before: Overview | null): readonly FigureModel[] {
  const was = before === null || before.batchCount === 0 ? null : before;
  return [
    {
      label: 'Batches',
      value: formatCount(now.batchCount),
      beside: null,
      ...neutral(was, (o) => formatCount(o.batchCount)),
    },
    {
      label: 'Calls',
      value: formatCount(now.callCount),
      beside: now.batchCount === 0 ? null : `${(now.callCount / now.batchCount).toFixed(1)} per batch`,
      ...neutral(was, (o) => formatCount(o.callCount)),
    },
    {
      label: 'Failed calls',
      value: formatPercent(now.failedCount, now.callCount),
      beside: now.callCount === 0 ? null : formatCount(now.failedCount),
      ...compared(
        now,
        was,
        (o) => o.failureRatio,
        (o) => formatPercent(o.failedCount, o.callCount),
        'more is worse',
      ),
    },
    {
      label: 'Makespan p95',
      value: formatDuration(now.makespanP95Us),
      ...(isFew(now.batchCount)
        ? { beside: `n = ${formatCount(now.batchCount)}`, isWeak: true }
        : { beside: now.makespanP50Us === null ? null : `p50 ${formatDuration(now.makespanP50Us)}` }),
      ...compared(
        now,
        was,
        (o) => o.makespanP95Us,
        (o) => formatDuration(o.makespanP95Us),
        'more is worse',
      ),
    },
    {
      label: 'Speedup realised / ideal',
      value: formatRatio(now.speedup),
      beside: now.idealSpeedup === null ? null : `of ${formatRatio(now.idealSpeedup)}`,
      ...compared(
        now,
        was,
        (o) => o.speedup,
        (o) => formatRatio(o.speedup),
        'less is worse',
        speedups,
      ),
    },
  ];
}

// Of fewer, the p95 is the greatest there is.
const FEWEST_FOR_P95 = 20;

function isFew(count: number): boolean {
  return count > 0 && count < FEWEST_FOR_P95;
}

function speedups({ speedup, idealSpeedup }: Overview): string {
  return `${formatRatio(speedup)} of ${formatRatio(idealSpeedup)}`;
}

const NOTHING_BEFORE = 'nothing before to compare with';

function neutral(was: Overview | null, format: (overview: Overview) => string): { readonly note: string } {
  return { note: was === null ? NOTHING_BEFORE : `was ${format(was)}` };
}

/**
 * Worse and better are said only where the shown values differ.
 *
 * @param words - The value before, where more is said than is compared.
 */
function compared(
  now: Overview,
  was: Overview | null,
  measure: (overview: Overview) => number | null,
  format: (overview: Overview) => string,
  direction: 'more is worse' | 'less is worse',
  words = format,
): Pick<FigureModel, 'note' | 'change'> {
  if (was === null) return { note: NOTHING_BEFORE };
  const [value, old] = [measure(now), measure(was)];
  if (value === null || old === null || format(now) === format(was)) return { note: `was ${words(was)}` };
  const isUp = value > old;
  const isWorse = isUp === (direction === 'more is worse');
  return { note: `was ${words(was)}, ${isWorse ? 'worse' : 'better'}`, change: { isUp, isWorse } };
}
