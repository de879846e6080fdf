import type { WaitCause } from '@parallel-tools/executor';
import type { ToolCell } from '../rollups/tool-cell.js';
import type { ReadStore } from '../store/store.js';
import { checkLimit, checkRange } from './check-range.js';
import { pathTimes } from './path-time.js';
import { readToolCells } from './read-cells.js';
import type { PathTime, TimeRange, ToolRef } from './types.js';

/** One tool's time on the realised critical paths of a range. */
export interface Bottleneck extends ToolRef {
  /** All its time on critical paths, runs and waits; exactly the sum of `parts`. */
  readonly criticalUs: number;
  /** By kind, greatest first; without kinds of nothing. `arrival` is time before its calls were there. */
  readonly parts: readonly PathTime[];
  /**
   * The greatest of its waits that a setting can shorten: `tool-slot`, `global-slot`, `rate-limit`, `conflict`,
   * `circuit`, `backoff` or `host`. Null when it never waited so on a critical path.
   */
  readonly worstWait: { readonly kind: WaitCause; readonly us: number } | null;
}

/** Which tools held batches back, most critical-path time first. */
export interface Bottlenecks {
  /** Σ makespan of the batches of the range = Σ `criticalUs` of all tools. */
  readonly makespanUs: number;
  readonly rows: readonly Bottleneck[];
  /** Tools with time on a critical path. */
  readonly totalCount: number;
  /** `criticalUs` of the tools that are not in `rows`, so that the sum is whole. */
  readonly restUs: number;
  /** The row and wait that cost most of all waits a setting can shorten, whatever `limit` left out. */
  readonly worst: (ToolRef & NonNullable<Bottleneck['worstWait']>) | null;
}

/** @throws {MetricsError} `INVALID_RANGE` */
export async function getBottlenecks(store: ReadStore, range: TimeRange, limit: number): Promise<Bottlenecks> {
  checkRange(range);
  checkLimit(limit);
  const columns = ['critical_run_us', 'critical_waits'] as const;
  const tools = await readToolCells(store, range, { slotMs: null, columns });
  const all = tools
    .map(({ tool, slots }) => bottleneck(tool, criticalTimes(slots.get(0))))
    .filter(({ criticalUs }) => criticalUs > 0)
    .toSorted((a, b) => b.criticalUs - a.criticalUs || a.toolId - b.toolId);
  return {
    makespanUs: sumUs(all.map(({ criticalUs }) => ({ us: criticalUs }))),
    rows: all.slice(0, limit),
    totalCount: all.length,
    restUs: sumUs(all.slice(limit).map(({ criticalUs }) => ({ us: criticalUs }))),
    worst: worstOf(all),
  };
}

const SHORTENED_BY_SETTINGS: ReadonlySet<string> = new Set<WaitCause>([
  'tool-slot',
  'global-slot',
  'rate-limit',
  'conflict',
  'circuit',
  'backoff',
  'host',
]);

/** A tool's time on realised critical paths, by kind. */
function criticalTimes(cell: ToolCell | undefined): readonly PathTime[] {
  if (cell === undefined) return [];
  return pathTimes(new Map([...cell.maps.critical_waits, ['run', cell.numbers.critical_run_us]]));
}

function bottleneck(tool: ToolRef, parts: readonly PathTime[]): Bottleneck {
  return { ...tool, criticalUs: sumUs(parts), parts, worstWait: parts.find(isShortened) ?? null };
}

function isShortened(part: PathTime): part is PathTime & { readonly kind: WaitCause } {
  return SHORTENED_BY_SETTINGS.has(part.kind);
}

function worstOf(rows: readonly Bottleneck[]): Bottlenecks['worst'] {
  let worst: Bottlenecks['worst'] = null;
  for (const { toolId, toolName, color, worstWait } of rows) {
    if (worstWait !== null && worstWait.us > (worst?.us ?? 0)) worst = { toolId, toolName, color, ...worstWait };
  }
  return worst;
}

function sumUs(parts: readonly { readonly us: number }[]): number {
  return parts.reduce((sum, { us }) => sum + us, 0);
}
