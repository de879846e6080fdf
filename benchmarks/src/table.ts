import type { Finding, Verdict } from './finding.ts';
import { formatNumber, formatSpread } from './spread.ts';

const NAME_WIDTH = 62;
const VALUE_WIDTH = 28;
const GOAL_WIDTH = 10;

/** One line of the table: name, value, goal, verdict, and what is behind it on a line of its own. */
export function formatRow({ name, value, unit, goal, verdict, detail }: Finding): string {
  const shownValue = `${formatSpread(value)}${unit === '×' ? '' : ' '}${unit}`;
  const shownGoal = goal === null ? '' : `${goal.is === 'at most' ? '≤' : '≥'} ${formatNumber(goal.value)}`;
  const row = [
    name.padEnd(NAME_WIDTH),
    shownValue.padEnd(VALUE_WIDTH),
    shownGoal.padEnd(GOAL_WIDTH),
    sayVerdict(verdict),
  ];
  return `  ${row.join(' ').trimEnd()}${detail === '' ? '' : `\n      ${detail}`}`;
}

/** "12 reached, 3 missed, 1 void". */
export function formatTotals(findings: readonly Finding[]): string {
  const count = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict).length;
  const verdicts: readonly Verdict[] = ['reached', 'missed', 'void'];
  return verdicts.map((verdict) => `${count(verdict)} ${verdict}`).join(', ');
}

function sayVerdict(verdict: Verdict): string {
  if (verdict === 'shown') return '';
  return verdict === 'void' ? 'void: the machine was too restless' : verdict;
}
