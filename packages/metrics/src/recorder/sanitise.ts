/**
 * JSON text as databases can take it: NUL, which PostgreSQL refuses and SQLite ends a text at, and lone surrogates, which
 * are no Unicode, become U+FFFD.
 *
 * @param json - What `JSON.stringify` gave: it writes both as escapes, so that only escapes need be looked at.
 * @example
 * sanitiseJson(JSON.stringify('a\0b')); // => '"a\ufffdb"'
 */
export function sanitiseJson(json: string): string {
  // An escaped backslash is matched too, and kept, lest its second half be taken for the start of an escape.
  return json.replace(/\\(?:\\|u0000|ud[89a-f][0-9a-f]{2})/g, (found) => (found === '\\\\' ? found : '\ufffd'));
}

/**
 * Plain text, at most `maxChars` UTF-16 code units; what was cut off is shown by an ellipsis.
 *
 * @example
 * truncate('abcdef', 4); // => 'abc…'
 */
export function truncate(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const lastUnit = text.charCodeAt(maxChars - 2);
  const cutsPair = lastUnit >= 0xd800 && lastUnit <= 0xdbff;
  return `${text.slice(0, cutsPair ? maxChars - 2 : maxChars - 1)}…`;
}
