/** The plain values in an argument or output, as hashes. */
export interface ValuesIn {
  /** Strings and numbers as a whole. */
  readonly wholes: ReadonlySet<number>;
  /** Words of the strings: what may have been taken out of a text. */
  readonly words: ReadonlySet<number>;
}

/** Hashes a text; with a secret of the process, so that hashes say nothing outside of it. */
export type Hash = (text: string) => number;

/** More is not looked at: it would cost the caller. */
const MAX_LEAVES = 1000;
const MAX_CHARS = 16_384;
const MAX_DEPTH = 20;
/** Shorter ones are equal by chance. */
const MIN_WORD_CHARS = 4;
const MIN_TEXT_CHARS = 2;
const MIN_NUMBER = 10;

/**
 * @param value - As `JSON.stringify` would see it.
 * @returns Null for one that is too big, or no plain data.
 */
export function valuesIn(value: unknown, hash: Hash): ValuesIn | null {
  const wholes = new Set<number>();
  const words = new Set<number>();
  let leaves = 0;
  let chars = 0;

  const addText = (text: string): boolean => {
    chars += text.length;
    if (chars > MAX_CHARS) return false;
    if (text.length >= MIN_TEXT_CHARS) wholes.add(hash(text));
    for (const word of text.split(/[^\p{L}\p{N}]+/u)) if (word.length >= MIN_WORD_CHARS) words.add(hash(word));
    return true;
  };

  const visit = (item: unknown, depth: number): boolean => {
    leaves += 1;
    if (leaves > MAX_LEAVES || depth > MAX_DEPTH) return false;
    if (typeof item === 'string') return addText(item);
    if (typeof item === 'number') {
      if (Math.abs(item) >= MIN_NUMBER || !Number.isInteger(item)) wholes.add(hash(String(item)));
      return true;
    }
    if (item === null || item === undefined || typeof item === 'boolean') return true;
    if (Array.isArray(item)) return item.every((element) => visit(element, depth + 1));
    return isPlainObject(item) && Object.values(item).every((element) => visit(element, depth + 1));
  };

  return visit(value, 0) ? { wholes, words } : null;
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
