import type { CallNames } from './call-names.js';
import type { Container } from './containers.js';
import { formatJsonPointer, parseJsonPointer } from './json-pointer.js';
import { quoted, shortened } from './quoted.js';
import type { Reference } from './reference.js';

/** The reference that an object is, or what is wrong with it, to be read behind "Call c1 ". */
export type TypedReference =
  | { readonly ok: true; readonly reference: Reference }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads `{ "$ref": "1", "path": "/items/0" }`.
 *
 * @returns Null where it has other keys or types, and for a `$ref` of JSON Schema (`#/$defs/node`, `https://…`) that is
 *   no call's id.
 */
export function readTypedReference({ keys, values }: Container, names: CallNames): TypedReference | null {
  if (keys === null || keys.length > 2) return null;
  const name = values[keys.indexOf('$ref')];
  const pointer = keys.length === 1 ? '' : values[keys.indexOf('path')];
  if (typeof name !== 'string' || typeof pointer !== 'string') return null;
  if (isUriLike(name) && !names.hasId(name)) return null;
  const path = parseJsonPointer(pointer);
  if (path === null) return { ok: false, problem: problemOf(name) };
  const text = shortened(name + formatJsonPointer(path));
  return { ok: true, reference: { name, path, text, notation: null, position: null } };
}

/** An id may look like it too: some providers write `functions.search:0`. */
function isUriLike(name: string): boolean {
  return name === '' || name.startsWith('#') || /[/:]/.test(name);
}

function problemOf(name: string): string {
  return `refers to ${quoted(name)} with a "path" that is no JSON Pointer; write one such as "/items/0/url", or "" for all of it`;
}
