import type { CallDetail, ToolPathPart } from '@parallel-tools/metrics/queries';
import { displayName } from '@/lib/display-name';
import { formatDuration, formatExactMs, formatWholePercent } from '@/lib/format';
import { CAUSES, type TimeKind } from '@/ui/causes';

/** A stretch of the realised critical path, drawn under the row of its call. */
export interface CriticalSegment {
  readonly rowIndex: number;
  readonly startUs: number;
  readonly endUs: number;
  /** The row the path comes from, at `startUs`; null for its first stretch. */
  readonly fromRowIndex: number | null;
}

/** One part of the makespan, as the strip over the calls draws it. */
export interface PathStretch {
  readonly kind: TimeKind;
  readonly rowIndex: number;
  readonly startUs: number;
  readonly endUs: number;
  /** Under the strip: `rate limit`, `1.50 s`. */
  readonly label: string;
  readonly duration: string;
  /** Read aloud: "rate limit, call 5, web_search, 1.50 s from 0 ms". */
  readonly sentence: string;
}

/** Where the makespan went: its parts in time order, and the same summed up. */
export interface PathModel {
  readonly stretches: readonly PathStretch[];
  readonly segments: readonly CriticalSegment[];
}

type PathPart = Pick<ToolPathPart, 'seq' | 'kind' | 'startUs' | 'endUs'>;
type PathCall = Pick<CallDetail, 'seq' | 'toolName'>;

/**
 * @param path - The parts of the makespan, in time order.
 * @param calls - In the order of the rows.
 */
export function preparePath(path: readonly PathPart[], calls: readonly PathCall[]): PathModel {
  const rowIndexBySeq = new Map(calls.map((call, index) => [call.seq, index]));
  const segments: CriticalSegment[] = [];
  const stretches: PathStretch[] = [];
  for (const { seq, kind, startUs, endUs } of path) {
    const rowIndex = rowIndexBySeq.get(seq);
    if (rowIndex === undefined) continue;
    const duration = formatDuration(endUs - startUs);
    const { label } = CAUSES[kind];
    const where = `call ${seq}, ${displayName(calls[rowIndex]?.toolName ?? '')}`;
    const sentence = `${label}, ${where}, ${duration} from ${formatDuration(startUs)}`;
    stretches.push({ kind, rowIndex, startUs, endUs, label: STRIP_WORDS[kind] ?? label, duration, sentence });
    const last = segments.at(-1);
    if (last?.rowIndex === rowIndex) segments[segments.length - 1] = { ...last, endUs };
    else segments.push({ rowIndex, startUs, endUs, fromRowIndex: last?.rowIndex ?? null });
  }
  return { stretches, segments };
}

const STRIP_WORDS: Readonly<Partial<Record<TimeKind, string>>> = { run: 'run', overhead: 'overhead' };

/** A row of "Where did it go?". */
export interface AttributionRow {
  readonly kind: TimeKind;
  /** The tool whose limit it was, or whose call waited; null for what is summed over tools. */
  readonly toolName: string | null;
  readonly us: number;
  /** Exact ms; all rows together give the makespan. */
  readonly time: string;
  readonly share: string;
}

export interface AttributionModel {
  readonly rows: readonly AttributionRow[];
  /** `6.79 s`. */
  readonly makespan: string;
  /** `6,794 ms`. */
  readonly total: string;
}

const SUMMED_KINDS: ReadonlySet<TimeKind> = new Set(['run', 'overhead', 'global-slot', 'host', 'arrival']);

/** Run time first, then waits by cause and tool, longest first, overhead last. Rows sum to the makespan, also rounded. */
export function prepareAttribution(
  path: readonly PathPart[],
  calls: readonly PathCall[],
  makespanUs: number,
): AttributionModel {
  const toolBySeq = new Map(calls.map((call) => [call.seq, call.toolName]));
  const sums = new Map<string, { kind: TimeKind; toolName: string | null; us: number }>();
  for (const { seq, kind, startUs, endUs } of path) {
    const toolName = SUMMED_KINDS.has(kind) ? null : (toolBySeq.get(seq) ?? null);
    const key = JSON.stringify([kind, toolName]);
    const sum = sums.get(key) ?? { kind, toolName, us: 0 };
    sum.us += endUs - startUs;
    sums.set(key, sum);
  }
  const rows = [...sums.values()].sort((a, b) => rank(a.kind) - rank(b.kind) || b.us - a.us);
  const wholeMs = roundedParts(
    rows.map((row) => row.us / 1000),
    Math.round(makespanUs / 1000),
  );
  return {
    rows: rows.map((row, index) => ({
      ...row,
      time: formatExactMs((wholeMs[index] ?? 0) * 1000),
      share: formatWholePercent(row.us, makespanUs),
    })),
    makespan: formatDuration(makespanUs),
    total: formatExactMs(makespanUs),
  };
}

function rank(kind: TimeKind): number {
  return kind === 'run' ? 0 : kind === 'overhead' ? 2 : 1;
}

/** Whole numbers that sum to a whole: what rounding down leaves over goes to the greatest remainders. */
function roundedParts(parts: readonly number[], total: number): readonly number[] {
  const floors = parts.map(Math.floor);
  const leftOver = total - floors.reduce((sum, floor) => sum + floor, 0);
  const byRemainder = parts
    .map((part, index) => ({ index, remainder: part - Math.floor(part) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, Math.max(0, leftOver))) floors[index] = (floors[index] ?? 0) + 1;
  return floors;
}
