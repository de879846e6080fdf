import { readCallsExpression } from './calls-expression.js';
import { shortened } from './quoted.js';
import type { Reference } from './reference.js';
import { addPart, type TextParts } from './text-parts.js';

/** A text in pieces, or what is wrong with a reference in it, to be read behind "Call c1 ". */
export type ReadText =
  | { readonly ok: true; readonly parts: TextParts }
  | { readonly ok: false; readonly problem: string };

const OPENING = '{calls';

/**
 * Reads the `${calls.…}` references of a text. Directly before `{calls.` each `$$` stands for `$`: so `$${calls.1}` is the
 * text `${calls.1}`, and `$$${calls.1}` a dollar sign and a reference.
 */
export function readCallsReferences(text: string): ReadText {
  const parts: (string | Reference)[] = [];
  let start = 0;
  for (let at = text.indexOf(OPENING); at !== -1; at = text.indexOf(OPENING, Math.max(start, at + 1))) {
    const dollars = dollarsBefore(text, at);
    const inside = at + OPENING.length;
    if (text[inside] !== '.' && text[inside] !== '[') continue;
    addPart(parts, text.slice(start, at - Math.ceil(dollars / 2)));
    start = at;
    if (dollars % 2 === 0) continue;
    const expression = readCallsExpression(text, inside);
    const written = shortened(text.slice(at - 1, expression.end));
    if (!expression.ok) return { ok: false, problem: problemOf(written, expression.expected) };
    const [name, ...path] = expression.keys;
    addPart(parts, { name, path, text: written, notation: null, position: null });
    start = expression.end;
  }
  addPart(parts, text.slice(start));
  return { ok: true, parts };
}

function dollarsBefore(text: string, at: number): number {
  let first = at;
  while (text[first - 1] === '$') first--;
  return at - first;
}

// Only what made sense is shown: what follows it is the caller's data.
function problemOf(written: string, expected: string): string {
  return `has a reference that cannot be read: behind ${JSON.stringify(written)} there must be ${expected}; ${ESCAPE_HINT}`;
}

/** For whoever did not mean a reference. */
export const ESCAPE_HINT = 'if no reference is meant, write "$${calls" for "${calls"';
