import type { CellValue, TableModel } from './table-model';

/** What an export holds: names of columns, and one list of values per row. */
export type ExportRows = Pick<TableModel, 'columns' | 'rows'>;

const LINE_END = '\r\n';

/**
 * All rows and all columns as RFC 4180 text, with raw values: numbers in the unit their column names, nothing for null.
 * Text that a spreadsheet would take for a formula gets an apostrophe in front.
 */
export function toCsv({ columns, rows }: ExportRows): string {
  const lines = [
    columns.map((column) => csvField(column.id)),
    ...rows.map((row) => row.cells.map((cell) => csvField(cell.value))),
  ];
  return lines.map((fields) => fields.join(',') + LINE_END).join('');
}

/** The same as a JSON array of objects; every object has every column. */
export function toJson({ columns, rows }: ExportRows): string {
  const records = rows.map((row) =>
    Object.fromEntries(columns.map((column, index) => [column.id, row.cells[index]?.value ?? null])),
  );
  return `${JSON.stringify(records, null, 2)}\n`;
}

// A spreadsheet runs what begins with these; also after a space or a control character that it strips.
const FORMULA = /^[\s\p{Cc}]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]/u;
const TO_QUOTE = /[",\r\n]|^\s|\s$/;

/** One field of a CSV line. */
export function csvField(value: CellValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) || /^[\t\r\n]/.test(value) ? `'${value}` : value;
  return TO_QUOTE.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
