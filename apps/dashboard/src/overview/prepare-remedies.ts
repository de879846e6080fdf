import { durationTicks } from '@/charts/axis';
import { cutMiddle, displayName } from '@/lib/display-name';
import { formatCount, formatDuration, formatTick } from '@/lib/format';
import { ascending, LEAST_FOR_RANGE, quantile } from '@/what-if/bootstrap';
import { type Change, serializeChange } from '@/what-if/change';
import { rangeWords } from '@/what-if/prepare-outcome';
import type { TriedChange } from '@/what-if/try-change';
import type { LedgerTick } from './ledger-grid';

/** One replay of the same batches, as a dot on the axis of makespans. */
export interface RemedyRow {
  readonly key: string;
  /** "limit 8", "fetch_page, 2× as fast". */
  readonly label: string;
  /** Null for the row as recorded. */
  readonly change: Change | null;
  /** Makespan p95. */
  readonly time: string;
  readonly atPercent: number;
  /** Between what it lies in nine of ten draws of the batches; null as recorded, and of too few batches. */
  readonly range: { readonly fromPercent: number; readonly toPercent: number; readonly words: string } | null;
  /** False where the range of what it changes holds 0. */
  readonly isClear: boolean;
}

export interface RemedyModel {
  readonly name: string;
  readonly rows: readonly RemedyRow[];
  readonly ticks: readonly LedgerTick[];
}

const SHARE = 0.95;

/**
 * What changes would make of the makespan's p95.
 *
 * @param beforeUs - Makespans of the same batches replayed as recorded, by position.
 */
export function prepareRemedies(beforeUs: readonly number[], tried: readonly TriedChange[]): RemedyModel {
  const wasUs = quantile(ascending(beforeUs), SHARE);
  const hasRanges = beforeUs.length >= LEAST_FOR_RANGE;
  const mostUs = tried.map(({ after }) => (hasRanges ? after.high : after.value));
  const axisUs = Math.max(1, wasUs, ...mostUs);
  const percent = (us: number) => (100 * us) / axisUs;
  const tickValues = durationTicks(axisUs, 4).filter((us) => us <= axisUs);
  return {
    name: `Makespan p95 of ${formatCount(beforeUs.length)} batches: as recorded, and replayed under single changes.`,
    rows: [
      {
        key: 'recorded',
        label: 'as recorded',
        change: null,
        time: formatDuration(wasUs),
        atPercent: percent(wasUs),
        range: null,
        isClear: true,
      },
      ...tried.map(({ change, after, effect, isClear }) => ({
        key: serializeChange(change),
        label: remedyWords(change),
        change,
        time: formatDuration(after.value),
        atPercent: percent(after.value),
        range: hasRanges
          ? { fromPercent: percent(after.low), toPercent: percent(after.high), words: rangeWords(after) }
          : null,
        isClear: hasRanges ? isClear : effect.value !== 0,
      })),
    ],
    ticks: tickValues.map((us) => ({ atPercent: percent(us), label: formatTick(us, tickValues.at(-1) ?? us) })),
  };
}

const MAX_NAME_LENGTH = 14;

/** Short: the sentence beside it names tool and limit. */
function remedyWords({ kind, toolName, value }: Change): string {
  const name = toolName === null ? '' : cutMiddle(displayName(toolName), MAX_NAME_LENGTH);
  switch (kind) {
    case 'limit': {
      const limit = toolName === null ? 'global limit' : 'limit';
      return value === null ? `no ${limit}` : `${limit} ${formatCount(value)}`;
    }
    case 'rate':
      return 'no rate limit';
    case 'retries':
      return 'no retries in vain';
    case 'time':
      return `${name}, ${Number((100 / (value ?? 100)).toFixed(1))}× as fast`;
    default:
      return `${name}, ${kind}`;
  }
}
