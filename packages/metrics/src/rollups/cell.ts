import { addAll, type Sums } from './sums.js';

/** The columns of a rollup, by how two rows of one cell are added up. */
export interface CellShape<Sum extends string = string, Maximum extends string = string, Map extends string = string> {
  readonly sums: readonly Sum[];
  readonly maxima: readonly Maximum[];
  /** Numbers by key, added up by key. */
  readonly maps: readonly Map[];
}

/** One row of a rollup without its key. */
export interface Cell<Sum extends string = string, Maximum extends string = string, Map extends string = string> {
  readonly numbers: Record<Sum | Maximum, number>;
  readonly maps: { readonly [Name in Map]: Sums };
}

export function createCell<Sum extends string, Maximum extends string, Map extends string>({
  sums,
  maxima,
  maps,
}: CellShape<Sum, Maximum, Map>): Cell<Sum, Maximum, Map> {
  return {
    numbers: Object.fromEntries([...sums, ...maxima].map((name) => [name, 0])) as Record<Sum | Maximum, number>,
    maps: Object.fromEntries(maps.map((name) => [name, new Map()])) as { [Name in Map]: Sums },
  };
}

export function addCell(shape: CellShape, into: Cell, from: Cell): void {
  for (const name of shape.sums) into.numbers[name] = (into.numbers[name] ?? 0) + (from.numbers[name] ?? 0);
  for (const name of shape.maxima) into.numbers[name] = Math.max(into.numbers[name] ?? 0, from.numbers[name] ?? 0);
  for (const name of shape.maps) {
    const sums = from.maps[name];
    if (sums !== undefined) addAll(into.maps[name] as Sums, sums);
  }
}
