import type { CellValue, TableColumn, TableModel, TableRow } from './table-model';

/** What an export holds: names of columns, and one list of values per row. */
export type ExportRows = Pick<TableModel, 'columns' | 'rows'>;

/** How a file of rows is written. */
export type ExportFormat = keyof typeof FORMATS;

interface Writing {
  /** Of the file, for whom it is sent to. */
  readonly type: string;
  readonly begin: (columns: readonly TableColumn[]) => string;
  readonly row: (columns: readonly TableColumn[], row: TableRow, isFirst: boolean) => string;
  readonly end: string;
}

const LINE_END = '\r\n';

const FORMATS = {
  /**
   * RFC 4180, with raw values: numbers in the unit their column names, nothing for null. Text that a spreadsheet would
   * take for a formula gets an apostrophe in front.
   */
  csv: {
    type: 'text/csv; charset=utf-8; header=present',
    begin: (columns) => csvLine(columns.map(({ id }) => id)),
    row: (_, { cells }) => csvLine(cells.map(({ value }) => value)),
    end: '',
  },
  /** An array of objects, a line each; every object has every column. */
  json: {
    type: 'application/json; charset=utf-8',
    begin: () => '[',
    row: (columns, { cells }, isFirst) => {
      const record = Object.fromEntries(columns.map(({ id }, index) => [id, cells[index]?.value ?? null]));
      return `${isFirst ? '' : ','}\n${JSON.stringify(record)}`;
    },
    end: '\n]\n',
  },
} as const satisfies Record<string, Writing>;

/** The media type of an export. */
export function exportType(format: ExportFormat): string {
  return FORMATS[format].type;
}

/** All rows and all columns of a table as a file. */
export function exportText(format: ExportFormat, { columns, rows }: ExportRows): string {
  const writing: Writing = FORMATS[format];
  const text = rows.map((row, index) => writing.row(columns, row, index === 0)).join('');
  return writing.begin(columns) + text + writing.end;
}

/** The same, piece by piece, for a table that comes page by page. */
export async function* exportPages(
  format: ExportFormat,
  columns: readonly TableColumn[],
  pages: AsyncIterable<readonly TableRow[]>,
): AsyncGenerator<string> {
  const writing: Writing = FORMATS[format];
  yield writing.begin(columns);
  let isFirst = true;
  for await (const rows of pages) {
    const lines: string[] = [];
    for (const row of rows) {
      lines.push(writing.row(columns, row, isFirst));
      isFirst = false;
    }
    if (lines.length > 0) yield lines.join('');
  }
  yield writing.end;
}

function csvLine(values: readonly CellValue[]): string {
  return values.map(csvField).join(',') + LINE_END;
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
