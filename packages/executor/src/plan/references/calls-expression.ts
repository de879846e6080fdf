/** What stands between `${calls` and `}`, or why it cannot be read. */
export type CallsExpression =
  | { readonly ok: true; readonly keys: readonly [string, ...string[]]; readonly end: number }
  | { readonly ok: false; readonly end: number; readonly expected: string };

/**
 * Reads the keys of `${calls.search.items[0]["x y"]}`: a name, then a path.
 *
 * @param start - Right behind `${calls`.
 * @returns With `end` right behind `}`; for text that cannot be read, where it ceased to make sense.
 */
export function readCallsExpression(text: string, start: number): CallsExpression {
  const keys: string[] = [];
  let at = start;
  while (text[at] !== '}' || keys.length === 0) {
    const step = readStep(text, at);
    if (step.key === null) return { ok: false, end: at, expected: step.expected };
    keys.push(step.key);
    at = step.end;
  }
  return { ok: true, keys: keys as [string, ...string[]], end: at + 1 };
}

type Step = { readonly key: string; readonly end: number } | { readonly key: null; readonly expected: string };

function readStep(text: string, at: number): Step {
  if (text[at] === '.') return readPlainKey(text, at + 1);
  if (text[at] !== '[') return { key: null, expected: '".", "[" or "}"' };
  const quote = text[at + 1];
  const step = quote === '"' || quote === "'" ? readQuotedKey(text, at + 2, quote) : readIndex(text, at + 1);
  if (step.key === null) return step;
  if (text[step.end] !== ']') return { key: null, expected: '"]" behind a key in brackets' };
  return { key: step.key, end: step.end + 1 };
}

// All else is written in quotes: most of it stands in code and prose, where no reference is meant.
const PLAIN_CHARACTER = /[\p{L}\p{M}\p{N}_:@-]/u;

function readPlainKey(text: string, start: number): Step {
  let end = start;
  while (PLAIN_CHARACTER.test(text.charAt(end))) end++;
  return end === start ? { key: null, expected: 'a key behind "."' } : { key: text.slice(start, end), end };
}

function readIndex(text: string, start: number): Step {
  let end = start;
  while (text.charAt(end) >= '0' && text.charAt(end) <= '9') end++;
  return end === start
    ? { key: null, expected: 'an index or a quoted key in brackets' }
    : { key: text.slice(start, end), end };
}

function readQuotedKey(text: string, start: number, quote: string): Step {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return { key: unescaped(text.slice(start, at)), end: at + 1 };
  }
  return { key: null, expected: 'a quoted key that ends' };
}

const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** As in JSON, and any other character behind a backslash for itself. */
function unescaped(key: string): string {
  return key.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_all, hex: string | undefined, character = '') =>
    hex === undefined ? (ESCAPED[character] ?? character) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
