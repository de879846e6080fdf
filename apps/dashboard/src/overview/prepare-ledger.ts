import type { Bottleneck, Bottlenecks } from '@parallel-tools/metrics/queries';
import { durationTicks } from '@/charts/axis';
import { formatCount, formatDuration, formatSummed, formatTick, formatWholePercent } from '@/lib/format';
import { CAUSES, TIME_KINDS, type TimeKind } from '@/ui/causes';
import type { LedgerTick } from './ledger-grid';

/** Tools in the ledger; the rest is one more row, so that the sum is whole. */
const LEDGER_TOOLS = 5;

/** A stretch of a bar, in percent of the axis. */
export interface LedgerPart {
  readonly kind: TimeKind;
  readonly fromPercent: number;
  readonly lengthPercent: number;
  /** "rate limit 30 m 53 s". */
  readonly title: string;
}

/** One tool's time on critical paths. */
export interface LedgerRow {
  /** Null for the tools that have no row of their own. */
  readonly tool: { readonly toolName: string; readonly color: number | null } | null;
  readonly label: string;
  readonly time: string;
  readonly share: string;
  readonly parts: readonly LedgerPart[];
  /** Under the greatest wait of all that a setting could shorten: what it is. */
  readonly bracket: { readonly fromPercent: number; readonly lengthPercent: number; readonly text: string } | null;
}

export interface LedgerModel {
  readonly name: string;
  readonly rows: readonly LedgerRow[];
  readonly ticks: readonly LedgerTick[];
  /** "5 of 12 tools shown". */
  readonly shown: string;
}

/**
 * Which tools held batches back, most critical-path time first.
 *
 * @param bottlenecks - Of all tools, so that those left out still show their causes.
 */
export function prepareLedger(bottlenecks: Bottlenecks): LedgerModel {
  const { rows, makespanUs, totalCount } = bottlenecks;
  const shown = rows.slice(0, LEDGER_TOOLS);
  const rest = rows.slice(LEDGER_TOOLS);
  const restUs = bottlenecks.restUs + rest.reduce((sum, row) => sum + row.criticalUs, 0);
  const longestUs = Math.max(1, restUs, ...shown.map((row) => row.criticalUs));
  const tickValues = durationTicks(longestUs, 5);
  const axisUs = Math.max(longestUs, 1);
  const moreCount = totalCount - shown.length;
  const first = shown[0];
  const mostWaited = Math.max(0, ...shown.map((row) => row.worstWait?.us ?? 0));
  return {
    name:
      first === undefined
        ? 'Critical-path time by tool: none.'
        : `Critical-path time by tool: ${first.toolName} has most, ${formatDuration(first.criticalUs)} of ${formatDuration(makespanUs)}.`,
    rows: [
      ...shown.map((row) => toolRow(row, axisUs, makespanUs, row.worstWait?.us === mostWaited)),
      ...(moreCount > 0 ? [restRow(rest, restUs, moreCount, axisUs, makespanUs)] : []),
    ],
    ticks: tickValues
      .filter((us) => us <= axisUs)
      .map((us) => ({ atPercent: (100 * us) / axisUs, label: formatTick(us, tickValues.at(-1) ?? us) })),
    shown: `${formatCount(shown.length)} of ${formatCount(totalCount)} ${totalCount === 1 ? 'tool' : 'tools'} shown`,
  };
}

function toolRow(row: Bottleneck, axisUs: number, makespanUs: number, isWorst: boolean): LedgerRow {
  const parts = ledgerParts(new Map(row.parts.map(({ kind, us }) => [kind, us])), axisUs);
  return {
    tool: { toolName: row.toolName, color: row.color },
    label: row.toolName,
    time: formatSummed(row.criticalUs, makespanUs),
    share: formatWholePercent(row.criticalUs, makespanUs),
    parts,
    bracket: isWorst ? bracketOf(row, parts) : null,
  };
}

function restRow(
  rest: readonly Bottleneck[],
  restUs: number,
  count: number,
  axisUs: number,
  makespanUs: number,
): LedgerRow {
  const sums = new Map<TimeKind, number>();
  for (const { kind, us } of rest.flatMap((row) => row.parts)) sums.set(kind, (sums.get(kind) ?? 0) + us);
  return {
    tool: null,
    label: `${formatCount(count)} more ${count === 1 ? 'tool' : 'tools'}`,
    time: formatSummed(restUs, makespanUs),
    share: formatWholePercent(restUs, makespanUs),
    parts: ledgerParts(sums, axisUs),
    bracket: null,
  };
}

/** Side by side, in the order kinds have everywhere. */
function ledgerParts(usByKind: ReadonlyMap<TimeKind, number>, axisUs: number): readonly LedgerPart[] {
  let fromUs = 0;
  return TIME_KINDS.flatMap((kind) => {
    const us = usByKind.get(kind) ?? 0;
    if (us === 0) return [];
    const part = {
      kind,
      fromPercent: (100 * fromUs) / axisUs,
      lengthPercent: (100 * us) / axisUs,
      title: `${CAUSES[kind].label} ${formatDuration(us)}`,
    };
    fromUs += us;
    return [part];
  });
}

/** Names the wait that a setting could shorten, where there is room for a bracket. */
function bracketOf({ worstWait }: Bottleneck, parts: readonly LedgerPart[]): LedgerRow['bracket'] {
  const part = parts.find(({ kind }) => kind === worstWait?.kind);
  if (worstWait === null || part === undefined || part.lengthPercent < MIN_BRACKET_PERCENT) return null;
  return {
    fromPercent: part.fromPercent,
    lengthPercent: part.lengthPercent,
    text: `${formatDuration(worstWait.us)} waiting for ${CAUSES[worstWait.kind].waitedFor}`,
  };
}

const MIN_BRACKET_PERCENT = 6;
