import { bootstrapQuantile, type Estimate, LEAST_FOR_RANGE } from './bootstrap';
import type { Change } from './change';
import { type BatchRecord, replay } from './replay';

/** One change alone, and what it makes of the makespan's p95. */
export interface TriedChange {
  readonly change: Change;
  /** The p95 with it. */
  readonly after: Estimate;
  /** How far it moves. */
  readonly effect: Estimate;
  /** Batches that take longer or shorter with it. */
  readonly touchedCount: number;
  /** False where the range of the effect holds 0, and where there are too few batches for a range. */
  readonly isClear: boolean;
}

const SHARE = 0.95;

/**
 * Replays the batches under one change.
 *
 * @param beforeUs - Their makespans replayed as recorded, by position.
 */
export function tryChange(records: readonly BatchRecord[], beforeUs: readonly number[], change: Change): TriedChange {
  // A batch without the tool goes as it went: most changes are of one tool, and most batches call few.
  const afterUs = records.map((record, index) =>
    isTouched(record, change) ? replay(record, [change]).simulation.makespanUs : (beforeUs[index] ?? 0),
  );
  const { after, change: effect } = bootstrapQuantile({ before: beforeUs, after: afterUs }, SHARE);
  return {
    change,
    after,
    effect,
    touchedCount: afterUs.filter((us, index) => us !== beforeUs[index]).length,
    isClear: records.length >= LEAST_FOR_RANGE && (effect.high < 0 || effect.low > 0),
  };
}

function isTouched({ calls }: BatchRecord, { toolName }: Change): boolean {
  return toolName === null || calls.some((call) => call.toolName === toolName);
}
