import type { Comparison } from './compare.ts';
import type { Settings } from './settings.ts';
import { formatSpread, type Spread } from './spread.ts';

/** What a figure should come to. */
export interface Goal {
  readonly is: 'at most' | 'at least';
  readonly value: number;
}

export const atMost = (value: number): Goal => ({ is: 'at most', value });
export const atLeast = (value: number): Goal => ({ is: 'at least', value });

/**
 * Whether the median reached its goal. `shown`: there is no goal; `void`: the control did not let it count.
 */
export type Verdict = 'reached' | 'missed' | 'shown' | 'void';

/** One figure: a row of the table. */
export interface Finding {
  readonly name: string;
  readonly value: Spread;
  /** '×' for a ratio. */
  readonly unit: string;
  readonly goal: Goal | null;
  readonly verdict: Verdict;
  /** The figures behind it, for people. */
  readonly detail: string;
  /** Where it comes from a comparison. */
  readonly comparison: Comparison | null;
}

/** Measures one thing; findings come as they are made. */
export type Section = (settings: Settings) => AsyncIterable<Finding>;

export function finding(
  name: string,
  value: Spread,
  unit: string,
  { goal = null, detail = '' }: { goal?: Goal | null; detail?: string } = {},
): Finding {
  return { name, value, unit, goal, verdict: verdictOn(value, goal), detail, comparison: null };
}

/** The ratio of a comparison. */
export function ratioFinding(name: string, comparison: Comparison, goal: Goal | null, unit = 'µs'): Finding {
  return comparisonFinding(name, comparison, comparison.ratio, '×', goal, unit);
}

/**
 * What the subject of a comparison cost on its own.
 *
 * @param own - `comparison.own`, in the unit of the goal.
 */
export function ownFinding(name: string, comparison: Comparison, own: Spread, goal: Goal | null): Finding {
  return comparisonFinding(name, comparison, own, 'µs', goal, 'µs');
}

function comparisonFinding(
  name: string,
  comparison: Comparison,
  value: Spread,
  unit: string,
  goal: Goal | null,
  partUnit: string,
): Finding {
  const { own, base, cpuRatio, control, isValid, voidCount } = comparison;
  const parts = [
    `${formatSpread(own)} ${partUnit} to ${formatSpread(base)} ${partUnit}`,
    `CPU ${formatSpread(cpuRatio)}×`,
    `control ${formatSpread(control)}`,
  ];
  if (voidCount > 0) parts.push(`tried ${voidCount + 1} times: the control voided ${isValid ? voidCount : 'all'}`);
  const verdict = isValid ? verdictOn(value, goal) : 'void';
  return { name, value, unit, goal, verdict, detail: parts.join('; '), comparison };
}

function verdictOn({ median }: Spread, goal: Goal | null): Verdict {
  if (goal === null) return 'shown';
  return (goal.is === 'at most' ? median <= goal.value : median >= goal.value) ? 'reached' : 'missed';
}
