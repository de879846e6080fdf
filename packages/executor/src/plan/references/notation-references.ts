import type { CallNames } from './call-names.js';
import type { Notation } from './notations.js';
import { shortened } from './quoted.js';
import type { Reference } from './reference.js';
import { addPart, type TextParts } from './text-parts.js';

/** The parts with the references of a notation read in their texts; a name that the batch does not have stays text. */
export function readNotation(parts: TextParts, notation: Notation, names: CallNames): TextParts {
  const read: (string | Reference)[] = [];
  for (const part of parts) {
    if (typeof part === 'string' && part.includes(notation.marker)) readPart(read, part, notation, names);
    else addPart(read, part);
  }
  return read;
}

function readPart(read: (string | Reference)[], text: string, notation: Notation, names: CallNames): void {
  let start = 0;
  for (const match of text.matchAll(notation.pattern)) {
    const reference = { ...notation.read(match), text: shortened(match[0]), notation: notation.name };
    if (names.findReference(reference).kind === 'none') continue;
    addPart(read, text.slice(start, match.index));
    addPart(read, reference);
    start = match.index + match[0].length;
  }
  addPart(read, text.slice(start));
}
