import type { PathTime } from '@parallel-tools/metrics/queries';
import { type Change, distinctChanges } from './change';
import { type BatchRecord, replay } from './replay';

/** What the same batches came to under other settings; all by position of the batch, in µs. */
export interface Outcome {
  readonly makespansUs: readonly number[];
  readonly sequentialUs: number;
  readonly idealMakespanUs: number;
  /** Where all makespans went; the parts sum to them. */
  readonly path: ReadonlyMap<PathTime['kind'], number>;
  /** Runs that ended ok when recorded and would be over a new timeout. */
  readonly cutCount: number;
}

/** Runs the batches again, one after the other. */
export function outcomeOf(records: readonly BatchRecord[], changes: readonly Change[]): Outcome {
  const distinct = distinctChanges(changes);
  const makespansUs: number[] = [];
  const path = new Map<PathTime['kind'], number>();
  const sums = { sequentialUs: 0, idealMakespanUs: 0, cutCount: 0 };
  for (const record of records) {
    const { simulation, cutCount } = replay(record, distinct);
    const { totals } = simulation.record;
    makespansUs.push(simulation.makespanUs);
    sums.sequentialUs += totals.sequentialUs;
    sums.idealMakespanUs += totals.idealMakespanUs;
    sums.cutCount += cutCount;
    for (const { kind, startUs, endUs } of simulation.stats.attribution) {
      path.set(kind, (path.get(kind) ?? 0) + endUs - startUs);
    }
  }
  return { makespansUs, path, ...sums };
}
