import { describeValue } from './describe-value.js';
import { formatJsonPointer } from './json-pointer.js';
import { quoted } from './quoted.js';

/** What stands at a path, or what was there instead: `"/items" is an array of 3`. */
export type ReadPath = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly found: string };

/**
 * The value at a path in the output of a call. Only own enumerable properties are there, and of an array the elements, by
 * indexes written as JSON Pointer writes them (`0`, not `00` or `-1`). Never throws.
 *
 * @example
 * readPath({ items: ['a'] }, ['items', '0']); // => { ok: true, value: 'a' }
 * readPath({ items: ['a'] }, ['items', '5']); // => { ok: false, found: '"/items" is an array of 1' }
 */
export function readPath(output: unknown, path: readonly string[]): ReadPath {
  let value = output;
  for (const [depth, key] of path.entries()) {
    try {
      if (!hasOwn(value, key)) return { ok: false, found: `${placeOf(path, depth)} is ${describeValue(value)}` };
      value = (value as Readonly<Record<string, unknown>>)[key];
    } catch {
      return { ok: false, found: `${placeOf(path, depth)} threw when it was read` };
    }
  }
  return { ok: true, value };
}

function hasOwn(value: unknown, key: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value) && !/^(?:0|[1-9]\d{0,9})$/.test(key)) return false;
  return Object.prototype.propertyIsEnumerable.call(value, key);
}

function placeOf(path: readonly string[], depth: number): string {
  return depth === 0 ? 'its output' : quoted(formatJsonPointer(path.slice(0, depth)));
}
