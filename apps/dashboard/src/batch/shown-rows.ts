import type { TimelineModel } from './prepare-timeline';

/** Which rows are shown, and in which order. */
export interface RowChoice {
  readonly isCriticalOnly: boolean;
  readonly isByStart: boolean;
}

/** Rows shown, as indices of the model's, and back. */
export interface ShownRows {
  readonly indices: readonly number[];
  /** By index of the model: its place among those shown; null when it is not. */
  readonly positionOf: (index: number) => number | null;
}

export function shownRows({ rows }: Pick<TimelineModel, 'rows'>, { isCriticalOnly, isByStart }: RowChoice): ShownRows {
  const kept = rows.map((_, index) => index).filter((index) => !isCriticalOnly || rows[index]?.isCritical === true);
  const startOf = (index: number) => rows[index]?.startUs ?? 0;
  const indices = isByStart ? kept.toSorted((a, b) => startOf(a) - startOf(b) || a - b) : kept;
  const positions = new Map(indices.map((index, position) => [index, position]));
  return { indices, positionOf: (index) => positions.get(index) ?? null };
}
