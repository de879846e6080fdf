/** Numbers by key. Keys may be hostile text, which a Map does not mind. */
export type Sums = Map<string | number, number>;

/** Adds to the number of a key. */
export function addTo(sums: Sums, key: string | number, amount: number): void {
  if (amount !== 0) sums.set(key, (sums.get(key) ?? 0) + amount);
}

export function addAll(into: Sums, from: ReadonlyMap<string | number, number>): void {
  for (const [key, amount] of from) addTo(into, key, amount);
}

/**
 * As it is stored: JSON text of [key, number, key, number, …].
 *
 * @param maxKeys - Of more keys, those with the least go into `other/`.
 */
export function sumsText(sums: ReadonlyMap<string | number, number>, maxKeys = Number.POSITIVE_INFINITY): string {
  return JSON.stringify([...(sums.size <= maxKeys ? sums : withOther(sums, maxKeys))].flat());
}

/** @throws {SyntaxError} For what is not such a text. */
export function parseSums(text: string): Sums {
  const flat = JSON.parse(text) as readonly (string | number)[];
  const sums: Sums = new Map();
  for (let index = 0; index + 1 < flat.length; index += 2) addTo(sums, flat[index] ?? '', Number(flat[index + 1]));
  return sums;
}

const OTHER = 'other/';

function withOther(sums: ReadonlyMap<string | number, number>, maxKeys: number): Sums {
  const sorted = [...sums].filter(([key]) => key !== OTHER).sort(([, a], [, b]) => b - a);
  const kept: Sums = new Map(sorted.slice(0, maxKeys - 1));
  addTo(kept, OTHER, sums.get(OTHER) ?? 0);
  for (const [, amount] of sorted.slice(maxKeys - 1)) addTo(kept, OTHER, amount);
  return kept;
}
