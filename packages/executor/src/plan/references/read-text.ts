import type { CallNames } from './call-names.js';
import { type ReadText, readCallsReferences } from './calls-references.js';
import { readNotation } from './notation-references.js';
import type { ResolvedReferenceOptions } from './reference-options.js';

/**
 * The references of a text in every notation that is read.
 *
 * @returns Null where the text stays as it is.
 */
export function readText(text: string, options: ResolvedReferenceOptions, names: CallNames): ReadText | null {
  if (!mayReferTo(text, options.markers)) return null;
  const read = readCallsReferences(text);
  if (!read.ok) return read;
  let { parts } = read;
  for (const notation of options.notations) parts = readNotation(parts, notation, names);
  return parts.length === 1 && parts[0] === text ? null : { ok: true, parts };
}

/** Whether a text can hold a reference at all. */
export function mayReferTo(text: string, markers: readonly string[]): boolean {
  for (const marker of markers) if (text.includes(marker)) return true;
  return false;
}
