import { isPlain } from './containers.js';
import { mayReferTo } from './read-text.js';

// Beyond it arguments are read with care for cycles, which costs more for each object and is linear.
const MOST_VALUES = 1_000;

/**
 * A quick look at arguments, which most often hold no reference.
 *
 * @returns False where they certainly hold none; true where they may, or are too large for a quick look.
 */
export function mayHoldReferences(args: object, markers: readonly string[]): boolean {
  const look: Look = { markers, open: null, valuesLeft: MOST_VALUES };
  for (let next: object | undefined = args; next !== undefined; next = look.open?.pop()) {
    if (Array.isArray(next) ? mayHoldInArray(next, look) : isPlain(next) && mayHoldInObject(next, look)) return true;
  }
  return false;
}

interface Look {
  readonly markers: readonly string[];
  /** Objects still to look into; null until there is one. */
  open: object[] | null;
  valuesLeft: number;
}

function mayHoldInArray(values: readonly unknown[], look: Look): boolean {
  for (let index = 0; index < values.length; index++) if (mayBeReference(values[index], look)) return true;
  return false;
}

function mayHoldInObject(values: object, look: Look): boolean {
  // An inherited key costs at most the second look.
  for (const key in values) {
    if (key === '$ref' || mayBeReference((values as Readonly<Record<string, unknown>>)[key], look)) return true;
  }
  return false;
}

function mayBeReference(value: unknown, look: Look): boolean {
  if (--look.valuesLeft < 0) return true;
  if (typeof value === 'string') return mayReferTo(value, look.markers);
  if (typeof value !== 'object' || value === null) return false;
  look.open ??= [];
  look.open.push(value);
  return false;
}
