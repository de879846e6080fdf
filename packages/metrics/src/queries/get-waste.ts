import type { ToolCell } from '../rollups/tool-cell.js';
import type { ReadStore } from '../store/store.js';
import { checkLimit, checkRange } from './check-range.js';
import { readBatchCells, readToolCells } from './read-cells.js';
import type { TimeRange, ToolRef } from './types.js';

/**
 * What became of the run time of an attempt. `useful`: it ended `ok`. `error`, `timeout`: it failed, whether or not another
 * followed. `hedge`: of two that ran beside each other it was the one that lost. `cancelled`: abort or fail-fast ended it.
 * `discarded`: its caller took the call back.
 */
export type WorkKind = (typeof WORK_KINDS)[number];

const WORK_KINDS = Object.freeze(['useful', 'error', 'timeout', 'hedge', 'cancelled', 'discarded'] as const);

/** Run time of one kind. */
export interface WorkTime {
  readonly kind: WorkKind;
  readonly us: number;
}

/** What a range, or a tool in it, spent and saved. */
export interface WorkSums {
  /** Σ run time of all attempts in µs; exactly the sum of `work`. */
  readonly runUs: number;
  /** Every kind once, `useful` first, also those of nothing. */
  readonly work: readonly WorkTime[];
  /** Attempts whose tool still ran when their outcome was settled. */
  readonly abandonedCount: number;
  /** Attempts after the first, without hedges. */
  readonly retryCount: number;
  /** Run time of those. With `backoffUs` it is what retries cost; part of it may have been `useful`. */
  readonly retryRunUs: number;
  /** Σ time between attempts that was only waited. */
  readonly backoffUs: number;
  /** Calls answered from the cache. */
  readonly cacheHitCount: number;
  /** Calls answered by one that ran meanwhile. */
  readonly sharedCount: number;
  /**
   * Estimate of the run time these two saved, in µs: by tool, their number × the mean run time of the tool's `ok`
   * attempts in the range; tools without one count as 0.
   */
  readonly savedUs: number;
}

/** One tool's row. */
export interface ToolWaste extends ToolRef, WorkSums {
  /** All of `work` but `useful`. */
  readonly wastedUs: number;
}

/** Work that came to nothing, and work that was saved. */
export interface Waste extends WorkSums {
  /** All of `work` but `useful`. */
  readonly wastedUs: number;
  /** Most wasted first. */
  readonly tools: readonly ToolWaste[];
  /** Tools called. */
  readonly toolCount: number;
  /** Turns of one call that could have run together with the one call of the turn before in their session. */
  readonly missedCount: number;
  /** Such turns of which that is not known. */
  readonly missedUnknownCount: number;
}

/** @throws {MetricsError} `INVALID_RANGE` */
export async function getWaste(store: ReadStore, range: TimeRange, limit: number): Promise<Waste> {
  checkRange(range);
  checkLimit(limit);
  const [cells, turns] = await Promise.all([
    readToolCells(store, range, { slotMs: null, columns: COLUMNS }),
    readBatchCells(store, range, { slotMs: null, columns: ['missed_count', 'missed_unknown_count'] }),
  ]);
  const tools = cells
    .flatMap(({ tool, slots }): readonly ToolWaste[] => {
      const cell = slots.get(0);
      if (cell === undefined) return [];
      const sums = sumsOf(cell);
      return [{ ...tool, ...sums, wastedUs: wastedUs(sums) }];
    })
    .toSorted((a, b) => b.wastedUs - a.wastedUs || b.runUs - a.runUs || a.toolId - b.toolId);
  const all = addUp(tools);
  return {
    ...all,
    wastedUs: wastedUs(all),
    tools: tools.slice(0, limit),
    toolCount: tools.length,
    missedCount: turns.get(0)?.numbers.missed_count ?? 0,
    missedUnknownCount: turns.get(0)?.numbers.missed_unknown_count ?? 0,
  };
}

const COLUMNS = [
  'run_us',
  'wastes',
  'abandoned_count',
  'retry_count',
  'retry_run_us',
  'backoff_us',
  'cache_hit_count',
  'shared_count',
  'ok_run_us',
  'ok_attempt_count',
] as const;

function sumsOf({ numbers, maps }: ToolCell): WorkSums {
  const lostUs = [...maps.wastes.values()].reduce((sum, us) => sum + us, 0);
  const savedCount = numbers.cache_hit_count + numbers.shared_count;
  return {
    runUs: numbers.run_us,
    work: WORK_KINDS.map((kind) => ({
      kind,
      us: kind === 'useful' ? numbers.run_us - lostUs : (maps.wastes.get(kind) ?? 0),
    })),
    abandonedCount: numbers.abandoned_count,
    retryCount: numbers.retry_count,
    retryRunUs: numbers.retry_run_us,
    backoffUs: numbers.backoff_us,
    cacheHitCount: numbers.cache_hit_count,
    sharedCount: numbers.shared_count,
    savedUs: Math.round((savedCount * numbers.ok_run_us) / Math.max(1, numbers.ok_attempt_count)),
  };
}

function addUp(rows: readonly WorkSums[]): WorkSums {
  const total = (name: Exclude<keyof WorkSums, 'work'>) => rows.reduce((sum, row) => sum + row[name], 0);
  return {
    runUs: total('runUs'),
    work: WORK_KINDS.map((kind) => {
      const parts = rows.flatMap(({ work }) => work.filter((part) => part.kind === kind));
      return { kind, us: parts.reduce((sum, part) => sum + part.us, 0) };
    }),
    abandonedCount: total('abandonedCount'),
    retryCount: total('retryCount'),
    retryRunUs: total('retryRunUs'),
    backoffUs: total('backoffUs'),
    cacheHitCount: total('cacheHitCount'),
    sharedCount: total('sharedCount'),
    savedUs: total('savedUs'),
  };
}

function wastedUs({ work }: WorkSums): number {
  return work.reduce((sum, { kind, us }) => (kind === 'useful' ? sum : sum + us), 0);
}
