/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

/**
 * One line of CSV, with its end. A text that a spreadsheet would run as a formula begins with an apostrophe; numbers are
 * numbers.
 *
 * @see RFC 4180; OWASP, "CSV Injection".
 * @example
 * csvLine(['=1+1', -1, 'a,b', null]); // => "'=1+1,-1,\"a,b\",\r\n"
 */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: string | number | boolean | null): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
