import type { Reference } from './reference.js';

/** A text in pieces: what stays as it is, and references. No two neighbours are both text. */
export type TextParts = readonly (string | Reference)[];

/** Adds a piece to parts that are being read; neighbouring texts become one. */
export function addPart(parts: (string | Reference)[], part: string | Reference): void {
  const last = parts.at(-1);
  if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
  else if (part !== '') parts.push(part);
}
