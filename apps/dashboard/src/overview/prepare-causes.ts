import type { AttributionSum, Bottlenecks } from '@parallel-tools/metrics/queries';
import { formatPercent, formatSummed, formatWholePercent } from '@/lib/format';
import { CAUSES, TIME_KINDS, type TimeKind } from '@/ui/causes';

/** One kind of time, over all batches of a range. */
export interface CauseRow {
  readonly kind: TimeKind;
  readonly label: string;
  /** "97 % is web_search": the tool with most of it, where one has nearly all. */
  readonly mostOf: { readonly share: string; readonly toolName: string } | null;
  readonly us: number;
  readonly time: string;
  readonly share: string;
  readonly before: string;
}

export interface CauseModel {
  readonly name: string;
  readonly rows: readonly CauseRow[];
  readonly makespanUs: number;
  readonly total: string;
  readonly hasBefore: boolean;
}

// A tool is named where it has at least so much of a wait.
const NEARLY_ALL = 0.75;

/** Where all makespans went, by kind: rows sum to the makespans, and their shares to 100 %. */
export function prepareCauses(
  now: AttributionSum,
  before: AttributionSum | null,
  bottlenecks: Bottlenecks,
): CauseModel {
  const usOf = (sum: AttributionSum | null, kind: TimeKind) => sum?.parts.find((part) => part.kind === kind)?.us ?? 0;
  const was = before === null || before.makespanUs === 0 ? null : before;
  const rows = TIME_KINDS.flatMap((kind): CauseRow[] => {
    const us = usOf(now, kind);
    if (us === 0 && usOf(was, kind) === 0) return [];
    return [
      {
        kind,
        label: CAUSES[kind].label,
        mostOf: kind === 'run' || kind === 'overhead' ? null : mostOf(bottlenecks, kind, us),
        us,
        time: formatSummed(us, now.makespanUs),
        share: formatPercent(us, now.makespanUs),
        before: was === null ? '—' : formatPercent(usOf(was, kind), was.makespanUs),
      },
    ];
  });
  const total = formatSummed(now.makespanUs, now.makespanUs);
  return {
    name: `Where the makespans went, by cause: sums to ${total}.`,
    rows,
    makespanUs: now.makespanUs,
    total,
    hasBefore: was !== null,
  };
}

function mostOf({ rows }: Bottlenecks, kind: TimeKind, us: number): CauseRow['mostOf'] {
  for (const row of rows) {
    const own = row.parts.find((part) => part.kind === kind)?.us ?? 0;
    if (us > 0 && own / us >= NEARLY_ALL) return { share: formatWholePercent(own, us), toolName: row.toolName };
  }
  return null;
}
